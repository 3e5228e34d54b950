/// A strict RFC 8259 parser for manifests. Foundation's parser hides what matters here: duplicate names, which two
/// readers of a manifest may interpret differently (image-spec, Considerations), and the location of a fault.
struct JSONParser {
    enum Failure: Error, Hashable {
        case syntax(String)
        case duplicate(JSONPath)
        case tooDeep(limit: Int)
    }

    private static let depthLimit = 64
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// Parses bytes, which must be valid UTF-8.
    static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        parser.skipSpace()
        let value = try parser.readValue(JSONPath())
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.unexpected("the end") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    private func unexpected(_ expected: String) -> Failure {
        let before = bytes[..<min(position, bytes.count)]
        let line = before.count { $0 == 0x0a } + 1
        let lineStart = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        let place = "line \(line), byte \(position - lineStart + 1)"
        guard current != nil else { return .syntax("\(place): unexpected end, expected \(expected)") }
        let next = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self).prefix(1)
        return .syntax("\(place): found \"\(next.escapedASCII())\", expected \(expected)")
    }

    private mutating func readValue(_ path: JSONPath) throws(Failure) -> JSONValue {
        switch current {
        case UInt8(ascii: "{"): return try nested { parser throws(Failure) in try parser.readObject(path) }
        case UInt8(ascii: "["): return try nested { parser throws(Failure) in try parser.readArray(path) }
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: return try readNumber()
        }
    }

    private mutating func nested(
        _ read: (inout JSONParser) throws(Failure) -> JSONValue
    ) throws(Failure) -> JSONValue {
        guard depth < Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
        depth += 1
        position += 1
        skipSpace()
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func readObject(_ path: JSONPath) throws(Failure) -> JSONValue {
        var members: [JSONValue.Member] = []
        // Compared as bytes: Swift's == on strings treats canonically equivalent texts as equal.
        var names: Set<[UInt8]> = []
        if take("}") { return .object([]) }
        while true {
            guard current == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
            let name = try readString()
            guard names.insert(Array(name.utf8)).inserted else { throw .duplicate(path.member(name)) }
            skipSpace()
            guard take(":") else { throw unexpected("\":\"") }
            skipSpace()
            members.append(.init(name: name, value: try readValue(path.member(name))))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw unexpected("\",\" or \"}\"") }
            skipSpace()
        }
    }

    private mutating func readArray(_ path: JSONPath) throws(Failure) -> JSONValue {
        var elements: [JSONValue] = []
        if take("]") { return .array([]) }
        while true {
            elements.append(try readValue(path.element(elements.count)))
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw unexpected("\",\" or \"]\"") }
            skipSpace()
        }
    }

    private mutating func readWord(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw unexpected("a value") }
        position += word.utf8.count
        return value
    }

    private mutating func readNumber() throws(Failure) -> JSONValue {
        let start = position
        _ = take("-")
        if !take("0") { try readDigits(start == position ? "a value" : "a digit") }
        if take(".") { try readDigits("a digit") }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try readDigits("a digit")
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func readDigits(_ expected: String) throws(Failure) {
        guard let first = current, first.isASCIIDigit else { throw unexpected(expected) }
        while let byte = current, byte.isASCIIDigit { position += 1 }
    }

    private mutating func readString() throws(Failure) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                text += try readEscape().utf8
            case ..<0x20:
                throw unexpected("the rest of a string")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw unexpected("\"\\\"\"")
    }

    private mutating func readEscape() throws(Failure) -> String {
        let escapes: KeyValuePairs<Unicode.Scalar, String> = [
            "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{c}", "n": "\n", "r": "\r", "t": "\t",
        ]
        for (letter, meaning) in escapes where take(letter) { return meaning }
        guard take("u") else { throw unexpected("an escape") }
        return String(Character(try readEscapedScalar()))
    }

    /// The scalar of one or two `\uXXXX`. An unpaired surrogate becomes U+FFFD, as in Go, which nodes use.
    private mutating func readEscapedScalar() throws(Failure) -> Unicode.Scalar {
        let first = try readHex()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let rest = position
        if (0xd800..<0xdc00).contains(first), take("\\"), take("u") {
            let second = try readHex()
            if (0xdc00..<0xe000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00))
            {
                return scalar
            }
        }
        position = rest
        return "\u{fffd}"
    }

    private mutating func readHex() throws(Failure) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("a hexadecimal digit")
            }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }
}
