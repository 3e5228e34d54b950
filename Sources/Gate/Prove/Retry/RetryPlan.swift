internal import Record

/// Decides after each attempt whether to make another. A pure state machine, one per claim.
///
/// A content fault or an absence is read once more on a new connection, regardless of the number of retries. A transient access
/// fault is retried with growing, jittered pauses, never sooner than the server asks.
///
/// If the second read is good, reads continue until the flapping policy has enough consecutive good ones. An access fault in
/// between restarts the count; a bad read ends it.
///
/// An attempt that stalls or is too slow costs the whole stall limit, so it is retried at most once, regardless of the number
/// of retries. A second stall is not transient.
struct RetryPlan {
    enum Step: Equatable {
        /// No further attempt is needed.
        case done
        /// Repeat the request after a pause, on a new connection or any.
        case again(after: Duration, freshConnection: Bool)
    }

    /// The pause before the first retry, without jitter.
    static let firstPause = Duration.milliseconds(500)
    /// The longest pause that is not requested by the server.
    static let longestPause = Duration.seconds(20)
    /// The longest server-requested pause that is honored. Beyond it the run would only wait.
    static let longestWish = Duration.seconds(120)

    private let retries: Int
    private let pace: Double
    private var accessFaults = 0
    private var slowFaults = 0
    private var secondLooks = 0
    private let flapping: FlappingPolicy
    /// How many consecutive good reads are enough.
    private var wanted: Int
    private var goodReads = 0
    private var sawGood = false

    /// Creates a plan. `pace` scales the pauses that are not requested by the server. A suspect path flapped earlier in the
    /// same run.
    init(retries: Int, pace: Double = 1, flapping: FlappingPolicy = .refuse, suspect: Bool = false) {
        self.retries = retries
        self.pace = pace
        self.flapping = flapping
        wanted = suspect ? flapping.confirmations : 1
    }

    /// Takes an observation from before the first attempt. If it was bad, the policy's number of good reads is required.
    mutating func note(earlier fault: FindingCode?) {
        if fault?.family == .content, case .reads(let count) = flapping { wanted = max(wanted, count) }
    }

    /// Takes the result of an attempt. `jitter` is a random number from 0 up to 1.
    mutating func next(after fault: FindingCode?, retryAfter: Duration?, jitter: Double) -> Step {
        guard let fault else {
            goodReads += 1
            sawGood = true
            return goodReads < wanted ? .again(after: .zero, freshConnection: true) : .done
        }
        goodReads = 0
        switch fault.family {
        case .content, .absence:
            guard secondLooks == 0, !sawGood, !fault.isForCorrectBytes else { return .done }
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
