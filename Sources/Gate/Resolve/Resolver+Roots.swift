internal import OCI
internal import Record
internal import Registry
internal import Release

extension Resolver {
    /// Sends the HEAD with which nodes learn type and size of a manifest that is referenced by digest, and compares the reply
    /// with the proven bytes. A tag has its own HEAD.
    mutating func checkRootHeads() async {
        guard context.nodes.sendsHeadForDigest else { return }
        var places: [RootHead: [ImageLeaf.Place]] = [:]
        var order: [RootHead] = []
        for (index, image) in images.enumerated() {
            for (number, view) in image.views.enumerated() where view.backend.resolvesTags {
                guard let digest = image.use.reference.digest, !isSettled(image, on: view.backend),
                    let root = RootHead(
                        backend: view.backend, image.use.reference.repository, digest, outcomes, context.parser)
                else { continue }
                if places[root] == nil { order.append(root) }
                places[root, default: []].append(ImageLeaf.Place(image: index, view: number))
            }
        }
        for (root, attempts) in await ask(order) {
            let fault = ClaimConclusion.fault(of: attempts)
            if fault != nil { badHeads.insert(root.claim) }
            for place in places[root] ?? [] {
                images[place.image].views[place.view].tagAttempts += attempts
                guard let fault else { continue }
                images[place.image].views[place.view].findings.append(ClaimConclusion.finding(fault, root.claim))
            }
        }
    }

    /// A few at a time, in the order given.
    private func ask(_ roots: [RootHead]) async -> [(RootHead, [JudgedObservation])] {
        let context = context
        var answers: [RootHead: [JudgedObservation]] = [:]
        await withTaskGroup(of: (RootHead, [JudgedObservation]).self) { group in
            var waiting = roots[...]
            for root in waiting.prefix(max(1, context.request.policy.jobs)) {
                group.addTask { (root, await root.attempts(context)) }
            }
            waiting = waiting.dropFirst(max(1, context.request.policy.jobs))
            for await (root, attempts) in group {
                answers[root] = attempts
                if let next = waiting.popFirst() { group.addTask { (next, await next.attempts(context)) } }
            }
        }
        return roots.map { ($0, answers[$0] ?? []) }
    }
}

/// A proven manifest that is referenced by digest on one backend.
private struct RootHead: Hashable, Sendable {
    let claim: Claim
    private let bytes: [UInt8]
    private let manifest: ParsedManifest
    private let contentType: ServerText?
    /// Whether the manifest is from an earlier run. The type next to it may be another one now.
    private let isReused: Bool

    /// `nil` if the manifest is not proven or cannot be used.
    init?(
        backend: Backend, _ repository: RepositoryName, _ digest: Digest, _ outcomes: [Claim: ClaimRunner.Outcome],
        _ parser: ManifestParser
    ) {
        claim = Claim(
            backend: backend, repository: repository, digest: digest, size: nil, kind: .manifest, mediaType: nil)
        guard let outcome = outcomes[claim], outcome.result.status.isProof, let bytes = outcome.manifest,
            let parsed = try? parser.parse(bytes, of: digest, contentType: outcome.contentType)
        else { return nil }
        self.bytes = bytes
        manifest = parsed
        contentType = outcome.contentTypeField
        isReused = if case .reused = outcome.result.status { true } else { false }
    }

    static func == (left: RootHead, right: RootHead) -> Bool { left.claim == right.claim }

    func hash(into hasher: inout Hasher) { hasher.combine(claim) }

    func attempts(_ context: RunContext) async -> [JudgedObservation] {
        let loop = RetryLoop(context.retryPlan(suspect: false))
        return await loop.run { fresh in
            let head = await context.client.head(
                ofManifest: .digest(claim.digest), of: claim.repository, from: claim.backend, fresh: fresh)
            let contentType = await type(after: head, context, fresh: fresh)
            let faults = context.nodes.all.lazy.filter(\.sendsHeadForDigest).compactMap { rules in
                TagHeaders.faultOfHead(head, ofManifest: bytes, rules: rules).map {
                    context.fault($0, before: .tag)
                }
                    ?? TagHeaders.faultOfType(
                        head: head, get: contentType, of: manifest, needsDigest: false, rules: rules)
            }
            let fault = faults.first
            let evidence = fault?.evidence ?? .present
            return ((), JudgedObservation(head, code: fault?.code, evidence, isOfHead: true))
        }.attempts
    }

    /// The `Content-Type` next to the bytes, which some nodes request after HEAD.
    private func type(after head: Observation, _ context: RunContext, fresh: Bool) async -> ServerText? {
        let isRead = context.nodes.all.contains {
            $0.sendsHeadForDigest && $0.readsName(after: head, needsDigest: false)
        }
        guard isReused, isRead else { return contentType }
        let (get, _) = await context.client.manifest(
            .digest(claim.digest), of: claim.repository, from: claim.backend, fresh: fresh)
        return get.headers["content-type"]
    }
}
