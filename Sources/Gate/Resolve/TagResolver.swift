internal import OCI
internal import Record
internal import Registry
internal import Release

/// One lookup of a tag on a backend.
struct TagLookup: Sendable {
    let image: Int
    let view: Int
    let tag: Tag
    let backend: Backend
    /// Whether the reference also has a digest. The tag then decides nothing and is requested once, for a notice.
    var isAside = false
}

/// Resolves tags on backends, a few at a time, with the same retries as for blobs.
struct TagResolver: Sendable {
    struct Answer: Sendable {
        let lookup: TagLookup
        let digest: Digest?
        let finding: Finding?
        let attempts: [JudgedObservation]
    }

    let context: RunContext

    func resolve(_ lookups: [TagLookup], images: [ImageUse]) async -> [Answer] {
        await withTaskGroup(of: Answer.self) { group in
            var answers: [Answer] = []
            var patience: [Backend: Patience] = [:]
            var waiting = lookups[...]
            for lookup in waiting.prefix(max(1, context.request.policy.jobs)) {
                group.addTask { await ask(lookup, images[lookup.image].reference) }
            }
            waiting = waiting.dropFirst(max(1, context.request.policy.jobs))
            for await answer in group {
                answers.append(answer)
                let isAnswered = answer.finding?.code.isSilence != true
                patience[answer.lookup.backend, default: Patience()].note(isAnswered: isAnswered)
                while let lookup = waiting.popFirst() {
                    let reference = images[lookup.image].reference
                    guard patience[lookup.backend]?.isOver != true else {
                        answers.append(givenUp(lookup, reference))
                        continue
                    }
                    group.addTask { await ask(lookup, reference) }
                    break
                }
            }
            return answers
        }
    }

    /// The answer for a tag that is not asked for, because the backend left those before it unanswered.
    private func givenUp(_ lookup: TagLookup, _ reference: ImageReference) -> Answer {
        let finding = Finding(
            .accessGivenUp, weight: lookup.backend.role.weight(of: .accessGivenUp), at: place(of: lookup, reference),
            .givenUp(backend: lookup.backend.name, claims: Patience.limit))
        return Answer(lookup: lookup, digest: nil, finding: finding, attempts: [])
    }

    private func place(
        of lookup: TagLookup, _ reference: ImageReference, _ digest: Digest? = nil
    ) -> FaultPlace {
        FaultPlace(
            reference.registry, backend: lookup.backend.name, repository: reference.repository, digest: digest,
            tag: lookup.tag)
    }

    private func ask(_ lookup: TagLookup, _ reference: ImageReference) async -> Answer {
        let suspect = context.memory.isSuspect(tagAt: lookup.place)
        guard !lookup.isAside else {
            let (judgement, attempt) = await read(lookup, reference, fresh: suspect)
            return answer(lookup, reference, judgement, attempts: [attempt])
        }
        let loop = RetryLoop(context.retryPlan(suspect: suspect), startsFresh: suspect)
        let (judgement, attempts) = await loop.run { await read(lookup, reference, fresh: $0) }
        return answer(lookup, reference, judgement, attempts: attempts)
    }

    /// The GET and the HEAD that nodes send. Some kinds send only one of them.
    private func read(
        _ lookup: TagLookup, _ reference: ImageReference, fresh: Bool
    ) async -> (answer: TagJudgement, attempt: JudgedObservation) {
        var early: Observation?
        if !fresh, isRepeat(lookup, reference) {
            let head = await head(lookup, reference, fresh: false)
            context.certificates.note(head, of: lookup.backend)
            if let digest = proven(by: head, lookup, reference) {
                return (.names(digest), JudgedObservation(head, code: nil, .tagNames(digest: digest), isOfHead: true))
            }
            early = head
        }
        var (observation, bytes) = await context.client.manifest(
            .tag(lookup.tag), of: reference.repository, from: lookup.backend, fresh: fresh)
        context.certificates.note(observation, of: lookup.backend)
        var judgement = context.isTooLateToParse(bytes) ? stopped : judge(observation, bytes: bytes)
        if !context.isTooLateToParse(bytes), context.nodes.believesTagHeader,
            let named = Self.deniedDigest(observation, bytes),
            let damaged = await damagedManifest(named, lookup, reference, fresh: fresh)
        {
            let attempt = JudgedObservation(
                damaged.observation, code: damaged.fault.code, damaged.fault.evidence)
            return (.damaged(named, damaged.fault), attempt)
        }
        if let digest = judgement.digest, !lookup.isAside, let document = document(digest, observation, bytes) {
            var head = early
            if head == nil, context.nodes.sendsHeadForTag { head = await self.head(lookup, reference, fresh: fresh) }
            judgement = self.judgement(of: context.nodes.reading(head: head, get: observation, document: document))
            if judgement.isOfHead, let head { observation = head }
        } else if !lookup.isAside,
            let (named, head) = await readWithoutGet(observation, early, lookup, reference, fresh)
        {
            judgement = named
            observation = head
        }
        let attempt = JudgedObservation(
            observation, code: judgement.fault?.code, judgement.evidence, isOfHead: judgement.isOfHead)
        return (judgement, attempt)
    }

