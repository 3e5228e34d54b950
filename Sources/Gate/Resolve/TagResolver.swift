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
            return answer(lookup, reference, digest: judgement.digest, attempts: [attempt])
        }
        let loop = RetryLoop(context.retryPlan(suspect: suspect), startsFresh: suspect)
        let (judgement, attempts) = await loop.run { await read(lookup, reference, fresh: $0) }
        return answer(lookup, reference, digest: judgement.digest, wrong: judgement.wrong, attempts: attempts)
    }

    /// The GET that a node sends, and the HEAD before it.
    private func read(
        _ lookup: TagLookup, _ reference: ImageReference, fresh: Bool
    ) async -> (answer: TagJudgement, attempt: JudgedObservation) {
        var (observation, bytes) = await context.client.manifest(
            .tag(lookup.tag), of: reference.repository, from: lookup.backend, fresh: fresh)
        context.certificates.note(observation, of: lookup.backend)
        var judgement = context.isTooLateToParse(bytes) ? stopped : judge(observation, bytes: bytes)
        if !context.isTooLateToParse(bytes), let named = Self.deniedDigest(observation, bytes),
            let damaged = await damagedManifest(named, lookup, reference, fresh: fresh)
        {
            let attempt = JudgedObservation(
                damaged.observation, code: damaged.fault.code, damaged.fault.evidence)
            return (.damaged(named, damaged.fault), attempt)
        }
        if let digest = judgement.digest, !lookup.isAside {
            let head = await context.client.head(
                ofManifest: .tag(lookup.tag), of: reference.repository, from: lookup.backend, fresh: fresh)
            let body = bytes ?? []
            if let fault = TagHeaders.faultOfHead(head, digest: digest, body: body, rules: context.rules) {
                judgement = .badHead(context.fault(fault, before: .tag))
                observation = head
            } else if let fault = faultOfType(head: head, get: observation, body: body) {
                judgement = .badHead(fault)
                observation = head
            }
        }
        let attempt = JudgedObservation(
            observation, code: judgement.fault?.code, judgement.evidence, isOfHead: judgement.isOfHead)
        return (judgement, attempt)
    }

    private var stopped: TagJudgement {
        let stop = context.control.reason ?? .deadline
        return .bad(
            stop == .deadline ? .accessDeadline : .accessInterrupted, .stopped(by: stop, before: .tag))
    }

    private func faultOfType(head: Observation, get: Observation, body: [UInt8]) -> SeenFault? {
        let contentType = get.headers["content-type"]
        guard
            let parsed = try? ManifestDocument.parse(body, contentType: contentType.map { MediaType($0.description) })
        else { return nil }
        return TagHeaders.faultOfType(
            head: head, get: contentType, of: parsed.mediaType, needsDigest: true, rules: context.rules)
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
        case bad(SeenFault)
        case badHead(SeenFault)
        /// The tag leads to this manifest, whose bytes do not match its digest.
        case damaged(Digest, SeenFault)

        var digest: Digest? { if case .names(let digest) = self { digest } else { nil } }

        /// The manifest that is damaged.
        var wrong: Digest? { if case .damaged(let digest, _) = self { digest } else { nil } }

        var isOfHead: Bool { if case .badHead = self { true } else { false } }

        var fault: SeenFault? {
            switch self {
            case .names: nil
            case .bad(let fault), .badHead(let fault), .damaged(_, let fault): fault
            }
        }

        var evidence: Evidence {
            switch self {
            case .names(let digest): .tagNames(digest: digest)
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
        if let excess = context.rules.excess(of: received) { return .bad(excess) }
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
        if let fault = TagHeaders.fault(of: observation, body: bytes, asked: .get) { return .bad(fault) }
        return .names(digest)
    }

    private func answer(
        _ lookup: TagLookup, _ reference: ImageReference, digest: Digest?, wrong: Digest? = nil,
        attempts: [JudgedObservation]
    ) -> Answer {
        guard let fault = ClaimConclusion.fault(of: attempts) else {
            return Answer(lookup: lookup, digest: digest, finding: nil, attempts: attempts)
        }
        let accepted = context.request.policy.flapping.accepts(attempts.map(\.code))
        let weight = accepted ? .reported : lookup.backend.role.weight(of: fault.code)
        let finding = Finding(fault.code, weight: weight, at: place(of: lookup, reference, wrong), fault.evidence)
        return Answer(lookup: lookup, digest: digest, finding: finding, attempts: attempts)
    }
}
