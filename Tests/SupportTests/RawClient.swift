import Foundation

/// A blocking HTTP client that records the raw bytes and how the connection ends.
struct RawClient {
    enum Ending { case closed, reset, silent }

    /// The reply on one connection.
    struct Reply {
        let raw: [UInt8]
        let ending: Ending

        private var headLength: Int? {
            raw.indices.first { raw[$0...].starts(with: "\r\n\r\n".utf8) }.map { $0 + 4 }
        }
        var head: String { String(decoding: raw.prefix(headLength ?? raw.count), as: UTF8.self) }
        var body: [UInt8] { Array(raw.dropFirst(headLength ?? raw.count)) }
        var text: String { String(decoding: body, as: UTF8.self) }
        var status: Int { Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0 }

        func field(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    let port: UInt16

    /// Sends one request with `Connection: close`, unless `keep`, and reads until no more bytes arrive.
    func send(
        _ target: String, method: String = "GET", headers: [String] = [], keep: Bool = false, patience: Double = 5,
        readLimit: Int = .max
    ) async -> Reply {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let fields = ["Host: localhost"] + headers + (keep ? [] : ["Connection: close"])
                let text = "\(method) \(target) HTTP/1.1\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
                continuation.resume(returning: exchange(text, patience: patience, readLimit: readLimit))
            }
        }
    }

    private func exchange(_ text: String, patience: Double, readLimit: Int) -> Reply {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var timeout = timeval(tv_sec: Int(patience), tv_usec: Int(patience.truncatingRemainder(dividingBy: 1) * 1e6))
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return Reply(raw: [], ending: .reset) }
        let request = Array(text.utf8)
        _ = Foundation.send(descriptor, request, request.count, Int32(MSG_NOSIGNAL))
        var raw: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while raw.count < readLimit {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count == 0 { return Reply(raw: raw, ending: .closed) }
            if count < 0 { return Reply(raw: raw, ending: errno == ECONNRESET ? .reset : .silent) }
            raw += chunk[..<count]
        }
        return Reply(raw: raw, ending: .silent)
    }
}
