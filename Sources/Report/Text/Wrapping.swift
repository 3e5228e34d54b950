/// Breaks text into lines at spaces: never inside a word, between a number and its unit, or inside a command of Blobgate.
package enum Wrapping {
    /// The width of text that is not wrapped: in a pipe or a file, where a reader wraps it, or a program reads it.
    package static let unlimited = 1_000_000
    /// The commands that stay on one line, so that they can be copied.
    package static let commands: Set<Substring> = [
        "attest", "backends", "check", "config", "diagnose", "explain", "images", "incident", "init", "ledger", "merge",
        "override", "plan", "recheck", "scap", "tables", "watch",
    ]
    private static let units: Set<Substring> = [
        "B", "GB", "GiB", "KiB", "MB", "MiB", "TB", "TiB", "bytes", "d", "days", "h", "hours", "kB", "min", "minutes",
        "ms", "s", "seconds",
    ]
    /// What ends a command within a sentence.
    private static let ends: Set<Character> = [",", ";", ":", ")"]

    /// The lines, without spaces at their ends.
    /// - Parameters:
    ///   - first: The room on the first line, in columns.
    ///   - rest: The room on each other line.
    package static func lines(of text: String, first: Int, rest: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for piece in pieces(of: text) {
            let room = lines.isEmpty ? first : rest
            if !line.isEmpty, line.utf8.count + 1 + piece.utf8.count > room {
                lines.append(line.withoutEndSpaces)
                line = piece
            } else {
                line += (line.isEmpty ? "" : " ") + piece
            }
        }
        return lines + [line.withoutEndSpaces]
    }

    /// What stays together.
    private static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var isCommand = false
        var previous: Substring = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if previous == "blobgate", commands.contains(word) { isCommand = true }
            let isUnit = previous.last?.isNumber == true && units.contains(word.prefix { $0 != "/" && !isEnd($0) })
            if isCommand || isUnit, let last = pieces.popLast() {
                pieces.append("\(last) \(word)")
            } else {
                pieces.append(String(word))
            }
            if word.last.map(isEnd) == true { isCommand = false }
            previous = word
        }
        return pieces
    }

    private static func isEnd(_ character: Character) -> Bool { ends.contains(character) || character == "." }
}
