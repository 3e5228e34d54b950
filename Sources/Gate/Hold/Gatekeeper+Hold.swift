internal import Foundation

extension Gatekeeper {
    /// Looks, and where a hold is asked for looks again at what is not proven, until all is or the time is over.
    func hold(_ first: RunContext, _ control: RunControl) async -> GateRun {
        let policy = first.request.policy
        let clock = ContinuousClock()
        let start = clock.now
        var plan = HoldPlan(policy.hold, pace: policy.pace)
        var context = first
        var looks: [Look] = []
        var earlier: GateRun?
        while true {
            let look = RunControl()
            let begun = clock.now
            context.control = look
            // What ends the run ends its look; a look's deadline ends only the look.
            control.attach { look.stop($0) }
            let (resolution, blobs) = await withStops(policy.deadline, look) { [context] in
                var resolution = await resolve(context)
                let blobs = await prove(&resolution, context)
                return (resolution, blobs)
            }
            var run = await conclude(context, resolution, blobs: blobs.map(\.result))
            let results = resolution.manifests + blobs.map(\.result)
            let left = policy.deadline.map { $0 - (clock.now - begun) }
            guard policy.hold != nil else {
                return await investigated(run, results, context, within: left, control)
            }
            looks.append(Look(number: looks.count + 1, of: run, after: earlier))
            run.looks = looks
            run.pulledByLooks = context.pulled.count
            let isWell = run.verdict.isGood || run.images.isEmpty || control.reason != nil
            let step = plan.next(isWell: isWell, elapsed: clock.now - start)
            guard case .again(let next) = step else {
                context.observer.observe(.looked(looks[looks.count - 1], first: looks[0], next: nil))
                return await investigated(run, results, context, within: left, control)
            }
            context.observer.observe(.looked(looks[looks.count - 1], first: looks[0], next: next))
            context.memory.take(resolution, blobs: blobs, decided: run.images)
            let pause = Task { try await Task.sleep(for: next.pause) }
            control.attach { _ in pause.cancel() }
            _ = await pause.result
            guard control.reason == nil else {
                run.stopped = control.reason
                run.finished = .now
                return run
            }
            earlier = run
        }
    }

    /// Looks closer at what the run refuses, inside what is left of its time.
    private func investigated(
        _ run: GateRun, _ results: [ClaimResult], _ context: RunContext, within limit: Duration?, _ control: RunControl
    ) async -> GateRun {
        guard run.stopped == nil, control.reason == nil, limit ?? .seconds(1) > .zero else { return run }
        var run = run
        let look = RunControl()
        control.attach { look.stop($0) }
        run.investigations = await withStops(limit, look) { await Investigator(context: context).investigate(results) }
        run.notices = await context.notices
        // Everything was decided before: only a signal changes how the run ends.
        run.stopped = control.reason
        run.finished = .now
        return run
    }
}
