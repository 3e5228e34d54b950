internal import OCI
internal import Record
internal import Registry

extension Resolver {
    /// Follows the referrers of proven manifests: signatures, attestations, SBOMs, and their own referrers. Each is a claim of
    /// the images that led to it.
    mutating func followReferrers() async {
        var asked: Set<Claim> = []
        var depth = 0
        while true {
            let subjects = manifestOrder.filter { claim in
                !asked.contains(claim) && claim.mediaType?.isManifest != false && isVerified(claim)
            }
            guard !subjects.isEmpty else { return }
            asked.formUnion(subjects)
            depth += 1
            let answers = await ReferrersReader(context: context).read(subjects)
            var level = Level()
            for answer in answers { take(answer, depth: depth, into: &level) }
            for group in Self.groups(of: answers) {
                for (subject, finding) in ReferrersComparison.findings(group) { note(finding, on: subject) }
            }
            await walk(level)
        }
    }

    private func isVerified(_ claim: Claim) -> Bool {
        outcomes[claim]?.result.status.isProof == true
    }

    /// The answers, grouped by manifest, in the order of the first request.
    private static func groups(of answers: [ReferrersReader.Answer]) -> [[ReferrersReader.Answer]] {
        var order: [ClaimGroup] = []
        let groups = Dictionary(grouping: answers, by: \.subject.group)
        for answer in answers where !order.contains(answer.subject.group) { order.append(answer.subject.group) }
        return order.compactMap { groups[$0] }
    }

    private mutating func take(_ answer: ReferrersReader.Answer, depth: Int, into level: inout Level) {
        let subject = answer.subject
        for (image, view) in places(of: subject) {
            images[image].views[view].referrersAttempts += answer.attempts
        }
        switch answer.reading {
        case .notAsked: return
        case .unknown(let finding): note(finding, on: subject)
        case .list(let entries) where entries.isEmpty: return
        case .list(let entries):
            let limits = context.request.policy.indexLimits
            guard depth <= limits.depth else {
                return note(excess(.tooDeep(limit: limits.depth), subject), on: subject)
            }
            for (image, view) in places(of: subject) {
                let place = ImageLeaf.Place(image: image, view: view)
                guard reached[place, default: 0] + entries.count <= limits.entriesOfImage else {
                    return note(excess(.tooMany(limit: limits.entriesOfImage), subject), on: subject)
                }
                reached[place, default: 0] += entries.count
                for entry in entries {
                    let claim = Claim(
                        backend: subject.backend, repository: subject.repository, digest: entry.digest,
                        size: entry.size, kind: .manifest, mediaType: entry.mediaType, isOfReferrer: true)
                    level.add(claim, for: Viewer(image: image, view: view, depth: 1))
                }
            }
        }
    }

    private func excess(_ limit: ReferrersLimit, _ subject: Claim) -> Finding {
        Finding(
            .accessReferrers, at: subject.place, .referrersNotFollowed(subject: subject.digest, limit: limit))
    }

    private mutating func note(_ finding: Finding, on subject: Claim) {
        for (image, view) in places(of: subject) { images[image].views[view].findings.append(finding) }
    }

    /// The views that led to a manifest.
    private func places(of subject: Claim) -> [(image: Int, view: Int)] {
        images.indices.flatMap { image in
            images[image].views.indices.filter { images[image].views[$0].known.contains(subject) }.map { (image, $0) }
        }
    }
}
