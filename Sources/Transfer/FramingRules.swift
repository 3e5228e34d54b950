/// What Go's `net/http` refuses in a response head over HTTP/1, where libcurl is lenient. Every program that pulls images is
/// written in Go, so none of them can read such a response.
///
/// Source: Go 1.27, `net/http/transfer.go` and `net/textproto/reader.go`. libcurl 7.88 passes every line of a head on, so nothing
/// here is hidden by it.
enum FramingRules {
    /// The fault of a head, in words; `nil` if Go reads it.
    static func fault(of head: ResponseHead, version: HTTPVersion) -> String? {
        if let name = head.fields.map(\.name).first(where: { !isName($0) }) {
            return name.isEmpty
                ? "a header field without a name; clients refuse the response"
                : "a header field with a name that clients refuse"
        }
        let codings = head.values("Transfer-Encoding")
        var isChunked = false
        if !codings.isEmpty {
            guard version != .http10 else {
                return "Transfer-Encoding in an HTTP/1.0 response: clients ignore it and read the framing as content"
            }
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                return "Transfer-Encoding \"\(codings.joined(separator: ", "))\": clients accept only one chunked"
            }
            isChunked = true
        }
        // As in Go, chunks make the length irrelevant, whatever it is.
        return isChunked ? trailerFault(of: head) : lengthFault(of: head)
    }

    private static func lengthFault(of head: ResponseHead) -> String? {
        let lengths = head.values("Content-Length")
        guard let first = lengths.first else { return nil }
        guard lengths.allSatisfy({ $0 == first }) else {
            return "several Content-Length fields that differ; clients refuse the response"
        }
        guard !first.isEmpty else { return "an empty Content-Length; clients refuse the response" }
        guard first.utf8.allSatisfy({ (48...57).contains($0) }), Int64(first) != nil else {
            return "Content-Length \"\(first)\" is no plain number; clients refuse the response"
        }
        return nil
    }

    private static func trailerFault(of head: ResponseHead) -> String? {
        let names = head.values("Trailer").flatMap { $0.split(separator: ",") }.map { $0.lowercased() }
        let bad = names.map { String($0.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }) }
            .first { ["content-length", "transfer-encoding", "trailer"].contains($0) }
        return bad.map { "a Trailer field that announces \($0); clients refuse the response" }
    }

    /// Letters, digits and some marks (RFC 9110, 5.6.2). Go also takes spaces.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { $0 == 0x20 || $0 > 0x20 && $0 < 0x7F && !"()<>@,;:\\\"/[]?={}".utf8.contains($0) }
    }
}

/// The version in a status line.
enum HTTPVersion: Hashable, Sendable {
    case http10
    case http11
    /// HTTP/2, which has its own framing.
    case http2
    /// Another one. Go takes any `HTTP/` followed by two digits with a dot between them for HTTP/1.
    case other(isReadable: Bool)

    init(statusLine line: some StringProtocol) {
        let text = line.prefix { $0 != " " }
        switch text {
        case "HTTP/1.0": self = .http10
        case "HTTP/1.1": self = .http11
        case "HTTP/2": self = .http2
        default:
            let digits = Array(text.utf8.dropFirst("HTTP/".utf8.count))
            let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
            let isReadable =
                digits.count == 3 && isDigit(digits[0]) && digits[1] == UInt8(ascii: ".") && isDigit(digits[2])
            self = .other(isReadable: isReadable)
        }
    }
}
