/// Decides after each round of a hold whether there is another, and when: a pure state machine.
///
/// The pauses grow, so that a short fault ends a hold soon and a long one costs little. The last round is made when the
/// time is over, and its verdict counts.
struct HoldPlan {
    enum Step: Hashable {
        /// All is proven, or the time is over.
        case done
        /// Check again after a pause.
        case again(NextRound)
    }

    /// The pause after the first round.
    static let firstPause = Duration.seconds(5)
    /// How much longer each pause is than the one before it.
    static let growth = 1.5
    /// The longest pause.
    static let longestPause = Duration.seconds(60)

    private let duration: Duration?
    private let pace: Double
    private var pause = firstPause

    /// A plan for a hold of this long, none for a single round; `pace` scales the pauses.
    init(_ duration: Duration?, pace: Double = 1) {
        self.duration = duration
        self.pace = pace
    }

    /// Takes whether a round left nothing to wait for, and how long the hold has lasted.
    mutating func next(isWell: Bool, elapsed: Duration) -> Step {
        guard let duration, !isWell, elapsed < duration else { return .done }
        let left = duration - elapsed
        let wait = min(pause * pace, left)
        pause = min(pause * Self.growth, Self.longestPause)
        return .again(NextRound(pause: wait, left: left))
    }
}

/// When the next round of a hold comes.
package struct NextRound: Hashable, Sendable {
    /// How long it is until then.
    package let pause: Duration
    /// How long the hold lasts at most from now.
    package let left: Duration
}
