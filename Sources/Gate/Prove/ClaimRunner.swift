internal import Foundation
internal import Layer
internal import Ledger
internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// Proves claims: starts those that the schedule allows, makes attempts, judges and records them.
struct ClaimRunner: Sendable {
    /// The result of a claim, with the bytes of a proven manifest.
    struct Outcome: Sendable {
        var result: ClaimResult
        var manifest: [UInt8]?
        /// The `Content-Type` next to a manifest.
        var contentTypeField: ServerText?
        /// The parsed configuration, if the claim is a configuration that was proven in this run.
        var configuration: ConfigurationReading?
        /// Whether a proof of the bytes also covers every other role that a manifest may give them.
        var coversAllRoles = true

        var contentType: MediaType? { contentTypeField.map { MediaType($0.description) } }

        /// The reply with a proven manifest, for the ledger. One with a wrong digest in its header is not kept: the remark about it
        /// belongs into every report.
        var reply: ManifestReply? {
            guard let manifest, case .verified(let blob) = result.status, result.claim.kind == .manifest,
                !Remarks.isMisnamed(blob)
            else { return nil }
            return ManifestReply(bytes: manifest, contentType: contentTypeField?.description)
        }

        /// Whether the facts of a configuration that a verdict needs are known.
        var isReadAsConfiguration: Bool {
            if configuration != nil { return true }
            return switch result.status {
            case .reused(let proof): proof.layerCount != nil
            case .shared(let blob): blob.bytes.layerCount != nil
            default: false
            }
        }
    }

    private enum Event: Sendable {
        case ended(Outcome)
        case postponed(Claim, until: Date)
        /// Its transfer was ended because it was too slow to lead.
        case demoted(Claim)
        case timer
        case tick
    }

    /// The polling interval for a path that another gate has leased.
    private static let leasePoll = Duration.milliseconds(250)

    /// How often the progress of first backends is looked at.
    private static let watchInterval = Duration.milliseconds(500)

    let context: RunContext
    let watch = TransferWatch()

    init(context: RunContext) { self.context = context }

    /// Proves all claims. Returns when each has a result or the run was stopped.
    func run(_ claims: [Claim]) async -> [Outcome] {
        let proven = await provenGroups(of: claims)
        var schedule = Schedule(
            claims, jobs: context.request.policy.jobs,
            transfersPerBackend: { context.registry($0.registry)?.transfers ?? 1 },
            everProven: { group in
                // Without a cache, a pull cannot keep bad bytes anywhere.
                context.request.policy.readsAll || proven.contains(group)
                    || context.registry(group.registry)?.hasNoCaches == true
            },
            isUrgent: { context.memory.urgent.contains($0) })
        var shared = await sharedBytes(among: claims)
        var opinions = SecondOpinions(context)
        var outcomes: [Outcome] = []
        var pending = Set(claims)
        await withTaskGroup(of: Event.self) { group in
            var timers = 0
            var isTicking = false
            while !Task.isCancelled {
                let step = schedule.next(now: .now)
                switch step {
                case .start(let claim):
                    switch shared.turn(of: claim) {
                    case .pull: group.addTask { await prove(claim) }
                    case .compare(let bytes): group.addTask { await prove(claim, comparedWith: bytes) }
                    case .wait: schedule.park(claim)
                    }
                    continue
                case .finished:
                    let parked = shared.rest()
                    guard parked.isEmpty else {
                        schedule.resume(parked)
                        continue
                    }
                    let more = await opinions.next(of: schedule.withheld, after: outcomes)
                    guard !more.isEmpty else {
                        // Only timers are left.
                        group.cancelAll()
                        return
                    }
                    schedule.release(more)
                    continue
                case .wait(let until) where timers == 0:
                    timers += 1
                    group.addTask {
                        try? await Task.sleep(for: .seconds(max(0.01, until.timeIntervalSinceNow)))
                        return .timer
                    }
                case .wait, .busy:
                    break
                }
                if context.ends != nil, !isTicking {
                    isTicking = true
                    group.addTask {
                        try? await Task.sleep(for: Self.watchInterval)
                        return .tick
                    }
                }
                switch await group.next() {
                case .ended(let outcome):
                    pending.remove(outcome.result.claim)
                    schedule.finish(outcome.result.claim, Self.meaning(of: outcome.result))
                    outcomes.append(outcome)
                    let bytes = ProvenBytes(outcome, certificate: context.certificates.certificate)
                    schedule.resume(shared.ended(outcome.result, bytes))
                case .postponed(let claim, let until):
                    schedule.postpone(claim, until: until)
                case .demoted(let claim):
                    schedule.demote(claim)
                    schedule.resume(shared.left(claim))
                case .tick:
                    isTicking = false
                    endTurns(of: pending, schedule)
                case .timer:
                    timers -= 1
                case nil:
                    return
                }
            }
            for await case .ended(let outcome) in group {
                pending.remove(outcome.result.claim)
                outcomes.append(outcome)
            }
        }
        for claim in schedule.withheld where pending.remove(claim) != nil {
            outcomes.append(
                await leave(claim, SeenFault(.accessWithheld, .withheld)))
        }
        for claim in schedule.givenUp where pending.remove(claim) != nil {
            outcomes.append(
                await leave(
                    claim,
                    SeenFault(
                        .accessGivenUp, .givenUp(backend: claim.backend.name, claims: Patience.limit))))
        }
        for claim in claims where pending.contains(claim) {
            let outcome = Outcome(result: context.stopped(claim, transfer: watch.paused(claim)))
            await record(outcome)
            outcomes.append(outcome)
        }
        return outcomes
    }

