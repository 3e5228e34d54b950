package import OCI

extension Diagnosis {
    /// A diagnosis as a report tells it, without what only the run itself had at hand: the closer look as a whole.
    ///
    /// - Parameter locations: Where each backend has it wrong, and what that was measured against.
    package init(
        told code: FindingCode, weight: Finding.Weight, registry: RegistryName, images: [ConcernedImage],
        subject: Subject, sightings: [Sighting], others: [Bystander], scope: Scope, reach: String, cause: Cause?,
        conclusion: String, notes: [String], causes: [Hypothesis], openQuestion: String?, locations: [String],
        steps: [RemedyStep], alsoIn: [ConcernedImage], earlier: [EarlierUse]
    ) {
        self.init(
            code: code, weight: weight, registry: registry, images: images, subject: subject, sightings: sightings,
            others: others, scope: scope, reach: reach, cause: cause, conclusion: conclusion, notes: notes,
            causes: causes, openQuestion: openQuestion, investigation: nil, places: locations, comparison: nil,
            steps: steps, alsoIn: alsoIn, earlier: earlier)
    }
}

extension Diagnosis.ConcernedImage {
    /// An image with the places that name it, in words.
    package init(reference: ImageReference, origins: [String], isRollbackOnly: Bool) {
        self.init(reference: reference, origins: origins, lines: origins, isRollbackOnly: isRollbackOnly)
    }
}

extension Diagnosis.Subject {
    /// What a fault is about, and how many more claims have it.
    package init(
        told repository: RepositoryName?, tag: Tag?, digest: Digest?, kind: Claim.Kind?, size: Int64?, more: Int
    ) {
        self.init(repository: repository, tag: tag, digest: digest, kind: kind, size: size, more: more)
    }
}

extension Diagnosis.Sighting {
    /// What a backend showed.
    package init(
        told backend: String, isDirect: Bool, seen: String, address: String?, cacheStatus: String?, received: Digest?,
        count: Int
    ) {
        self.init(
            backend: backend, isDirect: isDirect, seen: seen, address: address, cacheStatus: cacheStatus, status: nil,
            contentType: nil, isOfHead: false, receivedBytes: nil, received: received, count: count)
    }
}

extension Diagnosis.Bystander {
    /// Another backend, and how it stands.
    package init(told backend: String, isDirect: Bool, states: [Diagnosis.Share]) {
        self.init(backend: backend, isDirect: isDirect, states: states)
    }
}

extension Diagnosis.Share {
    /// So many that stand in one way.
    package init(told state: Diagnosis.State, count: Int) { self.init(state: state, count: count) }
}
