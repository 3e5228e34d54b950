internal import OCI
internal import Record

/// Indexes the parts of a run that diagnoses need. A run may have thousands of faults.
struct CaseLookup {
    let index: RunIndex
    /// The registries whose active and standby roles seem to be swapped.
    let swappedRoles: [RegistryName: SwappedRoles]
    private let investigations: [Content: [Investigation]]
    private let earlier: [Digest: [EarlierUse]]
    private let proofs: [CachedContent: [Int]]
    private let earlierFaults: [ClaimGroup: EarlierFault]
    private let answeringBackends: [RegistryName: Set<String>]

    private struct Content: Hashable {
        let registry: RegistryName
        let digest: Digest
    }

    /// Content in the cache of one backend, under any name.
    private struct CachedContent: Hashable {
        let registry: RegistryName
        let backend: String
        let digest: Digest
    }

    init(_ facts: RunFacts) {
        index = RunIndex(facts)
        swappedRoles = Dictionary(
            facts.registries.compactMap { registry in SwappedRoles(registry.name, in: facts).map { (registry.name, $0) }
            }
        ) { first, _ in first }
        investigations = Dictionary(grouping: facts.investigations) {
            Content(registry: $0.registry, digest: $0.digest)
        }
        earlierFaults = Dictionary((facts.earlierFaults ?? []).map { ($0.group, $0) }) { first, _ in first }
        earlier = Dictionary(facts.earlierUses.map { ($0.digest, $0.uses) }) { $0 + $1 }
        var proofs: [CachedContent: [Int]] = [:]
        for (place, claim) in facts.claims.enumerated() where claim.status.verified != nil {
            let content = CachedContent(registry: claim.registry, backend: claim.backend, digest: claim.digest)
            // Two names are enough to find one that differs.
            let known = proofs[content] ?? []
            guard known.count < 2, known.allSatisfy({ facts.claims[$0].repository != claim.repository }) else {
                continue
            }
            proofs[content] = known + [place]
        }
        self.proofs = proofs
        var answering: [RegistryName: Set<String>] = [:]
        for claim in facts.claims where claim.status.verified?.isFromElsewhere == false {
            answering[claim.registry, default: []].insert(claim.backend)
        }
        for image in facts.images {
            for view in image.views where view.digest != nil && !view.tagAttempts.isEmpty {
                answering[image.reference.registry, default: []].insert(view.backend)
            }
        }
        answeringBackends = answering
    }

    var facts: RunFacts { index.facts }

    /// The backends that served something intact in this run, so that their servers are up.
    func answering(in registry: RegistryName) -> Set<String> { answeringBackends[registry] ?? [] }

    /// The investigation of this content, under this name if possible.
    func investigation(of subject: Fault.Subject, in registry: RegistryName) -> Investigation? {
        guard let digest = subject.digest, !investigations.isEmpty else { return nil }
        let same = investigations[Content(registry: registry, digest: digest)] ?? []
        return same.first { $0.repository == subject.repository } ?? same.first
    }

    /// What the rechecked run saw of the content of a fault.
    func earlierFault(_ fault: Fault) -> EarlierFault? {
        if let group = fault.key.group { return earlierFaults[group] }
        guard let repository = fault.subject.repository, let digest = fault.subject.digest else { return nil }
        return earlierFaults[ClaimGroup(registry: fault.registry, repository: repository, digest: digest)]
    }

    /// Images of earlier runs that used the content, latest first.
    func earlierUses(of digest: Digest) -> [EarlierUse] { (earlier[digest] ?? []).sorted { $0.run > $1.run } }

    /// A proof from this run of the same content on the backend under another name, which is another entry in its cache.
    func otherName(of group: ClaimGroup, on backend: String) -> CauseFact.OtherName? {
        let content = CachedContent(registry: group.registry, backend: backend, digest: group.digest)
        let claims = (proofs[content] ?? []).map { facts.claims[$0] }
        guard let claim = claims.first(where: { $0.repository != group.repository }) else { return nil }
        return CauseFact.OtherName(
            backend: backend, repository: claim.repository,
            isFromBehindCache: claim.status.verified?.isFromBehindCache == true)
    }
}
