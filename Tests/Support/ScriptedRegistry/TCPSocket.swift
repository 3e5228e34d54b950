internal import CServer
internal import Foundation

/// A TCP socket with blocking calls. Another thread may shut it down, which ends them.
struct TCPSocket: Sendable {
    private let descriptor: Int32

    /// A socket that listens on a numeric address; port 0 takes a free one.
    static func listening(host: String, port: Int) throws -> TCPSocket {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0, let address = list?.pointee else {
            throw CocoaError(.fileNoSuchFile)
        }
        defer { freeaddrinfo(list) }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let made = TCPSocket(descriptor: socket(address.ai_family, kind, 0))
        made.set(SOL_SOCKET, SO_REUSEADDR, 1 as Int32)
        guard bind(made.descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(made.descriptor, 1024) == 0
        else {
            let error = POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            made.close()
            throw error
        }
        return made
    }

    /// The address it listens on.
    var port: UInt16? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &address) { storage in
            let result = storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
            guard result == 0 else { return nil }
            // The port has the same offset for IPv4 and IPv6.
            return storage.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
    }

    /// The next connection; `nil` if the socket was shut down.
    func accept() -> TCPSocket? {
        while true {
            let taken = blobgate_accept(descriptor)
            if taken >= 0 {
                let connection = TCPSocket(descriptor: taken)
                connection.set(Int32(IPPROTO_TCP), TCP_NODELAY, 1 as Int32)
                return connection
            }
            if errno == EINVAL || errno == EBADF { return nil }
            // The client is already gone, or no descriptor is free at the moment.
            usleep(1000)
        }
    }

    /// Reads available bytes, or waits for some. Returns the count; 0 at the end, -1 for an error.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        recv(descriptor, buffer.baseAddress, buffer.count, 0)
    }

    /// Writes everything, or as much as the system accepts at once. Returns the count, or -1.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int { send(descriptor, bytes.baseAddress, bytes.count, 0) }

    /// Performs the server handshake; `nil` if it fails.
    func handshake(_ tls: ServerTLS) -> TLSSession? { tls.context.accept(descriptor) }

    /// Waits for the other side to close, indefinitely without a limit. Returns whether it has.
    func peerLeft(within limit: Duration? = nil) -> Bool {
        guard let limit else { return blobgate_peer_left(descriptor, -1) == 1 }
        let deadline = ContinuousClock.now + limit
        while true {
            let left = deadline - .now
            guard left > .zero else { return false }
            // Rounded up: never early.
            let milliseconds = left / Duration.milliseconds(1)
            if blobgate_peer_left(descriptor, Int32(min(milliseconds.rounded(.up), 3_600_000))) == 1 { return true }
        }
    }

    /// Shuts down both directions, which ends every blocking call. The descriptor stays open.
    func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Shuts down sending, and gives the client a second to read: closing at once would reset the connection if anything is
    /// unread, and a reset discards data that was sent.
    func linger() {
        shutdown(descriptor, Int32(SHUT_WR))
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var unread = [UInt8](repeating: 0, count: 4096)
        while unread.withUnsafeMutableBytes({ read(into: $0) }) > 0 {}
    }

    /// Turns the following close into a reset (RST).
    func resetAtClose() { set(SOL_SOCKET, SO_LINGER, Glibc.linger(l_onoff: 1, l_linger: 0)) }

    func close() { Glibc.close(descriptor) }

    private func set<Value>(_ level: Int32, _ name: Int32, _ value: Value) {
        withUnsafeBytes(of: value) {
            _ = setsockopt(descriptor, level, name, $0.baseAddress, socklen_t($0.count))
        }
    }
}
