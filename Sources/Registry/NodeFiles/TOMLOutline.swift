/// Where the tables and keys of a TOML file stand: the parser keeps neither their lines nor the order of tables, and
/// nodes ask mirrors in the order of the file.
///
/// For text that the parser has accepted; it checks no syntax itself.
struct TOMLOutline {
    /// `[path]` or `[[path]]`, and the lines of the keys that follow it. The first section has no path: the file itself.
    struct Section {
        let path: [String]
        let line: Int
        var keys: [String: Int] = [:]
    }

    private(set) var sections = [Section(path: [], line: 1)]
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
        while let byte = skipBlankLines() {
            if byte == UInt8(ascii: "[") {
                let start = line
                while current == UInt8(ascii: "[") { advance() }
                sections.append(Section(path: keyPath(), line: start))
                skipLine()
            } else {
                let start = line
                if let key = keyPath().first, sections[sections.count - 1].keys[key] == nil {
                    sections[sections.count - 1].keys[key] = start
                }
                skipValue()
            }
        }
    }

    /// The sections with exactly this path, in the order of the file.
    func sections(_ path: String...) -> [Section] { sections.filter { $0.path == path } }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }

    private func has(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }

    private mutating func skipLine() {
        while let byte = current, byte != UInt8(ascii: "\n") { advance() }
    }

    private mutating func skipBlanks() {
        while let byte = current, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { advance() }
    }

    /// The first byte of the next statement.
    private mutating func skipBlankLines() -> UInt8? {
        while let byte = current {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): advance()
            case UInt8(ascii: "#"): skipLine()
            default: return byte
            }
        }
        return nil
    }

    /// `a."b.c".d`
    private mutating func keyPath() -> [String] {
        var path: [String] = []
        while true {
            skipBlanks()
            if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
                path.append(quoted())
            } else {
                let start = position
                while let byte = current, !" \t\r\n.]=#".utf8.contains(byte) { advance() }
                path.append(String(decoding: bytes[start..<position], as: UTF8.self))
            }
            skipBlanks()
            guard current == UInt8(ascii: ".") else { return path }
            advance()
        }
    }

    /// A string on one line, its content; escapes other than of a quotation mark and a backslash stay as written.
    private mutating func quoted() -> String {
        let mark = current
        var content: [UInt8] = []
        advance()
        while let byte = current, byte != mark, byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "\\"), mark == UInt8(ascii: "\"") {
                advance()
                if let escaped = current, !"\"\\".utf8.contains(escaped) { content.append(byte) }
            }
            if let byte = current { content.append(byte) }
            advance()
        }
        advance()
        return String(decoding: content, as: UTF8.self)
    }

    /// Goes to the end of the line that the value ends on, over arrays, tables and strings of several lines.
    private mutating func skipValue() {
        var depth = 0
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\n") where depth <= 0: return
            case UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                advance()
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                advance()
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                if has("\"\"\"") || has("'''") { skipLongString(byte) } else { _ = quoted() }
            default: advance()
            }
        }
    }

    private mutating func skipLongString(_ mark: UInt8) {
        advance(3)
        while let byte = current {
            if byte == UInt8(ascii: "\\"), mark == UInt8(ascii: "\"") {
                advance(2)
            } else if bytes[position...].prefix(3).elementsEqual([mark, mark, mark]) {
                advance(3)
                // Up to two more marks belong to the string's content.
                while current == mark { advance() }
                return
            } else {
                advance()
            }
        }
    }
}
