/// How a scripted registry handles a new connection.
package enum Transport: Sendable {
    /// HTTP without TLS.
    case plain
    /// HTTP over TLS.
    case tls(ServerTLS)
    /// The first data, a request or a TLS ClientHello, is answered with this.
    case brokenOff(Fault.Ending)

    /// `http` or `https`.
    var scheme: String {
        if case .tls = self { "https" } else { "http" }
    }
}

/// The byte stream of one connection, with or without TLS; for one thread.
struct ByteStream {
    private let socket: TCPSocket
    private let session: TLSSession?

    /// `nil` if the connection is finished.
    init?(_ socket: TCPSocket, _ transport: Transport) {
        self.socket = socket
        switch transport {
        case .plain:
            session = nil
        case .tls(let tls):
            session = socket.handshake(tls)
            if session == nil {
                socket.linger()
                return nil
            }
        case .brokenOff(let ending):
            session = nil
            _ = read()
            end(ending)
            return nil
        }
    }

    /// Whether the client presented a certificate in the handshake.
    var clientShowedCertificate: Bool { session?.clientShowedCertificate ?? false }

    /// The available bytes, or the next ones; empty at the end.
    func read() -> ArraySlice<UInt8> {
        let bytes = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
            let space = UnsafeMutableRawBufferPointer(buffer)
            count = max(0, session?.read(into: space) ?? socket.read(into: space))
        }
        return bytes[...]
    }

    /// Writes everything, as fast as the client reads. Returns whether that succeeded.
    func write(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let written = session?.write(part) ?? socket.write(part)
                guard written > 0 else { return false }
                rest = rest.dropFirst(written)
            }
            return true
        }
    }

    /// Waits, but ends early if the client leaves. Returns whether it has.
    func clientLeft(within limit: Duration) -> Bool { socket.peerLeft(within: limit) }

    /// Performs the end before the socket is closed; a stall ends when the client leaves or the server stops.
    func end(_ ending: Fault.Ending) {
        switch ending {
        case .close: session?.sayFarewell()
        case .cut: break
        case .reset: socket.resetAtClose()
        case .stall: _ = socket.peerLeft()
        }
    }
}
