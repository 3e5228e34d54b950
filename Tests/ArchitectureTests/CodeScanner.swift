/// Blanks out comments and the text of string literals; code in interpolations stays.
struct CodeScanner {
    private enum State {
        /// Code, with its number of open parentheses. In an interpolation, the last closing one ends it.
        case code(open: Int)
        case line
        case block(depth: Int)
        case string(hashes: Int, multiline: Bool)
    }

    private let text: [UInt8]
    private var index = 0
    private var states: [State] = [.code(open: 0)]
    private var kept: [UInt8] = []

    init(_ text: String) { self.text = Array(text.utf8) }

    /// The text with the same lines, with everything but code blanked out.
    mutating func code() -> String {
        while index < text.count {
            if text[index] == UInt8(ascii: "\n") {
                endLine()
                continue
            }
            switch states.last {
            case .code(let open)?: stepCode(open)
            case .line?: index += 1
            case .block(let depth)?: stepBlock(depth)
            case .string(let hashes, let multiline)?: stepString(hashes, multiline)
            case nil: index = text.count
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    private mutating func endLine() {
        kept.append(text[index])
        index += 1
        switch states.last {
        case .line?, .string(_, multiline: false)?: states.removeLast()
        default: break
        }
    }

    private mutating func stepCode(_ open: Int) {
        let byte = text[index]
        var hashes = 0
        while index + hashes < text.count, text[index + hashes] == UInt8(ascii: "#") { hashes += 1 }
        if skip("//") {
            states.append(.line)
        } else if skip("/*") {
            states.append(.block(depth: 1))
        } else if starts("\"", at: index + hashes) {
            let multiline = starts("\"\"\"", at: index + hashes)
            states.append(.string(hashes: hashes, multiline: multiline))
            index += hashes + (multiline ? 3 : 1)
            kept.append(UInt8(ascii: "\""))
        } else {
            kept.append(byte)
            index += 1
            let change = byte == UInt8(ascii: "(") ? 1 : byte == UInt8(ascii: ")") ? -1 : 0
            states[states.count - 1] = .code(open: open + change)
            if change < 0, open == 1, states.count > 1 { states.removeLast() }
        }
    }

    private mutating func stepBlock(_ depth: Int) {
        if skip("*/") {
            states.removeLast()
            if depth > 1 { states.append(.block(depth: depth - 1)) }
        } else if skip("/*") {
            states[states.count - 1] = .block(depth: depth + 1)
        } else {
            index += 1
        }
    }

    private mutating func stepString(_ hashes: Int, _ multiline: Bool) {
        let marks = String(repeating: "#", count: hashes)
        if skip("\\" + marks + "(") {
            kept.append(UInt8(ascii: "("))
            states.append(.code(open: 1))
        } else if skip("\\" + marks) {
            if index < text.count, text[index] != UInt8(ascii: "\n") { index += 1 }
        } else if skip((multiline ? "\"\"\"" : "\"") + marks) {
            kept.append(UInt8(ascii: "\""))
            states.removeLast()
        } else {
            index += 1
        }
    }

    private mutating func skip(_ word: String) -> Bool {
        guard starts(word, at: index) else { return false }
        index += word.utf8.count
        return true
    }

    private func starts(_ word: String, at place: Int) -> Bool {
        // The first byte decides nearly always, and this is asked for each byte of all sources.
        place < text.count && text[place] == word.utf8.first && text[place...].starts(with: word.utf8)
    }
}