    /// Ends the transfers of first backends that are too slow.
    private func endTurns(of claims: Set<Claim>, _ schedule: Schedule) {
        guard let ends = context.ends else { return }
        for claim in claims {
            guard let size = claim.size, let progress = watch.progress(of: claim),
                TurnRule.isOver(
                    received: progress.received, size: size, elapsed: .now - progress.started - progress.held,
                    left: ends - progress.started, backends: schedule.backendsInTurn(claim))
            else { continue }
            watch.pause(claim)
        }
    }

    private func provenGroups(of claims: [Claim]) async -> Set<ClaimGroup> {
        var proven: Set<ClaimGroup> = []
        for group in Set(claims.map(\.group)) {
            let sharing = context.registry(group.registry)?.sharesProofs ?? false
            if await context.ledger.everProven(group, sharing: sharing) { proven.insert(group) }
        }
        return proven
    }

    private static func meaning(of result: ClaimResult) -> Schedule.Outcome {
        // Content from the URL of a foreign layer says nothing about the backends' storage.
        if result.claim.isForeign, result.attempts.first?.code == .absenceBlob { return .silent }
        if case .elsewhere = result.status.finding?.evidence { return .good }
        return switch result.status {
        case .verified, .reused, .shared, .present, .notAsked, .planned, .otherShard: .good
        case .faulty(let finding) where finding.code.isForCorrectBytes: .good
        case .faulty(let finding) where finding.code.isSilence: .unanswered
        case .faulty(let finding): finding.code.family == .content ? .badContent : .silent
        }
    }

    /// The result of a claim that is not requested, with the reason.
    private func leave(_ claim: Claim, _ fault: SeenFault) async -> Outcome {
        let result = ClaimResult(
            claim: claim, status: .faulty(ClaimConclusion.finding(fault, claim)), attempts: [])
        let outcome = Outcome(result: result)
        await record(outcome)
        return outcome
    }

    /// Proves one claim, unless another gate holds its lease.
    ///
    /// - Parameter bytes: The same content, proven under another repository of the backend.
    private func prove(_ claim: Claim, comparedWith bytes: ProvenBytes? = nil) async -> Event {
        if provesBytes(of: claim) {
            let lease = await context.ledger.acquire(
                context.path(of: claim),
                acceptingProofSince: context.oldestUsableProof(of: claim),
                endpoint: claim.backend.fingerprint,
                certificates: context.certificates[claim.backend]
            ) { [context] proof in context.suffices(proof, for: claim) }
            switch lease {
            case .acquired:
                break
            case .proven(let proof):
                let result = ClaimResult(claim: claim, status: .reused(proof), attempts: [])
                let outcome = await fetchFromURLs(for: claim, after: Outcome(result: result))
                await record(outcome)
                return .ended(outcome)
            case .held(let holder, let until):
                context.observer.observe(.waiting(claim, holder: holder))
                let poll = Date.now.addingTimeInterval(Self.leasePoll / .seconds(1))
                return .postponed(claim, until: min(poll, max(until, .now)))
            }
        }
        if let bytes, let outcome = await share(claim, bytes) {
            await record(outcome)
            return .ended(outcome)
        }
        let pulled = await pull(claim)
        if watch.wasPaused(claim), !Task.isCancelled, let code = pulled.result.status.finding?.code,
            code.isConsequence || code == .accessSlow
        {
            if provesBytes(of: claim) { await context.ledger.release(context.path(of: claim)) }
            return .demoted(claim)
        }
        let outcome = await fetchFromURLs(for: claim, after: pulled)
        await record(outcome)
        return .ended(outcome)
    }

