internal import Record

/// Decides whether a first backend has had its turn: it is so slow that nothing would be left for the others.
///
/// A blob that was never proven is pulled from one backend first (invariant 9). If that one is slow, all the others would be
/// undecided too when the deadline passes. Each backend of the group therefore has an equal share of the time that is left.
enum TurnRule {
    /// The longest time after which a rate is known well enough.
    private static let longestProbation = Duration.seconds(10)

    /// Whether the transfer would need more than its share.
    ///
    /// - Parameters:
    ///   - elapsed: The time since its request was sent.
    ///   - left: The time between that and the deadline.
    ///   - backends: The backends that need a turn, with this one.
    static func isOver(received: Int64, size: Int64, elapsed: Duration, left: Duration, backends: Int) -> Bool {
        guard backends > 1, elapsed > .zero, received < size else { return false }
        let share = left / backends
        // A backend may need a while to find the content; then it sends it fast.
        guard received > 0 else { return elapsed > share / 2 }
        guard elapsed > min(share / 4, longestProbation) else { return false }
        return elapsed * (Double(size) / Double(received)) > share
    }

    /// Whether a transfer that did not end would have needed more than the whole time of the run.
    ///
    /// - Parameter hadItsTurn: `false` if the deadline ended it. One that had just begun does not show its rate.
    static func isTooSlow(_ transfer: PartialTransfer, for deadline: Duration, hadItsTurn: Bool) -> Bool {
        guard hadItsTurn || .milliseconds(transfer.milliseconds) > min(deadline / 8, longestProbation),
            let needed = transfer.neededMilliseconds
        else { return false }
        return .milliseconds(needed) > deadline
    }
}
