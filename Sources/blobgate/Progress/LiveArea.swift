/// The live lines at the bottom of a terminal: produces the text of each frame.
///
/// The cursor stays below the area and is never hidden, so that a killed process leaves a usable terminal.
struct LiveArea: Sendable {
    private static let eraseLine = "\u{1B}[K"
    private static let eraseBelow = "\u{1B}[J"

    private var drawn: [String] = []

    /// The text that prints the lines `above`, which stay, and redraws the live lines below. Empty if nothing changed.
    mutating func frame(above: [String], live: [String]) -> String {
        guard !above.isEmpty || live != drawn else { return "" }
        var text = home
        // A permanent line may be wider than the terminal: erasing after it would remove its last character.
        if !above.isEmpty { text += Self.eraseBelow }
        for line in above { text += line + "\n" }
        for line in live { text += line + Self.eraseLine + "\n" }
        if above.isEmpty, live.count < drawn.count { text += Self.eraseBelow }
        drawn = live
        return text
    }

    private var home: String { drawn.isEmpty ? "" : "\u{1B}[\(drawn.count)A\r" }
}