    /// Makes attempts until the retry plan is done, then combines them.
    private func pull(_ claim: Claim) async -> Outcome {
        let suspect = context.memory.isSuspect(claim)
        var plan = context.retryPlan(suspect: suspect)
        let doubted = context.doubts.attempts(of: claim)
        for attempt in doubted { plan.note(earlier: attempt.code) }
        var slices = provesBytes(of: claim) ? await CacheReader(client: context.client).slices(of: claim) : []
        var progress = await progress(of: claim, startsAnew: suspect || !doubted.isEmpty)
        let ((answer, judgement), pulled) = await keeping(progress, of: claim) {
            await retryLoop(plan, for: claim, startsFresh: suspect || !doubted.isEmpty).run { fresh in
                let (answer, judgement) = await attempt(claim, fresh: fresh, &progress, slices)
                let attempt = JudgedObservation(
                    answer.observation, code: judgement.code, judgement.evidence, slices: slices)
                slices = []
                return ((answer, judgement), attempt)
            }
        }
        let attempts = doubted + pulled
        // A canceled read is no evidence, unless an earlier attempt was bad.
        if judgement.code == .accessInterrupted, !attempts.contains(where: { $0.code?.family == .content }) {
            return Outcome(
                result: context.stopped(claim, attempts: Array(attempts.dropLast()), last: attempts.last))
        }
        var verified: VerifiedBlob?
        var present: PresentBlob?
        switch judgement {
        case .good(let blob): verified = blob
        case .present(let blob): present = blob
        case .bad: break
        }
        let result = ClaimConclusion.result(
            of: claim, attempts: attempts, verified: verified, present: present,
            flapping: context.request.policy.flapping,
            reservation: verified.flatMap { _ in reservation(answer, claim) }, nodes: answer.nodes)
        return Outcome(
            result: result, manifest: answer.manifest,
            contentTypeField: answer.observation.headers["content-type"],
            configuration: verified == nil ? nil : answer.configuration,
            coversAllRoles: LayerCompression(opening: answer.opening) == nil)
    }

    func retryLoop(_ plan: RetryPlan, for claim: Claim, startsFresh: Bool = false) -> RetryLoop {
        RetryLoop(plan, startsFresh: startsFresh) { attempt, pause in
            context.observer.observe(.retrying(claim, attempt, after: pause))
        }
    }

    func provesBytes(of claim: Claim) -> Bool {
        claim.kind != .manifest && context.provesBytes(of: claim)
    }

    /// Right bytes from behind a cache prove the cached copy only if they are read back, and a right whole proves no part that
    /// is requested alone.
    func confirm(_ judgement: Judgement, _ answer: Answer, _ slices: [SliceView]) async -> Judgement {
        var judgement = judgement
        if case .good(let blob) = judgement, blob.claim.backend.cache != nil, blob.isReadThrough {
            judgement = Judge.judge(await CacheReader(client: context.client).readBack(blob), of: blob)
        }
        guard case .good(let blob) = judgement, blob.claim.kind != .manifest else { return judgement }
        // States that differ from those of the proven bytes show nothing.
        if let wrong = answer.wrongPart, wrong.states == blob.checkpoints {
            return .bad(SeenFault(.contentRange, .part(observed: wrong.evidence)))
        }
        guard let fault = await PartCheck(context: context).fault(of: blob, tail: answer.tail, slices: slices) else {
            return judgement
        }
        return .bad(fault)
    }

    func judge(_ answer: Answer, of claim: Claim) -> Judgement {
        guard claim.kind == .manifest || context.provesBytes(of: claim) else {
            return Judge.judgePresence(answer.observation, of: claim)
        }
        let judgement = Judge.judge(
            answer.observation, of: claim, layer: answer.layer,
            comparesSizes: context.comparesSize(of: claim))
        if let fault = excess(of: answer.observation, judgement, claim) { return .bad(fault) }
        guard case .good = judgement, let fault = compressionFault(answer, claim) else { return judgement }
        return .bad(fault)

    }

    /// Nodes cannot unpack a layer of this compression.
    private func compressionFault(_ answer: Answer, _ claim: Claim) -> SeenFault? {
        guard let compression = compression(answer, claim), let node = context.nodes.refusing(compression) else {
            return nil
        }
        return SeenFault(.contentUnpack, .compressedForOthers(compression: compression, node: node))
    }

    func compression(_ answer: Answer, _ claim: Claim) -> LayerCompression? {
        claim.isUnpackedByNodes ? LayerCompression(opening: answer.opening) : nil
    }

    /// Why a proof of these bytes does not count for other kinds of nodes, so that none is kept.
    private func reservation(_ answer: Answer, _ claim: Claim) -> SeenFault? {
        if let compression = compression(answer, claim) {
            return SeenFault(.contentUnpack, .compressedForOthers(compression: compression, node: .containerd))
        }
        guard case .body(let facts) = answer.observation.outcome, let size = claim.size, size != facts.received else {
            return nil
        }
        return SeenFault(.contentSize, .sizeNotCompared(received: facts.received, size: size))
    }

    /// Nodes refuse a manifest of this size before they read it.
    private func excess(of observation: Observation, _ judgement: Judgement, _ claim: Claim) -> SeenFault? {
        guard claim.kind == .manifest, judgement.code == nil || judgement.code == .accessManifestLimit,
            case .body(let facts) = observation.outcome
        else { return nil }
        return context.nodes.excess(
            of: ReceivedBytes(facts.received, isLowerBound: facts.stoppedEarly), isRoot: claim.isRoot)
    }

    private func record(_ outcome: Outcome) async {
        let result = outcome.result
        var facts: ProofFacts?
        if case .verified(let blob) = result.status, outcome.coversAllRoles {
            facts = ProofFacts(
                certificate: context.certificates.certificate(behind: blob),
                layerCount: outcome.configuration?.layerCount, manifest: outcome.reply)
        }
        await context.ledger.record(result, path: context.path(of: result.claim), proof: facts)
        if result.claim.kind != .manifest { context.observer.observe(.finished(result)) }
    }
}
