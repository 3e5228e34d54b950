/// How a run shows its progress on stderr: the values of `--progress`.
enum ProgressMode: String, CaseIterable, Sendable {
    /// A bar where stderr is a terminal that can move its cursor, else plain lines.
    case auto
    /// Live lines that are drawn over again.
    case bar
    /// One line each ten seconds, and one at once for what should be known.
    case plain
    /// Notices only.
    case none

    /// The mode that `auto` stands for on a terminal with these traits; any other mode is a wish and stays.
    func resolved(on traits: TerminalTraits) -> ProgressMode {
        guard self == .auto else { return self }
        return traits.movesCursor ? .bar : .plain
    }
}
