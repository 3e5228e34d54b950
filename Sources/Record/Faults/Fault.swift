package import OCI

/// One fault, however many findings show it: what it is, where, and how far it reaches. The diagnosis adds the cause and the
/// steps.
package struct Fault: Codable, Hashable, Sendable {
    package let code: FindingCode
    package let key: FaultKey
    /// The most severe weight of its findings.
    package let weight: Finding.Weight
    package let registry: RegistryName
    /// The affected images, as indexes into `images` of the run.
    package let images: [Int]
    /// The content, tag or backend that it is about.
    package let subject: Subject
    /// The backends that showed it.
    package let occurrences: [Occurrence]
    /// The state of the same content on every other backend.
    package let others: [OtherBackend]
    /// How far it reaches among the backends of the registry.
    package let scope: Scope
    /// The first of the other images in this release that use the same content, under other names or on backends that serve it
    /// intact.
    package let alsoIn: [Int]
    /// How many more such images there are.
    package let moreAlsoIn: Int

    /// The subject of a fault: content, a tag, or every request to a backend.
    package struct Subject: Codable, Hashable, Sendable {
        /// The requested repository.
        package let repository: RepositoryName?
        /// The tag, if the fault is about a name.
        package let tag: Tag?
        /// The digest of the content, or of the first of several.
        package let digest: Digest?
        /// The role of the content in the image.
        package let kind: Run.Claim.Kind?
        /// The size that the manifest declares, in bytes.
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
        /// Some backends show it; others serve the content intact.
        case some
        /// All show it, with the same wrong bytes.
        case allAlike = "all-alike"
        /// All show it, each with different wrong bytes.
        case allDifferent = "all-different"
        /// All show it.
        case all
        /// The registry has a single backend.
        case single
        /// No other backend is known to have all of it intact, and something is known of some.
        case mixed
        /// The state on the other backends is unknown.
        case unknownElsewhere = "unknown-elsewhere"
        /// The fault is in the run, not on a backend.
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
    /// The cache status of the first faulty reply.
    package let cacheStatus: String?
    /// The HTTP status of the first faulty reply, if there was one.
    package let status: Int?
    package let contentType: String?
    /// Whether the request was a HEAD of a tag whose bytes are known.
    package let isOfHead: Bool
    /// The size of a body that arrived complete by its own `Content-Length`.
    package let receivedBytes: Int64?
    /// The digest of the received bytes, if they were read to the end.
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
