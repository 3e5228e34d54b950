/// How progress is shown on stderr: the values of `--progress`.
enum ProgressMode: String, CaseIterable, Sendable {
    /// A bar if stderr is a terminal that can move its cursor, otherwise plain lines.
    case auto
    /// Live lines that are redrawn.
    case bar
    /// One line every ten seconds, and important events immediately.
    case plain
    /// Notices only.
    case none

    /// Resolves `auto` for a terminal with these traits; other modes are unchanged.
    func resolved(on traits: TerminalTraits) -> ProgressMode {
        guard self == .auto else { return self }
        return traits.movesCursor ? .bar : .plain
    }
}
