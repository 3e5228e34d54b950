package import OCI
package import Registry

/// One classified fault, with its evidence and its place.
package struct Finding: Sendable {
    /// What a finding does to the verdict.
    package enum Weight: String, Hashable, Sendable {
        /// The deploy must not go on.
        case refuses
        /// Nothing is proven.
        case undecided
        /// Shown only: what a standby backend lacks, and what the policy or an override lets pass.
        case reported
    }

    /// The fault.
    package let code: FindingCode
    /// What it does to the verdict.
    package let weight: Weight
    /// The backend that showed it; `nil` where it is the registry's name that has none.
    package let backend: Backend?
    /// The registry.
    package let registry: RegistryName
    /// The repository that was asked.
    package let repository: RepositoryName?
    /// The bytes that it is about; `nil` for a tag.
    package let digest: Digest?
    /// The tag that it is about.
    package let tag: Tag?
    /// What was seen, in one sentence.
    package let seen: String
    /// The attempts, in order.
    package let attempts: [Attempt]
    /// The override that lets it pass, if one does.
    package private(set) var override: Override?

    init(
        code: FindingCode, weight: Weight? = nil, backend: Backend?, registry: RegistryName,
        repository: RepositoryName?, digest: Digest? = nil, tag: Tag? = nil, seen: String, attempts: [Attempt] = []
    ) {
        self.code = code
        self.weight = weight ?? (code.family == .access ? .undecided : .refuses)
        self.backend = backend
        self.registry = registry
        self.repository = repository
        self.digest = digest
        self.tag = tag
        self.seen = seen
        self.attempts = attempts
    }

    /// Whether it is about a reply whose bytes are right: told, and no state of the bytes.
    var isRemark: Bool {
        guard weight == .reported else { return false }
        switch code {
        case .contentHeader, .contentMediaType: return true
        default: return false
        }
    }

    /// The verdict that it leads to.
    package var verdict: Verdict {
        switch weight {
        case .refuses: .refused
        case .undecided: .undecided
        case .reported: override == nil ? .verified : .overridden
        }
    }

    /// The same fault, reported only.
    func letPass(by override: Override) -> Finding {
        var passed = Finding(
            code: code, weight: .reported, backend: backend, registry: registry, repository: repository,
            digest: digest, tag: tag, seen: seen, attempts: attempts)
        passed.override = override
        return passed
    }
}

/// One try at a claim, and what was made of it.
package struct Attempt: Sendable {
    /// What the try saw.
    package let observation: Observation
    /// The fault that it showed; `nil` for a good one.
    package let code: FindingCode?
    /// What was seen, in one sentence.
    package let seen: String
    /// What a cache said of its slices before they were read, the first of them left out: the reply itself speaks for it.
    package let slices: [SliceView]
    /// Whether only a part of the blob was asked for, to check an earlier proof.
    package let isOfSpotCheck: Bool
    /// Whether it is the HEAD of a tag that a GET had got whole.
    let isOfHead: Bool

    init(
        observation: Observation, code: FindingCode?, seen: String, slices: [SliceView] = [],
        isOfSpotCheck: Bool = false, isOfHead: Bool = false
    ) {
        self.observation = observation
        self.code = code
        self.seen = seen
        self.slices = slices
        self.isOfSpotCheck = isOfSpotCheck
        self.isOfHead = isOfHead
    }
}
