import Glibc
import Report

/// Lines of text that fit a terminal.
struct TerminalPage {
    /// A terminal with fewer columns is treated as if it had these.
    private static let leastWidth = 40

    /// The columns to wrap at.
    let width: Int

    /// For standard output: wrapped at the width of a terminal, and otherwise not at all.
    static var ofOutput: TerminalPage { TerminalPage(width: TerminalTraits(descriptor: STDOUT_FILENO).textWidth) }

    /// The same for standard error.
    static var ofError: TerminalPage { TerminalPage(width: TerminalTraits(descriptor: STDERR_FILENO).textWidth) }

    /// One line, with its line feed. Its continuation lines are indented by the width of `label`.
    func line(_ content: String, label: String = "") -> String {
        let room = max(Self.leastWidth, width) - label.utf8.count
        let margin = String(repeating: " ", count: label.utf8.count)
        return Wrapping.lines(of: content, first: room, rest: room).enumerated()
            .map { ($0.offset == 0 ? label : margin) + $0.element + "\n" }.joined()
    }
}
