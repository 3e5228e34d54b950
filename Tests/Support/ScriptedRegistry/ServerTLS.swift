internal import CServer

/// How a scripted registry speaks TLS: what it shows, and what it wants to be shown.
package struct ServerTLS: Sendable {
    /// A version of the protocol, as a greeting writes it; those before 1.2 are spoken by no client of today (RFC 8996).
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
        /// They are not asked.
        case none
        /// Who has one of this authority shows it, and who has none is let in too.
        case wanted(authority: String)
        /// Only who shows one of this authority, a PEM file, is let in.
        case required(authority: String)
    }

    let context: TLSContext

    /// TLS with this certificate, which is shown whether a client would accept it or not.
    package init(
        _ pair: CertificateMaker.Pair, versions: ClosedRange<Version> = .tls12 ... .tls13, clients: ClientCheck = .none
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
                required ? 1 : 0)
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

/// The settings of connections with TLS, which those of one registry share.
final class TLSContext: Sendable {
    /// OpenSSL locks what its connections change.
    private nonisolated(unsafe) let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { blobgate_tls_context_free(pointer) }

    /// The server's handshake on a connection; `nil` when it fails.
    func accept(_ descriptor: Int32) -> TLSSession? { blobgate_tls_accept(pointer, descriptor).map(TLSSession.init) }
}

/// One connection with TLS, for one thread.
final class TLSSession {
    private let pointer: OpaquePointer

    fileprivate init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { blobgate_tls_free(pointer) }

    /// Whether the client showed a certificate of its own.
    var clientShowedCertificate: Bool { blobgate_tls_client_showed_certificate(pointer) == 1 }

    /// How many bytes came; 0 or less at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        Int(blobgate_tls_read(pointer, buffer.baseAddress, Int32(clamping: buffer.count)))
    }

    /// How many bytes were written; 0 or less when the connection is gone.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        Int(blobgate_tls_write(pointer, bytes.baseAddress, Int32(clamping: bytes.count)))
    }

    /// Says that nothing more comes (`close_notify`).
    func sayFarewell() { blobgate_tls_shutdown(pointer) }
}
