internal import OCI

/// The grammar of `.env` files, as Compose reads them.
struct DotEnvironment {
    /// A line that Compose rejects.
    struct Fault: Error, Hashable {
        /// The 1-based line.
        let line: Int
        /// What is wrong, in ASCII.
        let words: String
    }

    /// The variables in the order of the file.
    private(set) var values: [(name: String, value: String)] = []

    private let text: [Character]
    private var index = 0
    private var line = 1
    private let outer: (String) -> String?
    private var room = ComposeTemplate.roomOfProject

    /// Parses a file.
    ///
    /// - Parameter outer: The value of a variable outside of the file. It wins over earlier lines.
    init(_ text: String, outer: @escaping (String) -> String?) throws(Fault) {
        // Line breaks of Windows are one character in Swift.
        self.text = Array(text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
        self.outer = outer
        while try statement() {}
    }

    /// The value of a variable of the file; the last line with its name counts.
    func value(_ name: String) -> String? { values.last { $0.name == name }?.value }

    private var current: Character? { index < text.count ? text[index] : nil }

    private mutating func advance() {
        if current?.isNewline == true { line += 1 }
        index += 1
    }

    private mutating func skip(while condition: (Character) -> Bool) {
        while let character = current, condition(character) { advance() }
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    private static func isKey(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_.-[]".contains(character)
    }

    /// Reads one variable; false at the end of the file.
    private mutating func statement() throws(Fault) -> Bool {
        skip { $0.isWhitespace }
        guard let first = current else { return false }
        guard first != "#" else {
            skip { !$0.isNewline }
            return true
        }
        if text[index...].starts(with: "export "), text[(index + 7)...].contains(where: { !$0.isWhitespace }) {
            index += 7
            skip(while: Self.isBlank)
        }
        let begin = index
        skip(while: Self.isKey)
        let name = String(text[begin..<index])
        skip(while: Self.isBlank)
        guard !name.isEmpty || current == "=" else { throw fault("a name of a variable is expected") }
        // A line of several words is one name to Compose, which no text can use.
        if index > begin, let next = current, Self.isKey(next) { skip { !$0.isNewline } }
        guard let sign = current, !sign.isNewline else {
            if let value = outer(name) { values.append((name, value)) }
            return true
        }
        guard sign == "=" || sign == ":" else {
            throw fault("unexpected text after the name \(name.escapedASCII(limit: 60))")
        }
        advance()
        skip(while: Self.isBlank)
        switch current {
        case "\"": try quoted("\"", name)
        case "'": try quoted("'", name)
        default: try unquoted(name)
        }
        return true
    }

    private mutating func unquoted(_ name: String) throws(Fault) {
        let begin = index
        let start = line
        skip { !$0.isNewline }
        var value = text[begin..<index]
        let comment = value.indices.first { place in
            value[place] == "#" && place > value.startIndex && value[place - 1] == " "
        }
        if let comment { value = value[..<comment] }
        while value.last?.isWhitespace == true { value.removeLast() }
        values.append((name, try expanded(String(value), start)))
    }

    private mutating func quoted(_ quote: Character, _ name: String) throws(Fault) {
        let start = line
        advance()
        var value = ""
        var isEscaped = false
        while let character = current {
            advance()
            if isEscaped {
                isEscaped = false
                if quote == "'" {
                    value += character == "'" ? "'" : "\\\(character)"
                } else {
                    value += Self.escape(character)
                }
            } else if character == "\\" {
                isEscaped = true
            } else if character == quote {
                values.append((name, quote == "'" ? value : try expanded(value, start)))
                // Compose ignores what follows on the line if it is a comment.
                skip(while: Self.isBlank)
                if current == "#" { skip { !$0.isNewline } }
                return
            } else {
                value.append(character)
            }
        }
        throw Fault(line: start, words: "the value of \(name.escapedASCII(limit: 60)) has no closing quote")
    }

    private static func escape(_ character: Character) -> String {
        switch character {
        case "n": "\n"
        case "r": "\r"
        case "t": "\t"
        case "\"", "\\", "'": String(character)
        // A dollar sign that stays one.
        case "$": "$$"
        default: "\\\(character)"
        }
    }

    private mutating func expanded(_ text: String, _ line: Int) throws(Fault) -> String {
        let (outer, values) = (outer, values)
        var template = ComposeTemplate(room: room) { name in outer(name) ?? values.last { $0.name == name }?.value }
        do throws(ComposeTemplate.Fault) {
            let result = try template.expand(text)
            room = template.room
            return result
        } catch {
            let words =
                switch error {
                case .required(let name, let message):
                    "\(name.escapedASCII(limit: 60)) is required but not set: \(message.escapedASCII(limit: 120))"
                case .syntax, .operatorWithoutBraces: "an invalid use of $; a literal $ is written $$"
                case .tooLong: ComposeVariables.tooLong
                }
            throw Fault(line: line, words: words)
        }
    }

    private func fault(_ words: String) -> Fault { Fault(line: line, words: words) }
}
