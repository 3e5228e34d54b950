internal import Foundation
internal import Report

/// The display capabilities of a stream, determined once from the environment and the file descriptor.
struct TerminalTraits: Hashable, Sendable {
    /// The number of columns and rows of a terminal.
    struct Size: Hashable, Sendable {
        /// Characters per line.
        let columns: Int
        /// Lines.
        let rows: Int
    }

    /// Whether the descriptor is a terminal.
    let isTerminal: Bool
    /// Whether lines can be redrawn: a terminal that is not dumb.
    let movesCursor: Bool
    /// Whether to use color. Precedence: `NO_COLOR`, `CLICOLOR_FORCE`, `TERM=dumb`, being a terminal.
    let usesColor: Bool
    /// The size: the terminal's, otherwise `COLUMNS` and `LINES`, otherwise 80 by 24.
    let size: Size

    /// The traits of a stream.
    /// - Parameters:
    ///   - environment: The process's variables.
    ///   - isTerminal: The result of `isatty` for the descriptor.
    ///   - size: The size reported by the terminal, if any.
    init(environment: [String: String], isTerminal: Bool, size: Size?) {
        let dumb = environment["TERM"] == "dumb"
        self.isTerminal = isTerminal
        movesCursor = isTerminal && !dumb
        usesColor =
            if let wish = environment["NO_COLOR"], !wish.isEmpty {
                false
            } else if let wish = environment["CLICOLOR_FORCE"], !wish.isEmpty, wish != "0" {
                true
            } else {
                movesCursor
            }
        self.size =
            size
            ?? Size(
                columns: Self.positive(environment["COLUMNS"]) ?? 80, rows: Self.positive(environment["LINES"]) ?? 24)
    }

    /// The columns to wrap text at: those of a terminal. Text for a pipe or a file is not wrapped.
    var textWidth: Int { isTerminal ? size.columns : Wrapping.unlimited }

    /// The traits of an open descriptor of this process.
    init(descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.init(
            environment: environment, isTerminal: isatty(descriptor) == 1, size: Self.size(of: descriptor))
    }

    /// The current size of the terminal; `nil` if the descriptor is not a terminal or reports no size.
    static func size(of descriptor: Int32) -> Size? {
        var window = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return nil
        }
        return Size(columns: Int(window.ws_col), rows: Int(window.ws_row))
    }

    private static func positive(_ text: String?) -> Int? {
        guard let text, let number = Int(text), number > 0, number <= 10_000 else { return nil }
        return number
    }
}
