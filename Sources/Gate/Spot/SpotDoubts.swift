internal import Foundation
internal import Record

/// The claims whose proofs a spot check left in doubt: they are pulled whole, and what was seen is not forgotten.
struct SpotDoubts: Sendable {
    private struct Doubt {
        let check: SpotCheck
        /// The read that showed wrong bytes, or none.
        let attempt: JudgedObservation?
    }

    private var doubts: [Claim: Doubt] = [:]

    /// Adds a claim; the attempt is that of a check that was bad.
    mutating func add(_ claim: Claim, _ check: SpotCheck, _ attempt: JudgedObservation?) {
        doubts[claim] = Doubt(check: check, attempt: check.outcome == .bad ? attempt : nil)
    }

    /// What a pull of the claim goes on from: wrong bytes were seen before it began.
    func attempts(of claim: Claim) -> [JudgedObservation] { doubts[claim]?.attempt.map { [$0] } ?? [] }

    /// Since when a proof has to be for it to stand for a read of the claim; `nil` where nothing is in doubt.
    ///
    /// Where wrong bytes were seen, no good read of another gate counts for this one's.
    func acceptsProofsSince(of claim: Claim) -> Date? {
        doubts[claim].map { $0.attempt == nil ? $0.check.at : .distantFuture }
    }

    /// The outcome with its spot check; where nothing was asked after wrong bytes had been seen, those decide.
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
