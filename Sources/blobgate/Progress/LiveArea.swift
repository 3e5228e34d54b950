/// The lines at the bottom of a terminal that are drawn over again: makes the text of each frame.
///
/// The cursor rests below the area and is never hidden, so that a process that is killed leaves a usable terminal.
struct LiveArea: Sendable {
    private static let eraseLine = "\u{1B}[K"
    private static let eraseBelow = "\u{1B}[J"

    private var drawn: [String] = []

    /// The text that draws these lines over the last ones, below the given lines, which stay. Empty when nothing changed.
    mutating func frame(above: [String], live: [String]) -> String {
        guard !above.isEmpty || live != drawn else { return "" }
        var text = home
        // A line that stays may be wider than the terminal: erasing after it would take its last character.
        if !above.isEmpty { text += Self.eraseBelow }
        for line in above { text += line + "\n" }
        for line in live { text += line + Self.eraseLine + "\n" }
        if above.isEmpty, live.count < drawn.count { text += Self.eraseBelow }
        drawn = live
        return text
    }

    private var home: String { drawn.isEmpty ? "" : "\u{1B}[\(drawn.count)A\r" }
}
