/// What a scripted registry does with a new connection.
package enum Transport: Sendable {
    /// HTTP without TLS.
    case plain
    /// HTTP over TLS.
    case tls(ServerTLS)
    /// Whatever comes first, a request or the greeting of TLS, is answered with this.
    case brokenOff(Fault.Ending)

    /// `http` or `https`.
    var scheme: String {
        if case .tls = self { "https" } else { "http" }
    }
}

/// One connection of a client as bytes, with or without TLS; for one thread.
struct ByteStream {
    private let socket: TCPSocket
    private let session: TLSSession?

    /// `nil` when there is nothing more to be said on it.
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

    /// Whether the client showed a certificate of its own in the handshake.
    var clientShowedCertificate: Bool { session?.clientShowedCertificate ?? false }

    /// What has come, or what comes next; nothing at the end.
    func read() -> ArraySlice<UInt8> {
        let bytes = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
            let space = UnsafeMutableRawBufferPointer(buffer)
            count = max(0, session?.read(into: space) ?? socket.read(into: space))
        }
        return bytes[...]
    }

    /// Hands all of it to the system, as fast as the client reads: whether the connection took it.
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

    /// Waits, and ends early when the client leaves: whether it has.
    func clientLeft(within limit: Duration) -> Bool { socket.peerLeft(within: limit) }

    /// Does what comes before the close of the socket; a stall is over when the client leaves or the server stops.
    func end(_ ending: Fault.Ending) {
        switch ending {
        case .close: session?.sayFarewell()
        case .cut: break
        case .reset: socket.resetAtClose()
        case .stall: _ = socket.peerLeft()
        }
    }
}
