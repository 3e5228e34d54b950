internal import Foundation
internal import Record
internal import Registry

extension Gatekeeper {
    /// Checks the release. With a hold, it rechecks unproven claims until all are proven or time runs out.
    func hold(_ first: RunContext, _ control: RunControl) async -> RunFacts {
        let policy = first.request.policy
        let clock = ContinuousClock()
        let start = clock.now
        var plan = HoldPlan(policy.hold, pace: policy.pace)
        var context = first
        var rounds: [Round] = []
        var earlier: Run?
        // Located in the first pause, for a hold that a signal ends: its report still says where the faults are.
        var located: RunFacts?
        while true {
            let round = RunControl()
            let begun = clock.now
            context.control = round
            context.ends = policy.deadline.map { begun.advanced(by: $0) }
            // Stopping the run stops its round; a round's deadline stops only the round.
            control.attach { round.stop($0) }
            let (resolution, blobs) = await withStops(policy.deadline, round) { [context] in
                var resolution = await resolve(context)
                let blobs = await prove(&resolution, context)
                return (resolution, blobs)
            }
            var facts = await conclude(context, resolution, blobs: blobs.map(\.result))
            let decided = Run(facts)
            context.observer.observe(.decided(decided))
            let results = resolution.manifests + blobs.map(\.result)
            let left = policy.deadline.map { $0 - (clock.now - begun) }
            guard policy.hold != nil else {
                return await investigated(facts, results, context, within: left, control)
            }
            rounds.append(Round(number: rounds.count + 1, of: decided, after: earlier))
            facts.rounds = rounds
            facts.bytesPulled = context.pulled.count
            let isWell = decided.verdict.isGood || decided.images.isEmpty || control.reason != nil
            let step = plan.next(isWell: isWell, elapsed: clock.now - start)
            guard case .again(let next) = step else {
                context.observer.observe(.round(rounds[rounds.count - 1], first: rounds[0], next: nil))
                let ended = await investigated(facts, results, context, within: left, control)
                return control.reason == nil ? ended : ended.located(by: located)
            }
            context.observer.observe(.round(rounds[rounds.count - 1], first: rounds[0], next: next))
            context.memory.take(resolution, blobs: blobs, decided: decided)
            let paused = clock.now
            if located == nil, decided.verdict == .refused {
                located = await investigated(facts, results, context, within: next.pause, control)
            }
            let pause = Task { try await Task.sleep(for: next.pause - (clock.now - paused)) }
            control.attach { _ in pause.cancel() }
            _ = await pause.result
            guard control.reason == nil else {
                facts.stopped = control.reason
                facts.finished = .now
                return facts.located(by: located)
            }
            earlier = decided
        }
    }

    /// Locates the refused faults in the time left.
    private func investigated(
        _ facts: RunFacts, _ results: [ClaimResult], _ context: RunContext, within limit: Duration?,
        _ control: RunControl
    ) async -> RunFacts {
        guard facts.stopped == nil, control.reason == nil, limit ?? .seconds(1) > .zero else { return facts }
        var facts = facts
        let round = RunControl()
        control.attach { round.stop($0) }
        let missing = facts.missingTags
        let (located, similar) = await withStops(limit, round) {
            let located = await locator.locate(results, in: context)
            return (located, await locator.similarTags(to: missing, in: context))
        }
        for notice in located.notices { await context.ledger.report(notice) }
        for notice in similar { await context.ledger.note(notice) }
        facts.investigations = located.investigations
        await refuseProvenWrong(&facts, results, context)
        facts.notices = await context.notices.map { Described($0) }
        // All claims are decided already; only a signal changes how the run ends.
        facts.stopped = control.reason
        facts.finished = .now
        return facts
    }

    /// Refuses what the investigations prove wrong, and erases its proofs.
    private func refuseProvenWrong(_ facts: inout RunFacts, _ results: [ClaimResult], _ context: RunContext) async {
        for index in PartialProof.apply(to: &facts) {
            let claim = facts.claims[index]
            guard let finding = claim.status.finding,
                let known = results.first(where: {
                    $0.claim.group == claim.group && $0.claim.backend.name == claim.backend
                })
            else { continue }
            let result = ClaimResult(claim: known.claim, status: .faulty(finding), attempts: known.attempts)
            await context.ledger.recordFault(result, path: context.path(of: known.claim))
        }
    }
}

extension RunFacts {
    /// The same facts with the places that an earlier round found, for the faults that this round did not locate.
    fileprivate func located(by earlier: RunFacts?) -> RunFacts {
        guard let earlier, investigations.isEmpty else { return self }
        var facts = self
        facts.investigations = earlier.investigations
        return facts
    }
}
