internal import OCI
internal import Registry

/// Asks backends which manifests refer to a manifest (distribution-spec, Listing Referrers), a few at a time, with the same
/// patience as for blobs.
///
/// The answer is the content of no digest: it says what has to be proven, and proves nothing.
struct ReferrersReader: Sendable {
    enum Reading: Sendable {
        /// All that the backend lists, each digest once; empty where it has neither the API nor the tag.
        case list([Descriptor])
        /// The backend lacks the API, and nodes do not ask it for tags.
        case notAsked
        /// What is listed is not known.
        case unknown(Finding)
    }

    struct Answer: Sendable {
        let subject: Claim
        let reading: Reading
        let attempts: [Attempt]
    }

    /// One reply, and what was made of it.
    private enum Judgement {
        case page([Descriptor], ReferrersPage.Next)
        case absent
        case bad(FindingCode, seen: String)

        var code: FindingCode? { if case .bad(let code, _) = self { code } else { nil } }

        var seen: String {
            switch self {
            case .page(let entries, _): "\(entries.count) \(entries.count == 1 ? "referrer" : "referrers") listed"
            case .absent: "no list there"
            case .bad(_, let seen): seen
            }
        }
    }

    /// How many pages of one list are read.
    static let pageLimit = 100

    let context: RunContext

    func read(_ subjects: [Claim]) async -> [Answer] {
        let answers = await withTaskGroup(of: (Int, Answer).self) { group in
            var answers: [(Int, Answer)] = []
            var waiting = subjects.enumerated().map { $0 }[...]
            for (number, subject) in waiting.prefix(max(1, context.request.policy.jobs)) {
                group.addTask { (number, await read(subject)) }
            }
            waiting = waiting.dropFirst(max(1, context.request.policy.jobs))
            for await answer in group {
                answers.append(answer)
                if let (number, subject) = waiting.popFirst() {
                    group.addTask { (number, await read(subject)) }
                }
            }
            return answers
        }
        return answers.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private func read(_ subject: Claim) async -> Answer {
        var attempts: [Attempt] = []
        var entries: [Descriptor] = []
        var link: PageLink?
        for _ in 0..<Self.pageLimit {
            let asked = link
            let (judgement, tries) = await ask(subject) { fresh in
                let page = await context.client.referrers(
                    of: subject.digest, in: subject.repository, from: subject.backend, at: asked, fresh: fresh)
                return (page.observation, page.bytes, page.next)
            }
            attempts += tries
            switch judgement {
            case .absent where asked == nil:
                return await readTag(of: subject, after: attempts)
            case .absent:
                return unknown(subject, attempts, seen: "a page of it is not there, which the page before it named")
            case .bad:
                return faulty(subject, attempts, tries)
            case .page(let more, let next):
                entries += more
                let limit = context.request.policy.indexLimits.entries
                guard entries.count <= limit else {
                    return unknown(subject, attempts, seen: "it has more than \(limit) entries")
                }
                switch next {
                case .none: return Answer(subject: subject, reading: .list(Self.unique(entries)), attempts: attempts)
                case .link(let further): link = further
                case .refused(let text):
                    return unknown(
                        subject, attempts,
                        seen: "its next page is at \"\(text)\", which is not on the host that was asked")
                }
            }
        }
        return unknown(subject, attempts, seen: "it has more than \(Self.pageLimit) pages")
    }

    /// Where there is no API, a tag names the list, and where there is no tag there are no referrers (distribution-spec,
    /// Referrers Tag Schema).
    private func readTag(of subject: Claim, after earlier: [Attempt]) async -> Answer {
        guard let tag = subject.digest.referrersTag else {
            return unknown(subject, earlier, seen: "the API is not there, and no tag can name it")
        }
        guard subject.backend.resolvesTags else {
            return Answer(subject: subject, reading: .notAsked, attempts: earlier)
        }
        let (judgement, tries) = await ask(subject) { fresh in
            let (observation, bytes) = await context.client.manifest(
                .tag(tag), of: subject.repository, from: subject.backend, fresh: fresh)
            return (observation, bytes, .none)
        }
        switch judgement {
        case .absent: return Answer(subject: subject, reading: .list([]), attempts: earlier + tries)
        case .bad: return faulty(subject, earlier + tries, tries)
        case .page(let entries, _):
            let limit = context.request.policy.indexLimits.entries
            guard entries.count <= limit else {
                return unknown(subject, earlier + tries, seen: "it has more than \(limit) entries")
            }
            return Answer(subject: subject, reading: .list(Self.unique(entries)), attempts: earlier + tries)
        }
    }

    private func ask(
        _ subject: Claim, _ request: (Bool) async -> (Observation, [UInt8]?, ReferrersPage.Next)
    ) async -> (answer: Judgement, attempts: [Attempt]) {
        await RetryLoop(context.retryPlan(suspect: false)).run { fresh in
            let (observation, bytes, next) = await request(fresh)
            context.certificates.note(observation, of: subject.backend)
            let judgement = judge(observation, bytes, next)
            return (judgement, Attempt(observation: observation, code: judgement.code, seen: judgement.seen))
        }
    }

    private func judge(_ observation: Observation, _ bytes: [UInt8]?, _ next: ReferrersPage.Next) -> Judgement {
        guard case .body = observation.outcome else {
            let (code, seen) = AccessFaults.classify(observation, kind: .manifest)
            if code.family == .absence { return .absent }
            if code == .accessInterrupted, context.control.reason == .deadline {
                return .bad(.accessDeadline, seen: "the deadline passed before it was read")
            }
            return .bad(code, seen: seen)
        }
        guard let bytes else {
            return .bad(.accessReferrers, seen: "it is larger than \(RegistryClient.manifestLimit >> 20) MiB")
        }
        do {
            let contentType = observation.headers["content-type"].map { MediaType($0.description) }
            let parsed = try ManifestDocument.parse(bytes, contentType: contentType)
            if let conflict = parsed.conflict { return .bad(.accessReferrers, seen: conflict.description) }
            guard case .index(let index) = parsed.document else {
                return .bad(.accessReferrers, seen: "it is the manifest of an image, and no index")
            }
            return .page(index.manifests, next)
        } catch {
            return .bad(.accessReferrers, seen: "\(error)")
        }
    }

    private func faulty(_ subject: Claim, _ all: [Attempt], _ tries: [Attempt]) -> Answer {
        let (code, seen) = ClaimConclusion.fault(of: tries) ?? (.accessReferrers, "nothing was asked")
        return unknown(subject, all, code, seen: seen)
    }

    private func unknown(
        _ subject: Claim, _ attempts: [Attempt], _ code: FindingCode = .accessReferrers, seen: String
    ) -> Answer {
        let finding = Finding(
            code: code, backend: subject.backend, registry: subject.backend.registry, repository: subject.repository,
            digest: subject.digest, seen: "the list of referrers of \(subject.digest.short): \(seen)",
            attempts: attempts)
        return Answer(subject: subject, reading: .unknown(finding), attempts: attempts)
    }

    private static func unique(_ entries: [Descriptor]) -> [Descriptor] {
        var known: Set<Digest> = []
        return entries.filter { known.insert($0.digest).inserted }
    }
}
