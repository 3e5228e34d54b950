package import OCI

/// What the evidence shows about the location of a fault.
package enum Conclusion: Codable, Hashable, Sendable {
    /// No backend showed the fault; the evidence alone explains it.
    case observed(evidence: Evidence)

    // Wrong bytes; the storage was read.

    case storageIsGood(proof: StorageProof, faulty: [String])
    /// The storage is good; the content changed between it and these backends.
    case changedOnTheWay(proof: StorageProof, backends: [String])
    /// The copies of the intact backends may be the last good ones.
    case storageIsBad(direct: String, intact: [String])
    case storageLacksIt(direct: String)

    // Wrong bytes; the storage was not read. `alike` lists the faulty backends if all sent the same bytes; `remembered` lists
    // backends that had the content intact in an earlier run.

    case cameFromBehindCache(backends: [String], alike: [String], remembered: [String])
    /// These backends sent wrong bytes from their caches; others fetched intact bytes from behind theirs.
    case keptByCache(backends: [String], intactFromBehindCache: [String], alike: [String])
    /// The wrong bytes came from caches, and the storage was not read.
    case onlyCachesWereSeen(backends: [String], alike: [String])
    /// Nothing shows whether the bytes came from a cache or from the storage.
    case sourceIsUnknown(backends: [String], alike: [String])
    /// There is no cache in front of these backends, so the wrong bytes are those of their storage.
    case storageWithoutCache(backends: [String], remembered: [String])
    case sameWrongBytes(backends: [String], fromBehindCache: [String], remembered: [String])
    case differentWrongBytes(backends: [String], canBeComposed: Bool, remembered: [String])
    case nothingShown(remembered: [String])

    /// Replies to requests for parts and for the whole differ; `isWholeRight` tells which of them are right.
    case dependsOnRequest(backends: [String], isWholeRight: Bool)
    /// Every read of these backends returned different wrong bytes.
    case changesOnEachRead(backends: [String])
    /// Every read of these backends ended at the same byte.
    case endsAtSameByte(backends: [String])

    // Absence.

    case storageHasIt(direct: String)
    /// Only the caches of the intact backends have it.
    case onlyCachesHaveIt(direct: String, intact: [String])
    /// It was served from caches, which does not prove that the storage has it.
    case cacheHitsAreNoProof(backends: [String])

    /// The cache of these backends cannot write or read its files.
    case cacheDiskFails(problem: CacheDiskProblem, backends: [String])

    /// An access fault that these backends show alike. `direct` is the registry itself, if it fails too.
    case shared(cause: SharedCause, backends: [String], isEverywhere: Bool, direct: String?)

    /// The reply is altered in transit through these backends, not by a push.
    case addedOnTheWay(backends: [String])
}

/// The proof that the storage is good.
package enum StorageProof: Codable, Hashable, Sendable {
    /// The registry itself serves the content intact.
    case registryItself(backend: String)
    /// The bytes that are damaged here were fetched intact from behind the cache under another name.
    case otherName(backend: String, repository: RepositoryName)
}

/// A question that the evidence leaves open.
package enum OpenQuestion: Codable, Hashable, Sendable {
    /// Whether these backends share one storage.
    case sameStorage(faulty: [String], intact: [String])
    case storageNotSeen
}