    private func head(_ lookup: TagLookup, _ reference: ImageReference, fresh: Bool) async -> Observation {
        await context.client.head(
            ofManifest: .tag(lookup.tag), of: reference.repository, from: lookup.backend, fresh: fresh)
    }

    /// Whether HEAD may be enough, because manifests of this repository are proven on the backend. What was faulty is read in
    /// full again.
    private func isRepeat(_ lookup: TagLookup, _ reference: ImageReference) -> Bool {
        !lookup.isAside && context.nodes.resolvesTagsByHead && context.request.recheckOf == nil
            && !context.memory.knows(tagAt: lookup.place)
            && context.manifests.mayHave(reference.repository, on: lookup.backend, in: context)
    }

    /// The manifest that the reply to HEAD names, if it is proven and nodes send no GET of the tag. Any fault is judged together with
    /// the reply to GET.
    private func proven(by head: Observation, _ lookup: TagLookup, _ reference: ImageReference) -> Digest? {
        guard let named = context.nodes.namedWithoutGet(by: head) else { return nil }
        let claim = root(lookup, reference, named)
        guard let outcome = context.manifests.outcome(of: claim, in: context), let bytes = outcome.manifest,
            let parsed = try? context.parser.parse(bytes, of: named, contentType: outcome.contentType)
        else { return nil }
        let document = NamedManifest(digest: named, bytes: bytes, parsed: parsed)
        guard context.nodes.reading(head: head, get: head, document: document) == .names(named) else { return nil }
        return named
    }

    private func root(_ lookup: TagLookup, _ reference: ImageReference, _ digest: Digest) -> Claim {
        Claim(
            backend: lookup.backend, repository: reference.repository, digest: digest, size: nil, kind: .manifest,
            mediaType: nil)
    }

    private func document(_ digest: Digest, _ reply: Observation, _ bytes: [UInt8]?) -> NamedManifest? {
        let contentType = reply.headers["content-type"].map { MediaType($0.description) }
        guard let bytes, let parsed = try? context.parser.parse(bytes, of: digest, contentType: contentType) else {
            return nil
        }
        return NamedManifest(digest: digest, bytes: bytes, parsed: parsed)
    }

    private func judgement(of reading: TagReading) -> TagJudgement {
        switch reading {
        case .names(let digest): .names(digest)
        case .refused(let fault, isOfHead: true): .badHead(context.fault(fault, before: .tag))
        case .refused(let fault, isOfHead: false): .bad(fault)
        }
    }

    /// Where the server refused GET of the tag: the manifest that HEAD of it names, for nodes that send no such GET. `nil` if HEAD
    /// names none, or if its bytes are not there either.
    private func readWithoutGet(
        _ get: Observation, _ early: Observation?, _ lookup: TagLookup, _ reference: ImageReference, _ fresh: Bool
    ) async -> (TagJudgement, Observation)? {
        // Credentials and rate limits apply to both.
        guard case .status(let status, _) = get.outcome, ![401, 403, 429].contains(status),
            !context.nodes.alwaysReadsTag
        else { return nil }
        var head: Observation
        if let early { head = early } else { head = await self.head(lookup, reference, fresh: fresh) }
        guard let named = context.nodes.namedWithoutGet(by: head) else { return nil }
        let (observation, bytes) = await context.client.manifest(
            .digest(named), of: reference.repository, from: lookup.backend, fresh: fresh)
        guard case .body(let facts) = observation.outcome, facts.digest == named,
            let document = document(named, observation, bytes)
        else { return nil }
        switch context.nodes.reading(head: head, get: observation, document: document) {
        case .names(let digest):
            let refusal = AccessFaults.classify(get, kind: .manifest)
            return (.namesByHead(digest, refusal), head)
        case .refused(let fault, _):
            return (.badHead(context.fault(fault, before: .tag)), head)
        }
    }

    private var stopped: TagJudgement {
        let stop = context.control.reason ?? .deadline
        return .bad(
            stop == .deadline ? .accessDeadline : .accessInterrupted, .stopped(by: stop, before: .tag))
    }

