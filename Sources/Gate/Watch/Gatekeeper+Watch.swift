internal import Foundation
internal import Ledger
internal import Record

/// What a round of a watch leaves out.
struct WatchRation: Sendable {
    /// What is read although a proof covers it.
    var covered: [Claim: ClaimResult] = [:]
    /// What no proof covers, and a later round reads.
    var left: [ClaimResult] = []

    /// The new outcome; if the limits of the round kept the claim from being read, the proof still covers it.
    func reconciled(_ outcome: ClaimRunner.Outcome) -> ClaimRunner.Outcome {
        guard outcome.result.status.finding?.code.isConsequence == true, let before = covered[outcome.result.claim]
        else { return outcome }
        return ClaimRunner.Outcome(result: before)
    }
}

extension Gatekeeper {
    /// In a round of a watch, chooses what is read now: moves proven claims to `rest`, and takes others out of it.
    func ration(
        _ reused: inout [ClaimResult], _ rest: inout [Claim], _ context: inout RunContext
    ) async -> WatchRation {
        var ration = WatchRation()
        guard let round = context.request.watch else { return ration }
        let known = await context.ledger.proofs(for: rest.map { context.path(of: $0) })
        func candidate(_ claim: Claim, _ provenAt: Date?) -> WatchPlan.Candidate {
            WatchPlan.Candidate(
                bytes: claim.size ?? 0, provenAt: provenAt,
                isUrgent: round.urgent.contains(claim.place) || context.mustRead.contains(claim))
        }
        let candidates =
            rest.map { candidate($0, known[context.path(of: $0)].map { min($0.provenAt, context.reuseSince) }) }
            + reused.map { candidate($0.claim, $0.provenAt) }
        let plan = WatchPlan(
            candidates, credit: round.credit, urgentFirst: round.urgentFirst, every: round.every, within: round.within,
            now: context.started)
        let chosen = Set(plan.choices)
        var kept: [ClaimResult] = []
        var reading: [Claim] = []
        for (index, claim) in rest.enumerated() {
            if chosen.contains(index) {
                reading.append(claim)
            } else {
                ration.left.append(ClaimResult(claim: claim, status: .planned, attempts: []))
            }
        }
        for (index, result) in reused.enumerated() {
            guard chosen.contains(rest.count + index) else {
                kept.append(result)
                continue
            }
            reading.append(result.claim)
            // A proof that does not cover an open fault must not hide it.
            if !round.urgent.contains(result.claim.place) { ration.covered[result.claim] = result }
            context.rereads.insert(result.claim)
        }
        reused = kept
        rest = reading
        return ration
    }
}

extension ClaimResult {
    /// When the reused proof was made.
    fileprivate var provenAt: Date? { if case .reused(let proof) = status { proof.provenAt } else { nil } }
}
