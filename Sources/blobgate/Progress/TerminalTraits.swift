internal import Foundation

/// What a stream can show: decided once from the environment and the file descriptor.
struct TerminalTraits: Hashable, Sendable {
    /// The number of columns and rows of a terminal.
    struct Size: Hashable, Sendable {
        /// Characters in a line.
        let columns: Int
        /// Lines.
        let rows: Int
    }

    /// Whether the descriptor is a terminal.
    let isTerminal: Bool
    /// Whether lines can be drawn over: a terminal, and not a dumb one.
    let movesCursor: Bool
    /// Whether color is used: `NO_COLOR` beats `CLICOLOR_FORCE` beats `TERM=dumb` beats being a terminal.
    let usesColor: Bool
    /// The size: the terminal's, else `COLUMNS` and `LINES`, else 80 by 24.
    let size: Size

    /// The traits of a stream, from what is known of it.
    /// - Parameters:
    ///   - environment: The process's variables.
    ///   - isTerminal: What `isatty` says of the descriptor.
    ///   - size: What the terminal says of its size; `nil` where it says nothing.
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

    /// The traits of an open descriptor of this process.
    init(descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.init(
            environment: environment, isTerminal: isatty(descriptor) == 1, size: Self.size(of: descriptor))
    }

    /// The size that the terminal has now; `nil` for a descriptor that is no terminal, or one that does not know.
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