    /// The digest that the reply declares for the tag, if the bytes do not match it.
    private static func deniedDigest(_ observation: Observation, _ bytes: [UInt8]?) -> Digest? {
        guard case .body = observation.outcome, let bytes, let field = observation.headers["docker-content-digest"],
            let named = try? Digest(parsing: field.description), named.algorithm == .sha256,
            case .digestHeader(_, _, .otherBytes)? =
                TagHeaders.fault(of: observation, body: bytes, asked: .get)?.evidence
        else { return nil }
        return named
    }

    /// Requests the declared digest, as a node does after it resolved the tag. If the bytes do not match it either, the manifest
    /// itself is damaged, and not the header.
    private func damagedManifest(
        _ named: Digest, _ lookup: TagLookup, _ reference: ImageReference, fresh: Bool
    ) async -> (observation: Observation, fault: SeenFault)? {
        let claim = Claim(
            backend: lookup.backend, repository: reference.repository, digest: named, size: nil, kind: .manifest,
            mediaType: nil)
        let (observation, _) = await context.client.manifest(
            .digest(named), of: reference.repository, from: lookup.backend, fresh: fresh)
        guard case .bad(let fault) = Judge.judge(observation, of: claim), fault.code == .contentDigest else {
            return nil
        }
        return (observation, fault)
    }

    private enum TagJudgement {
        case names(Digest)
        /// HEAD of the tag names this manifest; GET was refused like this.
        case namesByHead(Digest, SeenFault)
        case bad(SeenFault)
        case badHead(SeenFault)
        /// The tag leads to this manifest, whose bytes do not match its digest.
        case damaged(Digest, SeenFault)

        var digest: Digest? {
            switch self {
            case .names(let digest), .namesByHead(let digest, _): digest
            case .bad, .badHead, .damaged: nil
            }
        }

        /// The manifest that is damaged.
        var wrong: Digest? { if case .damaged(let digest, _) = self { digest } else { nil } }

        var isOfHead: Bool {
            switch self {
            case .badHead, .namesByHead: true
            case .names, .bad, .damaged: false
            }
        }

        var fault: SeenFault? {
            switch self {
            case .names, .namesByHead: nil
            case .bad(let fault), .badHead(let fault), .damaged(_, let fault): fault
            }
        }

        var evidence: Evidence {
            switch self {
            case .names(let digest), .namesByHead(let digest, _): .tagNames(digest: digest)
            case .bad(let fault), .badHead(let fault), .damaged(_, let fault): fault.evidence
            }
        }

        static func bad(_ code: FindingCode, _ evidence: Evidence) -> TagJudgement {
            .bad(SeenFault(code, evidence))
        }
    }

    /// Without a digest to compare with, a manifest is accepted only if it is consistent. The type in the header is judged
    /// together with that of HEAD.
    private func judge(_ observation: Observation, bytes: [UInt8]?) -> TagJudgement {
        guard case .body(let facts) = observation.outcome else {
            return .bad(context.fault(AccessFaults.classify(observation, kind: .manifest), before: .tag))
        }
        let received = ReceivedBytes(facts.received, isLowerBound: facts.stoppedEarly)
        if let excess = context.nodes.excess(of: received, isRoot: true) { return .bad(excess) }
        guard let bytes, let digest = facts.digest else {
            return .bad(.accessManifestLimit, .manifestTooLarge(limit: Int64(RegistryClient.manifestLimit)))
        }
        do {
            let contentType = observation.headers["content-type"].map { MediaType($0.description) }
            _ = try ManifestDocument.parse(bytes, contentType: contentType)
        } catch {
            return .bad(
                error.reason == .schema1 ? .accessSchema1 : .contentManifest, .unusableManifest(error: error))
        }
        if context.nodes.believesTagHeader,
            let fault = TagHeaders.fault(of: observation, body: bytes, asked: .get)
        {
            return .bad(fault)
        }
        return .names(digest)
    }

    private func answer(
        _ lookup: TagLookup, _ reference: ImageReference, _ judgement: TagJudgement, attempts: [JudgedObservation]
    ) -> Answer {
        let digest = judgement.digest
        guard let fault = ClaimConclusion.fault(of: attempts) else {
            var remark: Finding?
            if case .namesByHead(let digest, let refusal) = judgement {
                remark = Finding(
                    refusal.code, weight: .reported, at: place(of: lookup, reference),
                    .getOfTag(digest: digest, evidence: refusal.evidence))
            }
            return Answer(lookup: lookup, digest: digest, finding: remark, attempts: attempts)
        }
        let accepted = context.request.policy.flapping.accepts(attempts.map(\.code))
        let weight = accepted ? .reported : lookup.backend.role.weight(of: fault.code)
        let finding = Finding(
            fault.code, weight: weight, at: place(of: lookup, reference, judgement.wrong),
            fault.evidence)
        return Answer(lookup: lookup, digest: digest, finding: finding, attempts: attempts)
    }
}
