internal import Foundation
package import Ledger
internal import OCI
package import Record
package import Registry
internal import Release

/// Runs the gate: from names to manifests, claims, evidence and a verdict.
package struct Gatekeeper: Sendable {
    private let client: RegistryClient
    private let store: LedgerStore?
    let locator: any FaultLocator
    private let explain: @Sendable (Run) -> [Diagnosis]
    private let observer: any RunObserver

    /// Creates a gate. Without a store, no proof is reused or recorded.
    ///
    /// - Parameters:
    ///   - locator: Investigates the faults of a check.
    ///   - explain: Makes the diagnoses of a run.
    package init(
        client: RegistryClient, store: LedgerStore?, locator: any FaultLocator = DisabledLocator(),
        explain: @escaping @Sendable (Run) -> [Diagnosis] = { _ in [] }, observer: any RunObserver = SilentObserver()
    ) {
        self.client = client
        self.store = store
        self.locator = locator
        self.explain = explain
        self.observer = observer
    }

    /// Proves every claim of the request and stores the record in the ledger.
    ///
    /// Never throws: every outcome is a verdict. `notices` are the caller's remarks for the report.
    package func check(
        _ request: GateRequest, control: RunControl = RunControl(), notices: [String] = []
    ) async -> Run {
        let started = Date.now
        let keeper = LedgerKeeper(
            store: store, vantage: request.vantage, observer: observer,
            notices: notices.map { .input(message: $0) })
        await keeper.begin(request, at: started)
        let renewal = Task { await keeper.renewLeases() }
        let context = await context(for: request, keeper: keeper, control: control, started: started)
        var facts = await hold(context, control)
        if request.policy.readsAll {
            facts.overview = locator.overview(of: Run(facts), wanted: request.focus.digest)
        }
        if let earlier = context.earlier { earlier.add(to: &facts) }
        facts.earlierUses = await BlastRadius.earlierUses(of: Run(facts), keeper)
        renewal.cancel()
        await keeper.releaseAll()
        // A hanging helper would outlive the gate unless it is ended here.
        if facts.stopped != nil { await client.close() }
        facts.requests = context.requests
        let run = explained(facts)
        await keeper.finish(run, images: BlastRadius.images(of: run))
        return run
    }

    /// Resolves the names and determines what `check` would pull. It reads manifests, pulls no blobs and records nothing.
    package func plan(
        _ request: GateRequest, control: RunControl = RunControl(), notices: [String] = []
    ) async -> Run {
        let started = Date.now
        let keeper = LedgerKeeper(
            store: store, vantage: request.vantage, observer: observer,
            notices: notices.map { .input(message: $0) })
        let context = await context(for: request, keeper: keeper, control: control, started: started)
        let (resolution, blobs) = await withStops(request.policy.deadline, control) {
            var resolution = await resolve(context)
            // The platform of an image without an index is only in its configuration, which is small.
            var known = context
            known.configurations = configurations(of: resolution)
            var reading = known
            let parts = ShardParts(of: resolution, context.request)
            reading.mustRead = configurationsToRead(resolution, context).filter(parts.belongsToShard)
            let read = await ClaimRunner(context: reading).run(resolution.blobs.filter(reading.mustRead.contains))
            comparePlatforms(of: &resolution, read, reading)
            await keeper.releaseAll()
            if request.policy.depth == .manifest { return (resolution, notAsked(resolution.blobs)) }
            let (reused, rest) = await known.reusing(resolution.blobs.filter(parts.isRead))
            if let forecast = await SpotChecker(context: known).forecast(reused) {
                await context.ledger.report(forecast)
            }
            let planned = rest.map { ClaimResult(claim: $0, status: .planned, attempts: []) }
            return (resolution, reused + planned + parts.left(of: resolution.blobs))
        }
        if control.reason != nil { await client.close() }
        return explained(await conclude(context, resolution, blobs: blobs))
    }

    private func explained(_ facts: RunFacts) -> Run {
        let run = Run(facts)
        return run.explained(by: explain(run))
    }

    private func context(
        for request: GateRequest, keeper: LedgerKeeper, control: RunControl, started: Date
    ) async -> RunContext {
        var provenBefore: Set<ProofPath> = []
        if let run = request.recheckOf { provenBefore = await keeper.verifiedPaths(in: run) }
        var context = RunContext(
            client: client, ledger: keeper, request: request, observer: observer, control: control, started: started,
            requestsBefore: client.requests, provenBefore: provenBefore, nodes: NodeSet(request.policy.nodes))
        if let run = request.recheckOf { context.earlier = await keeper.record(of: run).map(EarlierRun.init) }
        context.manifests = await ProvenManifests.load(for: context)
        return context
    }

    /// Runs the work in a task that the deadline and the control can cancel.
    func withStops<Value: Sendable>(
        _ deadline: Duration?, _ control: RunControl, _ work: @escaping @Sendable () async -> Value
    ) async -> Value {
        let task = Task {
            // A run that ended before it started sends no request, no matter when this task runs.
            if control.reason != nil { withUnsafeCurrentTask { $0?.cancel() } }
            return await work()
        }
        control.attach { _ in task.cancel() }
        let timer = deadline.map { limit in
            Task {
                try await Task.sleep(for: limit)
                control.stop(.deadline)
            }
        }
        let value = await task.value
        timer?.cancel()
        return value
    }

    func resolve(_ context: RunContext) async -> Resolver.Resolution {
        let backends = context.request.registries.values.reduce(0) { $0 + $1.backends.count }
        observer.observe(.resolving(images: context.request.images.count, backends: backends))
        switch context.request.focus {
        case .images: return await Resolver.resolve(context)
        case .content(let digest): return await Resolver.resolve(context).narrowed(to: digest)
        case .bare(let digest, let size, let kind):
            return await BareContent(context: context, digest: digest).resolve(size: size, kind: kind)
        }
    }

    private func notAsked(_ claims: [Claim]) -> [ClaimResult] {
        claims.map { ClaimResult(claim: $0, status: .notAsked, attempts: []) }
    }

    func prove(
        _ resolution: inout Resolver.Resolution, _ shared: RunContext
    ) async -> [ClaimRunner.Outcome] {
        var context = shared
        context.configurations = configurations(of: resolution)
        let parts = ShardParts(of: resolution, shared.request)
        context.mustRead = configurationsToRead(resolution, shared).filter(parts.belongsToShard)
        let manifests = resolution.manifests.filter { if case .reused = $0.status { true } else { false } }
        if shared.request.policy.depth == .manifest {
            await context.recordReused(manifests)
            let wanted = resolution.blobs.filter(context.mustRead.contains)
            let settled = wanted.compactMap { context.memory.settled($0) }
            let read =
                settled
                + (await ClaimRunner(context: context).run(wanted.filter { context.memory.settled($0) == nil })
                    .map(context.memory.reconciled))
            comparePlatforms(of: &resolution, read, context)
            let rest = resolution.blobs.filter { !context.mustRead.contains($0) }
            return read + notAsked(rest).map { ClaimRunner.Outcome(result: $0) }
        }
        let asked = resolution.blobs.filter(parts.isRead)
        let settled = asked.compactMap { context.settled($0) }
        var (reused, rest) = await context.reusing(asked.filter { context.settled($0) == nil })
        rest += await SpotChecker(context: context).check(&reused, &context.doubts)
        let ration = await ration(&reused, &rest, &context)
        let proven = settled.map(\.result) + reused
        observer.observe(
            .planned(
                claims: rest.count,
                bytes: context.request.policy.depth.provesBlobs ? rest.lazy.map { $0.size ?? 0 }.byteSum : 0,
                provenClaims: proven.count, provenBytes: proven.lazy.map { $0.claim.size ?? 0 }.byteSum))
        // The rounds of a watch would fill the ledger; their records say what was reused.
        if context.request.watch == nil { await context.recordReused(manifests + reused) }
        let pulled = await ClaimRunner(context: context).run(rest).map(context.doubts.reconciled)
            .map(context.memory.reconciled).map(ration.reconciled)
        let outcomes = await confirmed(
            settled + ration.left.map { ClaimRunner.Outcome(result: $0) }
                + reused.map { ClaimRunner.Outcome(result: $0) } + pulled, context)
        comparePlatforms(of: &resolution, outcomes, context)
        if context.request.policy.depth.provesBlobs { await compareLayers(of: &resolution, outcomes, context) }
        return outcomes + parts.left(of: resolution.blobs).map { ClaimRunner.Outcome(result: $0) }
    }

    /// Pulls what is served from a place that has served wrong bytes in this round.
    private func confirmed(
        _ outcomes: [ClaimRunner.Outcome], _ shared: RunContext
    ) async -> [ClaimRunner.Outcome] {
        let suspects = SuspectPaths.all(in: outcomes.map(\.result))
        guard !suspects.isEmpty, shared.request.policy.depth.provesBlobs else { return outcomes }
        var context = shared
        context.suspects = Set(suspects)
        var earlier: [Claim: [JudgedObservation]] = [:]
        for outcome in outcomes { earlier[outcome.result.claim] = outcome.result.attempts }
        let again = await ClaimRunner(context: context).run(suspects).map { outcome in
            var outcome = outcome
            outcome.result = outcome.result.after(earlier[outcome.result.claim] ?? [])
            return outcome
        }
        return outcomes.filter { !context.suspects.contains($0.result.claim) } + again
    }

    /// What manifests list as their configuration. One of unknown type must not be parsed.
    private func configurations(of resolution: Resolver.Resolution) -> Set<Claim> {
        Set(resolution.leaves.filter(\.configType.isConfig).map(\.config))
    }

    /// The configurations of images whose platform no index states.
    private func configurationsToRead(_ resolution: Resolver.Resolution, _ context: RunContext) -> Set<Claim> {
        guard !context.request.platforms.isEmpty else { return [] }
        return Set(
            resolution.leaves.filter {
                !($0.rootPlaces.isEmpty && $0.unstatedPlaces.isEmpty) && $0.configType.isConfig
            }.map(\.config))
    }

    private func comparison(_ outcomes: [ClaimRunner.Outcome], _ context: RunContext) -> LayerComparison {
        LayerComparison(
            results: Dictionary(outcomes.map { ($0.result.claim, $0.result) }) { first, _ in first },
            configurations: Dictionary(
                outcomes.compactMap { outcome in outcome.configuration.map { (outcome.result.claim, $0) } }
            ) { first, _ in first },
            unpacked: context.request.policy.depth == .unpack, nodes: context.nodes)
    }

    private func comparePlatforms(
        of resolution: inout Resolver.Resolution, _ outcomes: [ClaimRunner.Outcome], _ context: RunContext
    ) {
        let comparison = comparison(outcomes, context)
        for leaf in resolution.leaves {
            for place in leaf.rootPlaces {
                let finding = comparison.platformFinding(of: leaf, requested: context.request.platforms)
                if let finding { resolution.images[place.image].views[place.view].findings.append(finding) }
            }
            for place in leaf.unstatedPlaces {
                let open = resolution.images[place.image].views[place.view].open
                guard let finding = comparison.platformFinding(of: leaf, requested: open, isStrict: true),
                    !resolution.images[place.image].views[place.view].findings.contains(finding)
                else { continue }
                resolution.images[place.image].views[place.view].findings.append(finding)
            }
        }
    }

    private func compareLayers(
        of resolution: inout Resolver.Resolution, _ outcomes: [ClaimRunner.Outcome], _ context: RunContext
    ) async {
        let comparison = comparison(outcomes, context)
        // A manifest may be reached at two levels of an index but is reported once.
        var reported: [Claim: Set<ImageLeaf.Place>] = [:]
        for leaf in resolution.leaves {
            guard let finding = comparison.finding(of: leaf) else { continue }
            for place in leaf.places where reported[leaf.manifest, default: []].insert(place).inserted {
                resolution.images[place.image].views[place.view].findings.append(finding)
            }
            // The bytes are wrong in every image. A configuration that does not fit a manifest may fit another one.
            if case .unusable = comparison.configurations[leaf.config] {
                let again = ClaimResult(claim: leaf.config, status: .faulty(finding), attempts: [])
                await context.ledger.recordFault(again, path: context.path(of: leaf.config))
            }
        }
    }

    /// The record of a round, without the parts added at the end of a run.
    func conclude(
        _ context: RunContext, _ resolution: Resolver.Resolution, blobs: [ClaimResult]
    ) async -> RunFacts {
        let order = Dictionary(
            uniqueKeysWithValues: resolution.blobs.enumerated().map { ($0.element, $0.offset) })
        let sorted = blobs.sorted { (order[$0.claim] ?? 0) < (order[$1.claim] ?? 0) }
        for use in context.request.images where use.reference.isTooLongForManyClients {
            await context.ledger.report(.longName(reference: use.reference))
        }
        let results = ShardParts(of: resolution, context.request)
            .marked(resolution.weighed(resolution.manifests + sorted))
        var facts = RecordBuilder(request: context.request).facts(
            of: resolution.images, results, started: context.started, number: await context.ledger.run)
        Remarks.add(to: &facts)
        let overrides = Overrides(await context.ledger.overrides(), at: .now)
        overrides.apply(to: &facts)
        for notice in overrides.notices(on: Run(facts).findings) { await context.ledger.report(notice) }
        for notice in SpotNotices.all(facts, fresh: context.request.policy.fresh) {
            await context.ledger.report(notice)
        }
        for notice in await context.client.notices { await context.ledger.report(notice) }
        facts.requests = context.requests
        facts.stopped = context.control.reason
        facts.notices = await context.notices.map { Described($0) }
        return facts
    }
}
