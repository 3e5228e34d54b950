/// The status line and the header fields of one HTTP response.
package struct ResponseHead: Hashable, Sendable {
    /// One header field, with its name as sent by the server.
    package struct Field: Hashable, Sendable {
        package let name: String
        /// The field's value without surrounding whitespace.
        package let value: String
    }

    /// The status code, for example 200.
    package let status: Int
    /// The fields in order of arrival.
    package let fields: [Field]

    /// Creates a head, for example to test code that evaluates it.
    package init(status: Int, fields: [(String, String)] = []) {
        self.status = status
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    init(status: Int, fields: [Field]) {
        self.status = status
        self.fields = fields
    }

    /// The first value of a field. Names are case-insensitive (RFC 9110, 5.1).
    package subscript(name: String) -> String? { values(name).first }

    /// All values of a field, one per occurrence.
    package func values(_ name: String) -> [String] {
        let wanted = name.lowercased()
        return fields.filter { $0.name.lowercased() == wanted }.map(\.value)
    }

    /// All values of a field joined into one (RFC 9110, 5.3); `nil` if there are none.
    package func joined(_ name: String) -> String? {
        let values = values(name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The declared length of the body in bytes, if present and a number.
    package var contentLength: Int64? { self["Content-Length"].flatMap(Int64.init) }
}

/// Builds a head from the lines that libcurl passes on, including those of interim (1xx) responses and trailers.
struct ResponseHeadBuilder {
    private(set) var head: ResponseHead?
    /// Why clients refuse the head; `nil` if they accept it.
    private(set) var violation: String?
    private var version = HTTPVersion.http11
    private var status: Int?
    private var fields: [ResponseHead.Field] = []

    /// Takes one line with its line end. Returns the head when this line completes a final one.
    mutating func take(line: String) -> ResponseHead? {
        guard head == nil else { return nil }
        let text = line.trimmingLineEnd
        if text.hasPrefix("HTTP/"), let code = Self.statusCode(of: text) {
            status = code
            fields = []
            version = HTTPVersion(statusLine: text)
            violation = version == .other(isReadable: false) ? "a status line that clients refuse" : nil
        } else if text.isEmpty {
            guard let status, status >= 200 else { return nil }
            let complete = ResponseHead(status: status, fields: fields)
            head = complete
            if violation == nil, version != .http2 { violation = FramingRules.fault(of: complete, version: version) }
            return complete
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].trimmingBlanks
            // A line that begins with a blank continues the one before it.
            guard text.first != " ", text.first != "\t" else { return nil }
            fields.append(ResponseHead.Field(name: String(text[..<colon]), value: String(value)))
        } else if status != nil, text.first != " ", text.first != "\t" {
            violation = violation ?? "a line of the response head without a colon; clients refuse the response"
        }
        return nil
    }

    private static func statusCode(of line: Substring) -> Int? {
        let parts = line.split(separator: " ", maxSplits: 2)
        return parts.count > 1 ? Int(parts[1]) : nil
    }
}

extension StringProtocol {
    /// Only CR and LF end a line. Unicode has more line ends, with which a server could end a head early.
    fileprivate var trimmingLineEnd: SubSequence {
        let last = lastIndex { $0 != "\r\n" && $0 != "\n" && $0 != "\r" }
        return last.map { self[...$0] } ?? self[startIndex..<startIndex]
    }

    fileprivate var trimmingBlanks: SubSequence {
        let blank = { (character: Character) in character == " " || character == "\t" }
        guard let first = firstIndex(where: { !blank($0) }), let last = lastIndex(where: { !blank($0) }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }
}
