internal import Layer
internal import OCI
internal import Record
internal import Registry
internal import Transfer

extension ClaimRunner {
    /// What one attempt returned.
    struct Answer {
        let observation: Observation
        var manifest: [UInt8]?
        var layer: Result<UnpackedLayer, LayerFault>?
        var configuration: ConfigurationReading?
        /// The last bytes of a blob.
        var tail: ArraySlice<UInt8> = []
        /// The first bytes of a blob.
        var opening: [UInt8] = []
        /// The kinds of nodes whose rules the reads satisfy, if they are good.
        var nodes: Set<NodeKind> = []
        /// The blob so far, if its transfer broke off and can be continued.
        var broken: BlobProgress.Broken?
        /// What was wrong in a request for a part.
        var wrongPart: ParallelTail.Wrong?

        var isResumed: Bool {
            if case .body(let facts) = observation.outcome { facts.resumed != nil } else { false }
        }
    }

    /// One attempt, which continues the one before if that broke off.
    ///
    /// If the bytes are wrong and an earlier process read the first of them, the whole is read again: wrong bytes of that time say
    /// nothing about now. They count only if the whole shows that they came now.
    func attempt(
        _ claim: Claim, fresh: Bool, _ progress: inout BlobProgress, _ slices: [SliceView]
    ) async -> (Answer, Judgement) {
        let old = progress.old
        let (answer, judgement) = await read(claim, fresh: fresh, &progress, slices)
        guard let old, answer.isResumed, judgement.code?.family == .content else { return (answer, judgement) }
        await context.ledger.erasePartial(of: context.path(of: claim))
        let (whole, wholeJudgement) = await read(claim, fresh: true, &progress, slices)
        if case .good(let blob) = wholeJudgement, Self.agrees(old, with: blob) { return (answer, judgement) }
        return (whole, wholeJudgement)
    }

    /// Reads a claim as each kind of node would: once if all of them would get and accept the same reply, otherwise until each of them
    /// has its own, or one of them is bad.
    private func read(
        _ claim: Claim, fresh: Bool, _ progress: inout BlobProgress, _ slices: [SliceView]
    ) async -> (Answer, Judgement) {
        var left = context.nodes.all.map(\.node)
        var nodes: Set<NodeKind> = []
        while true {
            var answer = await ask(claim, as: left[0], fresh: fresh, progress)
            progress.take(answer.broken, after: answer.observation)
            context.certificates.note(answer.observation, of: claim.backend)
            context.pulled.add(answer.observation.bodyBytes)
            let judgement = judge(answer, of: claim)
            guard case .good = judgement else { return (answer, judgement) }
            nodes.formUnion(satisfied(by: answer, claim).union([left[0]]))
            left.removeAll(where: nodes.contains)
            guard !left.isEmpty else {
                answer.nodes = nodes
                return (answer, await confirm(judgement, answer, slices))
            }
        }
    }

    /// The kinds of nodes that would get these bytes and take them.
    private func satisfied(by answer: Answer, _ claim: Claim) -> Set<NodeKind> {
        let compression = compression(answer, claim)
        var received: Int64?
        if case .body(let facts) = answer.observation.outcome { received = facts.received }
        return answer.observation.nodes.filter { kind in
            let rules = NodeRules.of(kind)
            let hasSize = claim.size == nil || claim.size == received || !context.comparesSize(of: claim, rules)
            return hasSize && (compression.map(rules.unpacks.contains) ?? true)
        }
    }

    func ask(_ claim: Claim, as node: NodeKind, fresh: Bool, _ progress: BlobProgress) async -> Answer {
        guard claim.kind != .manifest else {
            let (observation, bytes) = await context.client.manifest(
                .digest(claim.digest), of: claim.repository, from: claim.backend, fresh: fresh, as: node)
            return Answer(observation: observation, manifest: bytes)
        }
        let counter = ByteCounter()
        context.observer.observe(.started(claim, counter))
        guard context.provesBytes(of: claim) else {
            return Answer(
                observation: await context.client.head(
                    ofBlob: claim.digest, of: claim.repository, from: claim.backend, fresh: fresh))
        }
        guard context.isTapped(claim) else {
            var broken: BrokenBlob<TailTap<NoTap>>?
            if case .plain(let blob) = progress.broken { broken = blob }
            if broken == nil, let tail = await ParallelTail(context, claim, counter) {
                return await inParts(claim, node, fresh, counter, progress.post, tail)
            }
            let read = await blob(claim, node, fresh, counter, broken, progress.post) { TailTap(NoTap()) }
            return Answer(
                observation: read.observation, tail: read.tap.tail, opening: read.tap.opening,
                broken: read.broken.map(BlobProgress.Broken.plain))
        }
        var broken: BrokenBlob<TailTap<LayerTap>>?
        if case .tapped(let blob) = progress.broken { broken = blob }
        let read = await blob(claim, node, fresh, counter, broken, progress.post) { TailTap(context.tap(claim)) }
        // To ask a tap for its result ends it, and the next attempt continues this one.
        if let broken = read.broken {
            return Answer(observation: read.observation, opening: read.tap.opening, broken: .tapped(broken))
        }
        return Answer(
            observation: read.observation, layer: read.tap.inner.layer, configuration: read.tap.inner.configuration,
            tail: read.tap.tail, opening: read.tap.opening)
    }

    /// Reads the start of a blob with a request for the whole, and the end in parts.
    private func inParts(
        _ claim: Claim, _ node: NodeKind, _ fresh: Bool, _ counter: ByteCounter, _ post: HashPost?, _ tail: ParallelTail
    ) async -> Answer {
        let read = await tail.run {
            await blob(claim, node, fresh, counter, nil, post, tail.boundary) { TailTap(NoTap()) }
        }
        let broken = read.broken.map(BlobProgress.Broken.plain)
        guard case .body(let facts) = read.observation.outcome, facts.received < claim.size ?? 0,
            tail.boundary.offset <= facts.received
        else {
            return Answer(
                observation: read.observation, tail: read.tap.tail, opening: read.tap.opening, broken: broken,
                wrongPart: tail.wrongPart)
        }
        if let whole = Judge.completed(read.observation, of: claim, with: tail.parts, bytes: tail.bytes) {
            return Answer(observation: whole, opening: read.tap.opening, wrongPart: tail.wrongPart)
        }
        // Where the two do not meet, one of them is wrong: the whole shows which.
        let again = await blob(claim, node, true, counter, nil, post) { TailTap(NoTap()) }
        return Answer(
            observation: again.observation, tail: again.tap.tail, opening: again.tap.opening,
            broken: again.broken.map(BlobProgress.Broken.plain), wrongPart: tail.wrongPart)
    }

    private func blob<Tap: BlobTap>(
        _ claim: Claim, _ node: NodeKind, _ fresh: Bool, _ counter: ByteCounter, _ broken: BrokenBlob<Tap>?,
        _ post: HashPost?, _ boundary: ReadBoundary? = nil, tap: @escaping @Sendable () -> Tap
    ) async -> BlobRead<Tap> {
        await watch.run(claim, counter) {
            await context.client.blob(
                claim.digest, size: claim.size ?? 0, readsOn: !context.comparesSize(of: claim), of: claim.repository,
                from: claim.backend, fresh: fresh, counter: counter, as: node, continuing: broken, post: post,
                boundary: boundary, tap: tap)
        }
    }
}
