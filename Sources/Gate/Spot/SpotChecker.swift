internal import Foundation
internal import Ledger
internal import OCI
internal import Record
internal import Registry

/// Reads random ranges of reused blobs again (`policy.spot`), so that reuse does not depend on age alone.
///
/// It takes no leases: two gates that check the same blob only read more of it. Claims in doubt are then pulled under a lease
/// like any other.
struct SpotChecker: Sendable {
    /// After this many consecutive unreadable blobs, the rest of a backend's blobs are pulled in full, which shows the cause.
    private static let patience = 3

    /// A reused blob whose right hash states are known.
    private struct Subject {
        let place: Int
        let read: SpotRead
    }

    private struct Lane {
        let subjects: [Subject]
        let plan: SpotPlan
    }

    private typealias Ended = (place: Int, result: SpotRead.Result)

    let context: RunContext

    /// Makes the spot checks that the budget allows. Removes claims that must be pulled in full from `reused` and returns them.
    func check(_ reused: inout [ClaimResult], _ doubts: inout SuspectProofs) async -> [Claim] {
        guard let budget = context.request.policy.spot, !reused.isEmpty else { return [] }
        // By path, because with shared proofs a doubt about one claim applies to others too.
        var doubtful: [ProofPath: SpotRead.Result] = [:]
        // Claims still in doubt from an earlier round are pulled regardless of the random selection.
        for result in reused {
            let open = context.memory.openSpotCheck(of: result.claim)
            if let open { doubtful[context.path(of: result.claim)] = SpotRead.Result(check: open) }
        }
        for (place, ended) in await ended(lanes(&reused, without: Set(doubtful.keys), budget)) {
            reused[place].spot = ended.check
            let path = context.path(of: reused[place].claim)
            switch ended.check.outcome {
            case .right: await context.ledger.recordSpotCheck(of: path, at: ended.check.at)
            case .noCheckpoints: break
            case .unread: doubtful[path] = ended
            case .refilled:
                await context.ledger.deleteProof(of: path, notAfter: ended.check.at)
                doubtful[path] = ended
            case .bad:
                await erase(reused[place].claim, path, ended.attempt)
                doubtful[path] = ended
            }
        }
        var rest: [Claim] = []
        reused.removeAll { result in
            guard let doubt = doubtful[context.path(of: result.claim)] else { return false }
            doubts.add(result.claim, result.spot ?? doubt.check.withoutCost, doubt.attempt)
            rest.append(result.claim)
            return true
        }
        return rest
    }

    /// What `check` would spot-check; `nil` if nothing is reused or spot checks are off.
    func forecast(_ reused: [ClaimResult]) async -> Notice? {
        guard let budget = context.request.policy.spot, !reused.isEmpty else { return nil }
        var marked = reused
        let lanes = await lanes(&marked, without: [], budget)
        let blobs = lanes.reduce(0) { $0 + $1.plan.choices.count }
        let unknown = marked.count { $0.spot?.outcome == .noCheckpoints }
        return .spotForecast(
            budget: budget, bytes: lanes.lazy.map(\.plan.bytes).byteSum, blobs: blobs, unknown: unknown)
    }

    private func erase(_ claim: Claim, _ path: ProofPath, _ attempt: JudgedObservation?) async {
        guard let attempt else { return }
        let bad = ClaimConclusion.result(of: claim, attempts: [attempt], verified: nil)
        await context.ledger.recordFault(bad, path: path)
    }

    /// The ranges to read on each backend. Marks claims that cannot be checked.
    private func lanes(
        _ reused: inout [ClaimResult], without doubtful: Set<ProofPath>, _ budget: SpotBudget
    ) async -> [Lane] {
        var known: [Digest: RightBytes?] = [:]
        var subjects: [Backend: [Subject]] = [:]
        var bytes: [Backend: Int64] = [:]
        var seen = doubtful
        for (place, result) in reused.enumerated() {
            guard case .reused(let proof) = result.status, proof.size > 0 else { continue }
            let claim = result.claim
            bytes[claim.backend] = (bytes[claim.backend] ?? 0).addingBytes(proof.size)
            guard seen.insert(context.path(of: claim)).inserted else { continue }
            if known[claim.digest] == nil { known[claim.digest] = .some(await right(claim.digest, size: proof.size)) }
            guard let right = known[claim.digest] ?? nil else {
                reused[place].spot = SpotCheck(
                    .noCheckpoints, at: .now, evidence: .spot(observed: .noCheckpoints))
                continue
            }
            subjects[claim.backend, default: []].append(
                Subject(place: place, read: SpotRead(context: context, claim: claim, proof: proof, right: right)))
        }
        return subjects.map { backend, subjects in
            var random = SystemRandomNumberGenerator()
            let candidates = subjects.map { subject in
                let proof = subject.read.proof
                return SpotPlan.Candidate(
                    size: proof.size, provenAt: proof.provenAt, checkedAt: proof.spotCheckedAt)
            }
            return Lane(
                subjects: subjects,
                plan: SpotPlan(candidates, budget: budget.bytes(of: bytes[backend] ?? 0), using: &random))
        }
    }

    private func right(_ digest: Digest, size: Int64) async -> RightBytes? {
        guard let known = await context.ledger.checkpoints(of: digest, size: size) else { return nil }
        return RightBytes(
            digest, size: size, states: known.list, reference: known.provenAt.map { .remembered(provenAt: $0) } ?? .none
        )
    }

    private func ended(_ lanes: [Lane]) async -> [Ended] {
        let blobs = lanes.reduce(0) { $0 + $1.plan.choices.count }
        guard blobs > 0 else { return [] }
        context.observer.observe(.spotChecking(blobs: blobs, bytes: lanes.lazy.map(\.plan.bytes).byteSum))
        // At most as many at a time as the run allows, divided among the backends.
        let share = max(1, context.request.policy.jobs / max(1, lanes.count))
        return await withTaskGroup(of: [Ended].self) { group in
            for lane in lanes { group.addTask { await run(lane, atATime: share) } }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func run(_ lane: Lane, atATime share: Int) async -> [Ended] {
        guard let backend = lane.subjects.first?.read.claim.backend else { return [] }
        let width = min(share, max(1, context.registry(backend.registry)?.transfers ?? 1))
        var ended: [Ended] = []
        var silent = 0
        var choices = lane.plan.choices[...]
        while !choices.isEmpty, silent < Self.patience, !Task.isCancelled {
            let batch = choices.prefix(width)
            choices = choices.dropFirst(batch.count)
            let results = await withTaskGroup(of: Ended.self) { group in
                for choice in batch {
                    let subject = lane.subjects[choice.candidate]
                    group.addTask { (subject.place, await subject.read.read(choice.pieces)) }
                }
                return await group.reduce(into: [Ended]()) { $0.append($1) }
            }
            ended += results
            let unread = results.count { $0.result.check.outcome == .unread }
            silent = unread == results.count ? silent + unread : 0
            if results.contains(where: \.result.ignoresRanges) {
                await context.ledger.report(.rangesIgnored(backend: backend.name))
                return ended
            }
        }
        // A planned read that was not made leaves the claim in doubt, like a failed one.
        let isStopped = Task.isCancelled
        return ended
            + choices.map { choice in
                let check = SpotCheck(.unread, at: .now, evidence: .spot(observed: .notAsked(isStopped: isStopped)))
                return (lane.subjects[choice.candidate].place, SpotRead.Result(check: check))
            }
    }
}
