internal import OCI
internal import Record
internal import Registry

/// Holds the lists of referrers that backends give of one manifest against each other: pure.
///
/// A list is the content of no digest, so that only another list can show that one lacks something. A standby may lag.
enum ReferrersComparison {
    /// A finding for each backend whose list lacks what another one lists, in the order of the answers.
    static func findings(_ answers: [ReferrersReader.Answer]) -> [(subject: Claim, finding: Finding)] {
        let lists = answers.compactMap { answer -> (subject: Claim, entries: [Descriptor])? in
            guard case .list(let entries) = answer.reading else { return nil }
            return (answer.subject, entries)
        }
        var order: [Digest] = []
        var listers: [Digest: [String]] = [:]
        var types: [Digest: MediaType] = [:]
        for (subject, entries) in lists {
            for entry in entries {
                if listers[entry.digest] == nil { order.append(entry.digest) }
                listers[entry.digest, default: []].append(subject.backend.name)
                types[entry.digest] = types[entry.digest] ?? entry.artifactType
            }
        }
        return lists.compactMap { subject, entries in
            let listed = Set(entries.map(\.digest))
            let missing = order.filter { !listed.contains($0) }
            guard let first = missing.first else { return nil }
            let finding = Finding(
                .absenceReferrer, weight: subject.backend.role == .standby ? .reported : nil, at: subject.place,
                .referrerMissing(
                    subject: subject.digest, referrer: first, type: types[first], listedBy: listers[first] ?? [],
                    backend: subject.backend.name, more: missing.count - 1))
            return (subject, finding)
        }
    }
}
