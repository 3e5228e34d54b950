/// Decides after each round of a hold whether and when the next one starts. A pure state machine.
///
/// The pauses grow, so a short fault ends the hold soon and a long one costs little. The last round starts when time runs out,
/// and its verdict counts.
struct HoldPlan {
    enum Step: Hashable {
        /// Everything is proven or time ran out.
        case done
        /// Check again after a pause.
        case again(NextRound)
    }

    /// The pause after the first round.
    static let firstPause = Duration.seconds(5)
    /// The growth factor of the pauses.
    static let growth = 1.5
    /// The longest pause.
    static let longestPause = Duration.seconds(60)

    private let duration: Duration?
    private let pace: Double
    private var pause = firstPause

    /// Creates a plan for a hold of this duration; `nil` means a single round. `pace` scales the pauses.
    init(_ duration: Duration?, pace: Double = 1) {
        self.duration = duration
        self.pace = pace
    }

    /// Takes the result of a round: whether nothing is left to wait for, and how long the hold has lasted.
    mutating func next(isWell: Bool, elapsed: Duration) -> Step {
        guard let duration, !isWell, elapsed < duration else { return .done }
        let left = duration - elapsed
        let wait = min(pause * pace, left)
        pause = min(pause * Self.growth, Self.longestPause)
        return .again(NextRound(pause: wait, left: left))
    }
}

/// The time of the next round of a hold.
package struct NextRound: Hashable, Sendable {
    /// The pause before the round.
    package let pause: Duration
    /// The maximum remaining time of the hold.
    package let left: Duration
}
