import Foundation
import Glibc

/// A connection that sends GET requests and reads bodies with a `Content-Length`.
final class PlainConnection {
    /// The largest read, in bytes.
    private static let size = 256 << 10

    private let descriptor: Int32
    private let host: String
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: PlainConnection.size, alignment: 64)

    /// Connects to `ADDRESS:PORT`.
    ///
    /// - Throws: `BenchError` if that is malformed or nothing listens there.
    init(_ host: String) throws {
        let parts = host.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else { throw BenchError("\(host) is not ADDRESS:PORT") }
        self.host = host
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        inet_pton(AF_INET, String(parts[0]), &name.sin_addr)
        let status = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw BenchError("\(host): \(String(cString: strerror(errno)))") }
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// Passes the body to `take` in pieces, and returns its length.
    ///
    /// - Throws: `BenchError` for a status other than 200, a reply without a length, and a connection that ends early.
    func get(_ path: String, take: (UnsafeRawBufferPointer) -> Void) throws -> Int64 {
        let request = Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: floor\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw BenchError("\(host): cannot send")
        }
        var filled = 0
        var head: PlainHead?
        while head == nil {
            filled += try receive(at: filled)
            head = try PlainHead(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
        }
        guard let head else { return 0 }
        guard head.status == 200 else { throw BenchError("\(host)\(path): status \(head.status)") }
        var left = head.length
        let first = Int64(filled - head.end)
        take(UnsafeRawBufferPointer(rebasing: buffer[head.end..<filled]))
        left -= first
        while left > 0 {
            let count = try receive(at: 0)
            take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            left -= Int64(count)
        }
        return head.length
    }

    private func receive(at offset: Int) throws -> Int {
        guard offset < buffer.count else { throw BenchError("\(host): the head is too large") }
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer[offset...])
        let count = recv(descriptor, target.baseAddress, target.count, 0)
        guard count > 0 else { throw BenchError("\(host): the connection ended early") }
        return count
    }
}

/// The head of a reply, as far as the floor needs it.
struct PlainHead: Hashable {
    let status: Int
    let length: Int64
    /// Where the body begins.
    let end: Int

    /// `nil` as long as the head is incomplete.
    ///
    /// - Throws: `BenchError` for a head without a status or a `Content-Length`.
    init?(_ bytes: UnsafeRawBufferPointer) throws {
        let text = String(decoding: bytes.prefix(16 << 10), as: UTF8.self)
        guard let end = bytes.prefix(16 << 10).endOfHead else { return nil }
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines.first?.split(separator: " ") ?? []
        let field = lines.prefix { !$0.isEmpty }.first { $0.lowercased().hasPrefix("content-length:") }
        guard words.count > 1, let status = Int(words[1]),
            let length = field.flatMap({ Int64($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) })
        else { throw BenchError("a reply without a status or a length") }
        self.status = status
        self.length = length
        self.end = end
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// The offset after the first empty line.
    fileprivate var endOfHead: Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard count >= mark.count else { return nil }
        return (startIndex...(endIndex - mark.count)).first { self[$0..<$0 + mark.count].elementsEqual(mark) }
            .map { $0 + mark.count }
    }
}
