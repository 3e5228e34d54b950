internal import Record

/// Decides after each attempt whether there is another: a pure state machine, one value a claim.
///
/// A content fault or an absence is looked at once more, on a new connection, whatever the retries; a fault of access
/// that may pass is tried again with growing, jittered pauses, and never sooner than the server asks.
///
/// What was bad and is good at the second look is read on for as long as the policy of flapping wants good reads in a
/// row; a fault of access in between begins the row anew, a bad read ends it.
///
/// An attempt that stalls or drips costs the whole stall limit, so it is tried again at most once, whatever the retries:
/// what stalls twice is not passing by itself.
struct RetryPlan {
    enum Step: Equatable {
        /// Enough was seen.
        case done
        /// Ask again after a pause, on a new connection or any.
        case again(after: Duration, freshConnection: Bool)
    }

    /// The pause before the first repetition, before jitter.
    static let firstPause = Duration.milliseconds(500)
    /// The longest pause that is not the server's wish.
    static let longestPause = Duration.seconds(20)
    /// The longest wish of a server that is granted: beyond it the run would only wait.
    static let longestWish = Duration.seconds(120)

    private let retries: Int
    private let pace: Double
    private var accessFaults = 0
    private var slowFaults = 0
    private var secondLooks = 0
    private let flapping: FlappingPolicy
    /// How many good reads in a row are enough.
    private var wanted: Int
    private var goodReads = 0
    private var sawGood = false

    /// A plan; `pace` scales the pauses that are not the server's wish. What is suspect was bad and good in an earlier
    /// look of the same run.
    init(retries: Int, pace: Double = 1, flapping: FlappingPolicy = .refuse, suspect: Bool = false) {
        self.retries = retries
        self.pace = pace
        self.flapping = flapping
        wanted = suspect ? flapping.confirmations : 1
    }

    /// Takes what was seen before the first attempt: whoever was bad then has to be good as often as the policy says.
    mutating func note(earlier fault: FindingCode?) {
        if fault?.family == .content, case .reads(let count) = flapping { wanted = max(wanted, count) }
    }

    /// Takes what an attempt came to; `jitter` is a random number from 0 up to 1.
    mutating func next(after fault: FindingCode?, retryAfter: Duration?, jitter: Double) -> Step {
        guard let fault else {
            goodReads += 1
            sawGood = true
            return goodReads < wanted ? .again(after: .zero, freshConnection: true) : .done
        }
        goodReads = 0
        switch fault.family {
        case .content, .absence:
            guard secondLooks == 0, !sawGood, !fault.isOfRightBytes else { return .done }
            secondLooks += 1
            if fault.family == .content, case .reads(let count) = flapping { wanted = max(wanted, count) }
            return .again(after: .zero, freshConnection: true)
        case .access:
            guard fault.mayPass, accessFaults < retries else { return .done }
            if fault == .accessStalled || fault == .accessSlow {
                guard slowFaults == 0 else { return .done }
                slowFaults += 1
            }
            let doubled = Self.firstPause * (1 << min(accessFaults, 10))
            let pause = min(doubled, Self.longestPause) * (0.5 + jitter) * pace
            accessFaults += 1
            if let retryAfter {
                guard retryAfter <= Self.longestWish else { return .done }
                return .again(after: max(pause, retryAfter), freshConnection: wanted > 1)
            }
            let reusable = fault == .accessServerError || fault == .accessRateLimited
            return .again(after: pause, freshConnection: !reusable || wanted > 1)
        }
    }
}
