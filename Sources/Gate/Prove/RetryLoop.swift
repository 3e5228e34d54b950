internal import Registry

/// Asks one thing until a ``RetryPlan`` has enough: every path that is asked more than once is asked by this loop.
struct RetryLoop {
    private let plan: RetryPlan
    private let startsFresh: Bool
    private let willRetry: (JudgedObservation, Duration) -> Void

    /// - Parameters:
    ///   - startsFresh: Whether the first request needs a connection of its own too; after it the plan decides.
    ///   - willRetry: Gets each attempt that is followed by another, and the pause between them.
    init(
        _ plan: RetryPlan, startsFresh: Bool = false,
        willRetry: @escaping (JudgedObservation, Duration) -> Void = { _, _ in }
    ) {
        self.plan = plan
        self.startsFresh = startsFresh
        self.willRetry = willRetry
    }

    /// Asks at least once. A task that is cancelled asks no more, and a pause ends with it.
    ///
    /// - Parameter ask: Makes one request, on a connection of its own where that is wanted.
    /// - Returns: What the last request came to, and all attempts.
    func run<Answer>(
        _ ask: (_ freshConnection: Bool) async -> (answer: Answer, attempt: JudgedObservation)
    ) async -> (answer: Answer, attempts: [JudgedObservation]) {
        var plan = plan
        var attempts: [JudgedObservation] = []
        var fresh = startsFresh
        while true {
            let (answer, attempt) = await ask(fresh)
            attempts.append(attempt)
            let step = plan.next(
                after: attempt.code, retryAfter: attempt.observation.retryAfter, jitter: Double.random(in: 0..<1))
            guard case .again(let pause, let freshConnection) = step, !Task.isCancelled else {
                return (answer, attempts)
            }
            willRetry(attempt, pause)
            if pause > .zero { try? await Task.sleep(for: pause) }
            fresh = freshConnection
        }
    }
}
