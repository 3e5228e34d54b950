internal import Foundation
internal import Record

/// The claims whose proofs a spot check put in doubt. They are pulled in full, and the observation is kept.
struct SuspectProofs: Sendable {
    private struct Doubt {
        let check: SpotCheck
        /// The read that returned wrong bytes or none.
        let attempt: JudgedObservation?
    }

    private var doubts: [Claim: Doubt] = [:]

    /// Adds a claim. `attempt` is the bad spot check.
    mutating func add(_ claim: Claim, _ check: SpotCheck, _ attempt: JudgedObservation?) {
        doubts[claim] = Doubt(check: check, attempt: check.outcome == .bad ? attempt : nil)
    }

    /// The earlier observation for the pull of a claim: wrong bytes seen before it started.
    func attempts(of claim: Claim) -> [JudgedObservation] { doubts[claim]?.attempt.map { [$0] } ?? [] }

    /// The oldest proof that may replace a pull of the claim; `nil` if the claim is not in doubt.
    ///
    /// After wrong bytes were seen, a good read by another gate does not count.
    func oldestUsableProof(of claim: Claim) -> Date? {
        doubts[claim].map { $0.attempt == nil ? $0.check.at : .distantFuture }
    }

    /// The outcome with its spot check. If no request followed after wrong bytes, the wrong bytes decide.
    func reconciled(_ outcome: ClaimRunner.Outcome) -> ClaimRunner.Outcome {
        guard let doubt = doubts[outcome.result.claim] else { return outcome }
        var outcome = outcome
        if let attempt = doubt.attempt, outcome.result.attempts.isEmpty, outcome.result.status.finding != nil {
            outcome.result = ClaimConclusion.result(of: outcome.result.claim, attempts: [attempt], verified: nil)
        }
        outcome.result.spot = doubt.check
        return outcome
    }
}
