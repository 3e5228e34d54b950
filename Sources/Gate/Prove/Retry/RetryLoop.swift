internal import Registry

/// Repeats a request until its ``RetryPlan`` is done. Every repeated request uses this loop.
struct RetryLoop {
    private let plan: RetryPlan
    private let startsFresh: Bool
    private let willRetry: (JudgedObservation, Duration) -> Void

    /// - Parameters:
    ///   - startsFresh: Whether the first request needs a new connection too. The plan decides for the others.
    ///   - willRetry: Called with each attempt that is followed by another, and the pause between them.
    init(
        _ plan: RetryPlan, startsFresh: Bool = false,
        willRetry: @escaping (JudgedObservation, Duration) -> Void = { _, _ in }
    ) {
        self.plan = plan
        self.startsFresh = startsFresh
        self.willRetry = willRetry
    }

    /// Makes at least one request. Cancellation ends the loop and any pause.
    ///
    /// - Parameter ask: Makes one request, on a new connection if requested.
    /// - Returns: The result of the last request, and all attempts.
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
