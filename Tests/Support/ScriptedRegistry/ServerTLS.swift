internal import CServer

/// The TLS settings of a scripted registry: its certificate, and whether it requests one.
package struct ServerTLS: Sendable {
    /// A protocol version as in a ClientHello; current clients do not support versions before 1.2 (RFC 8996).
    package enum Version: Int32, Sendable, Comparable {
        /// RFC 2246.
        case tls10 = 0x0301
        /// RFC 4346.
        case tls11 = 0x0302
        /// RFC 5246.
        case tls12 = 0x0303
        /// RFC 8446.
        case tls13 = 0x0304

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// Whether clients are asked for a certificate.
    package enum ClientCheck: Sendable {
        /// They are not asked for one.
        case none
        /// Optional: a certificate of this authority is requested, but clients without one are accepted too.
        case wanted(authority: String)
        /// Required: only clients with a certificate of this authority, a PEM file, are accepted.
        case required(authority: String)
    }

    let context: TLSContext

    /// TLS with this certificate, whether a client would accept it or not; up to TLS 1.2 only with these cipher suites, as
    /// OpenSSL spells them, if given.
    package init(
        _ pair: CertificateMaker.Pair, versions: ClosedRange<Version> = .tls12 ... .tls13, clients: ClientCheck = .none,
        ciphers: String? = nil
    ) throws {
        let (authority, required): (String?, Bool) =
            switch clients {
            case .none: (nil, false)
            case .wanted(let authority): (authority, false)
            case .required(let authority): (authority, true)
            }
        guard
            let made = blobgate_tls_context_new(
                pair.certificate, pair.key, versions.lowerBound.rawValue, versions.upperBound.rawValue, authority,
                required ? 1 : 0, ciphers)
        else {
            let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
                blobgate_tls_error(buffer.baseAddress, buffer.count)
                return buffer.baseAddress.map { String(cString: $0) } ?? ""
            }
            throw ProgramError(program: "OpenSSL", reason: .failed(status: -1, message: text))
        }
        context = TLSContext(made)
    }
}

/// The TLS context shared by the connections of one registry.
final class TLSContext: Sendable {
    /// OpenSSL locks the state that its connections change.
    private nonisolated(unsafe) let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { blobgate_tls_context_free(pointer) }

    /// Performs the server handshake on a connection; `nil` if it fails.
    func accept(_ descriptor: Int32) -> TLSSession? { blobgate_tls_accept(pointer, descriptor).map(TLSSession.init) }
}

/// One TLS connection, for one thread.
final class TLSSession {
    private let pointer: OpaquePointer

    fileprivate init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { blobgate_tls_free(pointer) }

    /// Whether the client presented a certificate.
    var clientShowedCertificate: Bool { blobgate_tls_client_showed_certificate(pointer) == 1 }

    /// The number of bytes read; 0 or less at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        Int(blobgate_tls_read(pointer, buffer.baseAddress, Int32(clamping: buffer.count)))
    }

    /// The number of bytes written; 0 or less if the connection is gone.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        Int(blobgate_tls_write(pointer, bytes.baseAddress, Int32(clamping: bytes.count)))
    }

    /// Sends `close_notify`.
    func sayFarewell() { blobgate_tls_shutdown(pointer) }
}
