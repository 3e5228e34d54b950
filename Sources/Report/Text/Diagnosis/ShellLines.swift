/// Breaks a shell command into lines no wider than a page, where possible, that still work when pasted.
enum ShellLines {
    /// The smallest piece of a word worth starting on a line.
    private static let leastPiece = 24

    /// Breaks before words. A word wider than a line is split and continues at the first column, because white space there
    /// would end it. A comment is never broken: the rest would become a command.
    /// - Parameter lead: The text before the command on the first line.
    static func broken(_ command: String, width: Int, indent: Int, lead: String? = nil) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = lead ?? margin
        var isFirst = true
        for word in units(of: command) {
            // Two columns for " \\".
            if line.utf8.count + (isFirst ? 0 : 1) + word.utf8.count + 2 <= width {
                line += (isFirst ? "" : " ") + word
                isFirst = false
                continue
            }
            let fitsNext = word.utf8.count <= width - indent - 2
            if !isFirst, fitsNext || !canBreak(word) || width - line.utf8.count - 3 < leastPiece {
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
            isFirst = false
        }
        return lines + [line]
    }

    /// The words with their quotes; a comment counts as one word.
    private static func units(of command: String) -> [String] {
        var units: [String] = []
        var unit = ""
        var quote: Character?
        var isEscaped = false
        for (index, character) in zip(command.indices, command) {
            if character == " ", quote == nil, !isEscaped {
                if !unit.isEmpty { units.append(unit) }
                unit = ""
                continue
            }
            if character == "#", unit.isEmpty, quote == nil { return units + [String(command[index...])] }
            unit.append(character)
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
        return unit.isEmpty ? units : units + [unit]
    }

    private static func canBreak(_ word: String) -> Bool { !word.hasPrefix("#") && !word.contains("\\") }

    /// Splits a word into lines that the shell joins again: with a backslash outside quotes, and by closing single quotes
    /// first. Text in double quotes stays whole.
    private static func pieces(of word: String, first: Int, rest: Int) -> [String] {
        guard word.utf8.count > first, canBreak(word) else { return [word] }
        var pieces: [String] = []
        var piece = ""
        var quote: Character?
        for character in word {
            let room = pieces.isEmpty ? first : rest
            // Room for the quote, the backslash and the character itself; not inside "" or next to a dollar sign.
            if piece.utf8.count + 3 > room, quote != "\"", piece.last != "$", character != quote {
                pieces.append(piece + (quote == nil ? "\\" : "'\\"))
                piece = quote == nil ? "" : "'"
            }
            piece.append(character)
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            }
        }
        return pieces + [piece]
    }
}
