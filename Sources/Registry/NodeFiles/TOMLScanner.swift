internal import OCI

/// A cursor over the bytes of a TOML file: whitespace, names and strings.
struct TOMLScanner {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var line = 1

    init(_ text: String) { bytes = Array(text.utf8) }

    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    func fault(_ message: String) -> TOMLFault {
        let found = current.map { "'\(String(decoding: [$0], as: UTF8.self).escapedASCII())'" } ?? "the end of the file"
        return TOMLFault(line: line, message: "\(message), found \(current == 0x0A ? "the end of the line" : found)")
    }

    private mutating func advance() {
        if current == 0x0A { line += 1 }
        position += 1
    }

    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard let byte = current, byte == UInt8(ascii: mark) else { return false }
        advance()
        return true
    }

    mutating func expect(_ mark: Unicode.Scalar) throws(TOMLFault) {
        guard take(mark) else { throw fault("expected '\(mark)'") }
    }

    mutating func skipBlanks() {
        while current == 0x20 || current == 0x09 { advance() }
    }

    /// Skips whitespace, line ends and comments.
    mutating func skipBlankLines() {
        while let byte = current {
            switch byte {
            case 0x20, 0x09, 0x0A: advance()
            case 0x0D where position + 1 < bytes.count && bytes[position + 1] == 0x0A: advance()
            case UInt8(ascii: "#"): while let byte = current, byte != 0x0A { advance() }
            default: return
            }
        }
    }

    /// Skips to the next statement and returns its first byte.
    mutating func skipToStatement() -> UInt8? {
        skipBlankLines()
        return current
    }

    /// Only a comment may follow a statement on its line.
    mutating func endLine() throws(TOMLFault) {
        skipBlanks()
        if current == UInt8(ascii: "#") { while let byte = current, byte != 0x0A { advance() } }
        if current == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A { advance() }
        guard current == nil || current == 0x0A else { throw fault("expected the end of the line") }
    }

    /// `a."b.c".d`
    mutating func keyPath() throws(TOMLFault) -> [String] {
        var path: [String] = []
        repeat {
            skipBlanks()
            if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
                path.append(try string(allowingLines: false))
            } else {
                let start = position
                while let byte = current, byte.isBareKey { advance() }
                guard position > start else { throw fault("expected a name") }
                path.append(String(decoding: bytes[start..<position], as: UTF8.self))
            }
            skipBlanks()
        } while take(".")
        return path
    }

    /// A value that is not a string, array or table.
    mutating func word() -> String {
        let start = position
        while let byte = current, byte.isBareKey || "+.:".utf8.contains(byte) { advance() }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A string of any of the four kinds.
    mutating func string(allowingLines: Bool) throws(TOMLFault) -> String {
        guard let mark = current else { throw fault("expected a string") }
        advance()
        var isLong = false
        if current == mark {
            advance()
            guard current == mark else { return "" }
            guard allowingLines else { throw fault("expected a string on one line") }
            advance()
            isLong = true
            if current == 0x0D { advance() }
            if current == 0x0A { advance() }
        }
        var content: [UInt8] = []
        while let byte = current {
            if byte == mark {
                let count = bytes[position...].prefix(5).prefix { $0 == mark }.count
                if !isLong || count >= 3 {
                    // Of up to five consecutive quotes, the last three close the string.
                    let kept = isLong ? count - 3 : 0
                    for _ in 0..<kept { content.append(mark) }
                    for _ in 0..<(isLong ? count : 1) { advance() }
                    return String(decoding: content, as: UTF8.self)
                }
            } else if byte == UInt8(ascii: "\\"), mark == UInt8(ascii: "\"") {
                try escape(into: &content, isLong: isLong)
                continue
            } else if byte < 0x20, byte != 0x09, !(isLong && (byte == 0x0A || byte == 0x0D)) {
                throw fault("expected the end of the string")
            }
            content.append(byte)
            advance()
        }
        throw fault("expected the end of the string")
    }

    private mutating func escape(into content: inout [UInt8], isLong: Bool) throws(TOMLFault) {
        advance()
        let simple: [Unicode.Scalar: UInt8] = [
            "b": 0x08, "t": 0x09, "n": 0x0A, "f": 0x0C, "r": 0x0D, "\"": 0x22, "\\": 0x5C,
        ]
        guard let byte = current else { throw fault("expected an escape") }
        if let plain = simple[Unicode.Scalar(byte)] {
            content.append(plain)
            advance()
        } else if byte == UInt8(ascii: "u") || byte == UInt8(ascii: "U") {
            advance()
            let digits = bytes[position...].prefix(byte == UInt8(ascii: "u") ? 4 : 8)
            let text = String(decoding: digits, as: UTF8.self)
            guard digits.count == (byte == UInt8(ascii: "u") ? 4 : 8), text.allSatisfy(\.isHexDigit),
                let scalar = UInt32(text, radix: 16).flatMap(Unicode.Scalar.init)
            else { throw fault("expected the number of a character") }
            content += Array(String(scalar).utf8)
            for _ in digits { advance() }
        } else if isLong, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
            let start = line
            while let blank = current, [0x20, 0x09, 0x0A, 0x0D].contains(blank) { advance() }
            guard line > start else { throw fault("expected an escape") }
        } else {
            throw fault("expected an escape")
        }
    }
}

extension UInt8 {
    fileprivate var isBareKey: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
            || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
    }
}
