internal import OCI
internal import Record
internal import Registry

/// Compares the referrers lists of one manifest across backends.
///
/// A referrers list has no digest, so only another list can show that an entry is missing. A standby may lag.
enum ReferrersComparison {
    /// A finding for each backend whose list lacks an entry of another one, in the order of the answers.
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
