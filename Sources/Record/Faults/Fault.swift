package import OCI

/// One fault to a person, however many findings show it: what, where, how far it reaches. Why, and what to do, is the
/// diagnosis.
package struct Fault: Codable, Hashable, Sendable {
    package let code: FindingCode
    package let key: FaultKey
    /// The gravest of its findings.
    package let weight: Finding.Weight
    package let registry: RegistryName
    /// The images that it concerns, as places in `images` of the run.
    package let images: [Int]
    /// What it is about.
    package let subject: Subject
    /// The backends that showed it.
    package let occurrences: [Occurrence]
    /// What every other backend showed of the same content.
    package let others: [OtherBackend]
    /// How far it reaches among the backends of the registry.
    package let scope: Scope
    /// Other images of this release that use the same content, under other names or on backends that serve it intact: the
    /// first of them.
    package let alsoIn: [Int]
    /// How many more there are.
    package let moreAlsoIn: Int

    /// What a fault is about: some content, a tag, or everything that a backend was asked for.
    package struct Subject: Codable, Hashable, Sendable {
        /// The repository that was asked.
        package let repository: RepositoryName?
        /// Where it is about a name.
        package let tag: Tag?
        /// The content, or the first of it.
        package let digest: Digest?
        /// What the content is to the image.
        package let kind: Run.Claim.Kind?
        /// How many bytes the manifest declares.
        package let size: Int64?
        /// How many more claims have the same fault.
        package let more: Int

        package init(
            repository: RepositoryName?, tag: Tag?, digest: Digest?, kind: Run.Claim.Kind?, size: Int64?, more: Int
        ) {
            self.repository = repository
            self.tag = tag
            self.digest = digest
            self.kind = kind
            self.size = size
            self.more = more
        }
    }

    /// How far a fault reaches among the backends of the registry.
    package enum Scope: String, Codable, Hashable, Sendable, CaseIterable {
        /// Some backends show it, others serve the content intact.
        case some
        /// All show it, with the same wrong bytes.
        case allAlike = "all-alike"
        /// All show it, each with other wrong bytes.
        case allDifferent = "all-different"
        /// All show it.
        case all
        /// The registry has one backend.
        case single
        /// None is known to be intact, and some of the others have other faults.
        case mixed
        /// Nothing is known about the others.
        case unknownElsewhere = "unknown-elsewhere"
        /// It is no fault of a backend.
        case run
    }
}

/// One backend that showed a fault.
package struct Occurrence: Codable, Hashable, Sendable {
    package let backend: String
    /// Whether it is the registry itself, behind its caches.
    package let isDirect: Bool
    @Described package var evidence: Evidence
    /// The address and port that answered.
    package let address: String?
    /// What the first faulty reply said of the cache.
    package let cacheStatus: String?
    /// The status of the first faulty reply, if one came.
    package let status: Int?
    package let contentType: String?
    /// Whether it was asked for the head of a tag's manifest, after a GET had fetched it whole.
    package let isOfHead: Bool
    /// How many bytes came of a body that arrived whole by its own declaration.
    package let receivedBytes: Int64?
    /// What the received bytes hash to, where they were read to the end.
    package let received: Digest?
    /// How many claims showed the fault on this backend.
    package let count: Int

    init(_ backend: Run.Backend, _ evidence: Evidence, _ attempt: Attempt?, received: Digest?, count: Int) {
        self.backend = backend.name
        isDirect = backend.isDirect
        _evidence = Described(evidence)
        address = attempt?.address
        cacheStatus = attempt?.cacheStatus
        status = attempt?.status
        contentType = attempt?.contentType
        isOfHead = attempt?.isOfHead ?? false
        receivedBytes = attempt?.receivedBytes
        self.received = received
        self.count = count
    }
}
