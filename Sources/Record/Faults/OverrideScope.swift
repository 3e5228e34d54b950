package import OCI

/// What an override waives: the faults of some content, or of a name.
package enum OverrideSubject: Hashable, Sendable {
    case content(Digest)
    /// A tag that is missing, or that is wrong before it leads to any content.
    case tag(RepositoryName, Tag)

    /// The subject of a fault; `nil` if it is about neither.
    package init?(of place: FaultPlace) {
        if let digest = place.digest {
            self = .content(digest)
        } else if let repository = place.repository, let tag = place.tag {
            self = .tag(repository, tag)
        } else {
            return nil
        }
    }
}

/// What an override waives, and where.
package struct OverrideScope: Hashable, Sendable {
    package let subject: OverrideSubject
    /// `nil` for every backend.
    package let backend: String?
    /// `nil` for every registry.
    package let registry: RegistryName?

    package init(_ subject: OverrideSubject, backend: String?, registry: RegistryName?) {
        self.subject = subject
        self.backend = backend
        self.registry = registry
    }

    /// The narrowest scope that covers a fault; `nil` if no override can.
    package init?(of place: FaultPlace) {
        guard let subject = OverrideSubject(of: place) else { return nil }
        self.init(subject, backend: place.backend, registry: place.registry)
    }
}

extension Run {
    /// The findings that refuse this run.
    package var refusingFindings: [Finding] { findings.filter { $0.weight == .refuses } }

    /// The scopes of overrides that waive everything that refuses this run, each once. What is undecided is not waived:
    /// no fault was seen.
    package var overrideScopes: [OverrideScope] {
        var seen: Set<OverrideScope> = []
        return refusingFindings.compactMap { OverrideScope(of: $0.place) }.filter { seen.insert($0).inserted }
    }
}
