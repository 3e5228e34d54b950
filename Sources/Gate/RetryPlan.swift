/// Decides after each attempt whether there is another: a pure state machine, one value a claim.
///
/// A content fault or an absence is looked at once more, on a new connection, whatever the retries; a fault of access
/// that may pass is tried again with growing, jittered pauses, and never sooner than the server asks.
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
    private var accessFaults = 0
    private var secondLooks = 0

    init(retries: Int) { self.retries = retries }

    /// Takes what an attempt came to; `jitter` is a random number from 0 up to 1.
    mutating func next(after fault: FindingCode?, retryAfter: Duration?, jitter: Double) -> Step {
        guard let fault else { return .done }
        switch fault.family {
        case .content, .absence:
            guard secondLooks == 0 else { return .done }
            secondLooks += 1
            return .again(after: .zero, freshConnection: true)
        case .access:
            guard fault.mayPass, accessFaults < retries else { return .done }
            let doubled = Self.firstPause * (1 << min(accessFaults, 10))
            let pause = min(doubled, Self.longestPause) * (0.5 + jitter)
            accessFaults += 1
            if let retryAfter {
                guard retryAfter <= Self.longestWish else { return .done }
                return .again(after: max(pause, retryAfter), freshConnection: false)
            }
            return .again(after: pause, freshConnection: fault != .accessServerError && fault != .accessRateLimited)
        }
    }
}
