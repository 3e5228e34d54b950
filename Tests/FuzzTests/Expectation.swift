/// What a run must conclude about something that was changed on purpose.
enum Expected: Comparable {
    /// Nodes get the right bytes: a run must not object to it.
    case passes
    /// It depends on chance, on the order of requests, or on rules that other tests define.
    case either
    /// Nodes cannot pull: no run may exit 0.
    case fails

    /// Of several things in one run, the worst decides.
    static func combined(_ all: some Sequence<Expected>) -> Expected { all.max() ?? .passes }
}
