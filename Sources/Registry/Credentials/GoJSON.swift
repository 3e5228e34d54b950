/// A JSON value as Go's `encoding/json` reads it: names of members match in any case, the last of several counts, and numbers
/// keep their text, since `300.0` is no integer there.
package indirect enum GoJSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The digits as written.
    case number(String)
    case string(String)
    case array([GoJSON])
    /// The members in order, duplicates included.
    case object([Member])

    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: GoJSON
    }

    /// Why there is no value of the wanted type.
    package enum Fault: Error, Hashable, Sendable {
        /// Only white space. Go's decoder reports the end of input, which several tools take for an empty document.
        case blank
        case malformed
        /// The value of a member has another type than Go expects.
        case wrongType(String)
    }

    /// Parses the first value of the text; what follows it is ignored, as by `json.NewDecoder(...).Decode`.
    package init(first bytes: some Collection<UInt8>) throws(Fault) {
        var parser = GoJSONParser(bytes: Array(bytes))
        self = try parser.document()
    }

    /// Parses a text that is one value and white space, as by `json.Unmarshal`.
    package init(whole bytes: some Collection<UInt8>) throws(Fault) {
        var parser = GoJSONParser(bytes: Array(bytes))
        self = try parser.document()
        guard parser.isAtEnd() else { throw .malformed }
    }

    /// The members of an object. `null` has none.
    package func members() throws(Fault) -> [Member] {
        switch self {
        case .null: return []
        case .object(let members): return members
        default: throw .wrongType("object")
        }
    }

    /// The values of the members with this name, in order; `null` leaves what an earlier one set.
    package func values(_ name: String) throws(Fault) -> [GoJSON] {
        let wanted = Self.folded(name)
        return try members().filter { Self.folded($0.name) == wanted && $0.value != .null }.map(\.value)
    }

    /// The string of a member; `nil` if there is none.
    package func string(_ name: String) throws(Fault) -> String? {
        var found: String?
        for value in try values(name) {
            guard case .string(let text) = value else { throw .wrongType(name) }
            found = text
        }
        return found
    }

    /// The integer of a member; `nil` if there is none. As in Go, `300.0`, `3e2` and `"300"` are none.
    package func integer(_ name: String) throws(Fault) -> Int64? {
        var found: Int64?
        for value in try values(name) {
            guard case .number(let digits) = value, let number = Int64(digits) else { throw .wrongType(name) }
            found = number
        }
        return found
    }

    /// The members of all objects with this name: Go merges them into one map.
    package func map(_ name: String) throws(Fault) -> [Member] {
        var found: [Member] = []
        for value in try values(name) {
            guard case .object(let members) = value else { throw .wrongType(name) }
            found += members
        }
        return found
    }

    /// Simple case folding for the names that Go looks for, all ASCII: two other letters fold to `s` and `k`.
    private static func folded(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.unicodeScalars.map { scalar in
                    switch scalar {
                    case "A"..."Z": Unicode.Scalar(UInt8(scalar.value) + 32)
                    case "\u{17F}": "s"
                    case "\u{212A}": "k"
                    default: scalar
                    }
                }))
    }
}

/// RFC 8259, with Go's leniency for text that is not UTF-8.
private struct GoJSONParser {
    /// Far deeper than any document it reads, and far from the end of the stack.
    private static let depthLimit = 200

    let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(GoJSON.Fault) -> GoJSON {
        skipSpace()
        guard position < bytes.count else { throw .blank }
        return try value()
    }

    /// Whether only white space is left.
    mutating func isAtEnd() -> Bool {
        skipSpace()
        return next == nil
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ text: StaticString, _ value: GoJSON) throws(GoJSON.Fault) -> GoJSON {
        let wanted = Array("\(text)".utf8)
        guard bytes[position...].starts(with: wanted) else { throw .malformed }
        position += wanted.count
        return value
    }

    private mutating func value() throws(GoJSON.Fault) -> GoJSON {
        skipSpace()
        switch next {
        case UInt8(ascii: "n"): return try expect("null", .null)
        case UInt8(ascii: "t"): return try expect("true", .bool(true))
        case UInt8(ascii: "f"): return try expect("false", .bool(false))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "["): return .array(try list())
        case UInt8(ascii: "{"): return .object(try members())
        default: return .number(try number())
        }
    }

    private mutating func list() throws(GoJSON.Fault) -> [GoJSON] {
        try enter()
        defer { depth -= 1 }
        var found: [GoJSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return found }
        while true {
            found.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return found }
            guard take(UInt8(ascii: ",")) else { throw .malformed }
        }
    }

    private mutating func members() throws(GoJSON.Fault) -> [GoJSON.Member] {
        try enter()
        defer { depth -= 1 }
        var found: [GoJSON.Member] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return found }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw .malformed }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw .malformed }
            found.append(GoJSON.Member(name: name, value: try value()))
            skipSpace()
            if take(UInt8(ascii: "}")) { return found }
            guard take(UInt8(ascii: ",")) else { throw .malformed }
        }
    }

    private mutating func enter() throws(GoJSON.Fault) {
        position += 1
        depth += 1
        guard depth <= Self.depthLimit else { throw .malformed }
    }

    private mutating func digits() throws(GoJSON.Fault) {
        guard let byte = next, (48...57).contains(byte) else { throw .malformed }
        while let byte = next, (48...57).contains(byte) { position += 1 }
    }

    private mutating func number() throws(GoJSON.Fault) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func string() throws(GoJSON.Fault) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<0x20: throw .malformed
            default: text.append(byte)
            }
        }
        throw .malformed
    }

    private mutating func escape() throws(GoJSON.Fault) -> [UInt8] {
        guard let byte = next else { throw .malformed }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try unicode()
        default: throw .malformed
        }
    }

    /// The UTF-8 of an escaped UTF-16 unit, or of a pair of them; of half a pair, that of the replacement character.
    private mutating func unicode() throws(GoJSON.Fault) -> [UInt8] {
        let unit = try hexadecimal()
        var units = [unit]
        if UTF16.isLeadSurrogate(unit), bytes[position...].starts(with: Array("\\u".utf8)) {
            let mark = position
            position += 2
            let second = try hexadecimal()
            if UTF16.isTrailSurrogate(second) { units.append(second) } else { position = mark }
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private mutating func hexadecimal() throws(GoJSON.Fault) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw .malformed }
        position += 4
        return unit
    }
}
