/// Reads the requests of one connection, one after another (RFC 9112).
struct RequestReader {
    /// A received request.
    struct Request {
        var method = ""
        var target = ""
        var headers: [HeaderField] = []
        /// Up to 64 KiB of it.
        var body: [UInt8] = []
    }

    /// The next event on a connection.
    enum Next {
        case request(Request)
        /// Something other than HTTP, for example a TLS ClientHello.
        case malformed
        case end
    }

    private static let limit = 64 << 10
    private var unread: [UInt8] = []

    mutating func next(from stream: ByteStream) -> Next {
        var headEnd: Int?
        while headEnd == nil {
            // A method begins with a letter; anything else is rejected at once.
            if let first = unread.first, !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) { return .malformed }
            headEnd = endOfHead
            guard headEnd == nil else { break }
            guard unread.count < Self.limit else { return .malformed }
            guard more(from: stream) else { return .end }
        }
        guard let headEnd, var request = Self.parse(unread[..<headEnd]) else { return .malformed }
        unread.removeFirst(headEnd)

        guard request.headers.value(of: "Transfer-Encoding") == nil,
            var left = Int(request.headers.value(of: "Content-Length") ?? "0"), left >= 0
        else { return .malformed }
        while left > 0 {
            if unread.isEmpty, !more(from: stream) { return .end }
            let part = unread.prefix(left)
            request.body += part.prefix(Self.limit - request.body.count)
            left -= part.count
            unread.removeFirst(part.count)
        }
        return .request(request)
    }

    private mutating func more(from stream: ByteStream) -> Bool {
        let bytes = stream.read()
        unread += bytes
        return !bytes.isEmpty
    }

    /// Where the first empty line ends.
    private var endOfHead: Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard unread.count >= mark.count else { return nil }
        return (0...unread.count - mark.count).first { unread[$0...].starts(with: mark) }.map { $0 + mark.count }
    }

    private static func parse(_ head: ArraySlice<UInt8>) -> Request? {
        var lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: true)[...]
        let words = (lines.popFirst() ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2].hasPrefix("HTTP/1."), !words[1].isEmpty else { return nil }
        var request = Request(method: String(words[0]), target: String(words[1]))
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            request.headers.append(HeaderField(String(line[..<colon]), String(value)))
        }
        return request
    }
}
