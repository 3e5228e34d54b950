internal import OCI
internal import Record
internal import Registry

/// Requests the referrers of a manifest from backends (distribution-spec, Listing Referrers), a few at a time, with the same
/// retries as for blobs.
///
/// The answer has no digest: it determines what to prove, but proves nothing.
struct ReferrersReader: Sendable {
    enum Reading: Sendable {
        /// All referrers that the backend lists, each digest once; empty if it has neither the API nor the tag.
        case list([Descriptor])
        /// The backend lacks the API, and nodes do not resolve tags on it.
        case notAsked
        /// The list is unknown.
        case unknown(Finding)
    }

    struct Answer: Sendable {
        let subject: Claim
        let reading: Reading
        let attempts: [JudgedObservation]
    }

    /// One reply and its interpretation.
    private enum Judgement {
        case page([Descriptor], ReferrersPage.Next)
        case absent
        case bad(SeenFault)

        var code: FindingCode? { if case .bad(let fault) = self { fault.code } else { nil } }

        var evidence: Evidence {
            switch self {
            case .page(let entries, _): .referrersListed(count: entries.count)
            case .absent: .noReferrersList
            case .bad(let fault): fault.evidence
            }
        }

        static func bad(_ problem: ReferrersProblem) -> Judgement {
            .bad(SeenFault(.accessReferrers, .referrersList(problem: problem)))
        }
    }

    /// The most pages of one list to read.
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
        var attempts: [JudgedObservation] = []
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
                return unknown(subject, attempts, .pageGone)
            case .bad:
                return faulty(subject, attempts, tries)
            case .page(let more, let next):
                entries += more
                let limit = context.request.policy.indexLimits.entries
                guard entries.count <= limit else {
                    return unknown(subject, attempts, .tooManyEntries(limit: limit))
                }
                switch next {
                case .none: return Answer(subject: subject, reading: .list(Self.unique(entries)), attempts: attempts)
                case .link(let further): link = further
                case .refused(let text):
                    return unknown(subject, attempts, .foreignPage(url: text))
                }
            }
        }
        return unknown(subject, attempts, .tooManyPages(limit: Self.pageLimit))
    }

    /// Without the API, a tag points to the list. Without that tag, there are no referrers (distribution-spec, Referrers Tag
    /// Schema).
    private func readTag(of subject: Claim, after earlier: [JudgedObservation]) async -> Answer {
        guard let tag = subject.digest.referrersTag else {
            return unknown(subject, earlier, .noAPI)
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
                return unknown(subject, earlier + tries, .tooManyEntries(limit: limit))
            }
            return Answer(subject: subject, reading: .list(Self.unique(entries)), attempts: earlier + tries)
        }
    }

    private func ask(
        _ subject: Claim, _ request: (Bool) async -> (Observation, [UInt8]?, ReferrersPage.Next)
    ) async -> (answer: Judgement, attempts: [JudgedObservation]) {
        await RetryLoop(context.retryPlan(suspect: false)).run { fresh in
            let (observation, bytes, next) = await request(fresh)
            context.certificates.note(observation, of: subject.backend)
            let judgement = judge(observation, bytes, next)
            return (judgement, JudgedObservation(observation, code: judgement.code, judgement.evidence))
        }
    }

    private func judge(_ observation: Observation, _ bytes: [UInt8]?, _ next: ReferrersPage.Next) -> Judgement {
        guard case .body = observation.outcome else {
            let fault = AccessFaults.classify(observation, kind: .manifest)
            if fault.code.family == .absence { return .absent }
            return .bad(context.fault(fault, before: .referrers))
        }
        guard let bytes else { return .bad(.tooLarge(limit: Int64(RegistryClient.manifestLimit))) }
        do {
            let contentType = observation.headers["content-type"].map { MediaType($0.description) }
            let parsed = try ManifestDocument.parse(bytes, contentType: contentType)
            if let conflict = parsed.conflict {
                return .bad(SeenFault(.accessReferrers, .mediaTypeConflict(conflict: conflict)))
            }
            guard case .index(let index) = parsed.document else { return .bad(.noIndex) }
            return .page(index.manifests, next)
        } catch {
            return .bad(SeenFault(.accessReferrers, .unusableManifest(error: error)))
        }
    }

    private func faulty(_ subject: Claim, _ all: [JudgedObservation], _ tries: [JudgedObservation]) -> Answer {
        unknown(subject, all, ClaimConclusion.fault(of: tries) ?? SeenFault(.accessReferrers, .nothingAsked))
    }

    private func unknown(
        _ subject: Claim, _ attempts: [JudgedObservation], _ problem: ReferrersProblem
    ) -> Answer {
        unknown(subject, attempts, SeenFault(.accessReferrers, .referrersList(problem: problem)))
    }

    private func unknown(_ subject: Claim, _ attempts: [JudgedObservation], _ fault: SeenFault) -> Answer {
        let finding = Finding(
            fault.code, weight: subject.backend.role.weight(of: fault.code), at: subject.place,
            .referrers(subject: subject.digest, evidence: fault.evidence))
        return Answer(subject: subject, reading: .unknown(finding), attempts: attempts)
    }

    private static func unique(_ entries: [Descriptor]) -> [Descriptor] {
        var known: Set<Digest> = []
        return entries.filter { known.insert($0.digest).inserted }
    }
}
