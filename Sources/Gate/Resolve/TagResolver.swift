internal import OCI
internal import Registry
internal import Release

/// One question: what does this backend say that this tag is?
struct TagLookup: Sendable {
    let image: Int
    let view: Int
    let tag: Tag
    let backend: Backend
    /// Whether the reference names a digest too: then the tag decides nothing, and is asked once, for a notice.
    var isAside = false
}

/// Asks backends for tags, a few at a time, with the same patience as for blobs.
struct TagResolver: Sendable {
    struct Answer: Sendable {
        let lookup: TagLookup
        let digest: Digest?
        let finding: Finding?
        let attempts: [Attempt]
    }

    let context: RunContext

    func resolve(_ lookups: [TagLookup], images: [ImageUse]) async -> [Answer] {
        await withTaskGroup(of: Answer.self) { group in
            var answers: [Answer] = []
            var waiting = lookups[...]
            for lookup in waiting.prefix(max(1, context.request.policy.jobs)) {
                group.addTask { await ask(lookup, images[lookup.image].reference) }
            }
            waiting = waiting.dropFirst(max(1, context.request.policy.jobs))
            for await answer in group {
                answers.append(answer)
                if let lookup = waiting.popFirst() {
                    group.addTask { await ask(lookup, images[lookup.image].reference) }
                }
            }
            return answers
        }
    }

    private func ask(_ lookup: TagLookup, _ reference: ImageReference) async -> Answer {
        let suspect = context.memory.isSuspect(tagAt: lookup.place)
        guard !lookup.isAside else {
            let (judgement, attempt) = await read(lookup, reference, fresh: suspect)
            return answer(lookup, reference, digest: judgement.digest, attempts: [attempt])
        }
        let loop = RetryLoop(context.retryPlan(suspect: suspect), startsFresh: suspect)
        let (judgement, attempts) = await loop.run { await read(lookup, reference, fresh: $0) }
        return answer(lookup, reference, digest: judgement.digest, attempts: attempts)
    }

    /// The GET that a node makes, and the HEAD before it.
    private func read(
        _ lookup: TagLookup, _ reference: ImageReference, fresh: Bool
    ) async -> (answer: TagJudgement, attempt: Attempt) {
        var (observation, bytes) = await context.client.manifest(
            .tag(lookup.tag), of: reference.repository, from: lookup.backend, fresh: fresh)
        context.certificates.note(observation, of: lookup.backend)
        var judgement = judge(observation, bytes: bytes)
        if let digest = judgement.digest, !lookup.isAside {
            let head = await context.client.head(
                ofManifest: .tag(lookup.tag), of: reference.repository, from: lookup.backend, fresh: fresh)
            if let (code, seen) = TagHeaders.faultOfHead(head, digest: digest, body: bytes ?? []) {
                judgement = TagJudgement(code: code, seen: seen, isOfHead: true)
                observation = head
            }
        }
        let attempt = Attempt(
            observation: observation, code: judgement.code, seen: judgement.seen, isOfHead: judgement.isOfHead)
        return (judgement, attempt)
    }

    private struct TagJudgement {
        var digest: Digest?
        var code: FindingCode?
        var seen: String
        var isOfHead = false
    }

    /// Without a digest to hold it against, a manifest is only believed when it agrees with itself: its media types
    /// must not conflict (image-spec, Media Type Conflicts).
    private func judge(_ observation: Observation, bytes: [UInt8]?) -> TagJudgement {
        guard case .body(let facts) = observation.outcome else {
            var (code, seen) = AccessFaults.classify(observation, kind: .manifest)
            if code == .accessInterrupted, context.control.reason == .deadline {
                (code, seen) = (.accessDeadline, "the deadline passed before the tag was read")
            }
            return TagJudgement(code: code, seen: seen)
        }
        guard let bytes, let digest = facts.digest else {
            let seen = "the manifest is larger than \(RegistryClient.manifestLimit >> 20) MiB"
            return TagJudgement(code: .accessManifestLimit, seen: seen)
        }
        do {
            let contentType = observation.headers["content-type"].map { MediaType($0.description) }
            let parsed = try ManifestDocument.parse(bytes, contentType: contentType)
            if let conflict = parsed.conflict {
                return TagJudgement(code: .contentMediaType, seen: conflict.description)
            }
        } catch {
            let code: FindingCode = error.reason == .schema1 ? .accessSchema1 : .contentManifest
            return TagJudgement(code: code, seen: "\(error)")
        }
        if let (code, seen) = TagHeaders.fault(of: observation, body: bytes, asked: "the tag") {
            return TagJudgement(code: code, seen: seen)
        }
        return TagJudgement(digest: digest, seen: "the tag names \(digest)")
    }

    private func answer(
        _ lookup: TagLookup, _ reference: ImageReference, digest: Digest?, attempts: [Attempt]
    ) -> Answer {
        guard let (code, seen) = ClaimConclusion.fault(of: attempts) else {
            return Answer(lookup: lookup, digest: digest, finding: nil, attempts: attempts)
        }
        let accepted = context.request.policy.flapping.accepts(attempts.map(\.code))
        let tolerated = accepted || lookup.backend.role == .standby && code.family == .absence
        let finding = Finding(
            code: code, weight: tolerated ? .reported : nil, backend: lookup.backend, registry: reference.registry,
            repository: reference.repository, tag: lookup.tag, seen: seen,
            attempts: attempts)
        return Answer(lookup: lookup, digest: digest, finding: finding, attempts: attempts)
    }
}
