/// A command of a shell on several lines, each no wider than a page, that means the same when it is pasted.
enum ShellLines {
    /// Less of a word is not worth being begun on a line.
    private static let leastPiece = 24

    /// Breaks before words; a word that is wider than a line is broken in itself, and goes on at the first column, since
    /// white space there would end it.
    static func broken(_ command: String, width: Int, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = margin
        for word in words(of: command) {
            let isFirst = line == margin
            // Two columns for " \".
            if line.utf8.count + (isFirst ? 0 : 1) + word.utf8.count + 2 <= width {
                line += (isFirst ? "" : " ") + word
                continue
            }
            let room = width - line.utf8.count - 3
            if !isFirst, word.utf8.count <= width - indent - 2 || room < leastPiece {
                lines.append(line + " \\")
                line = margin
            } else if !isFirst {
                line += " "
            }
            var pieces = pieces(of: word, first: width - line.utf8.count - 2, rest: width - 2)
            let last = pieces.popLast() ?? ""
            for piece in pieces {
                lines.append(line + piece)
                line = ""
            }
            line += last
        }
        return lines + [line]
    }

    /// The words, with their quotes.
    private static func words(of command: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        var isEscaped = false
        for character in command {
            if character == " ", quote == nil, !isEscaped {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            word.append(character)
            if isEscaped {
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    /// A word cut into lines that a shell joins again: outside quotes with a backslash, in single quotes by ending them
    /// first. What is in double quotes stays whole.
    private static func pieces(of word: String, first: Int, rest: Int) -> [String] {
        guard word.utf8.count > first, !word.contains("\""), !word.contains("\\") else { return [word] }
        var pieces: [String] = []
        var piece = ""
        var isQuoted = false
        for character in word {
            let room = pieces.isEmpty ? first : rest
            // Room for the quote, the backslash and the character itself.
            if piece.utf8.count + 3 > room {
                pieces.append(piece + (isQuoted ? "'\\" : "\\"))
                piece = isQuoted ? "'" : ""
            }
            piece.append(character)
            if character == "'" { isQuoted.toggle() }
        }
        return pieces + [piece]
    }
}
