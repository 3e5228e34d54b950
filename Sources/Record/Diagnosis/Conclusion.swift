package import OCI

/// What the evidence says of the location of a fault.
package enum Conclusion: Codable, Hashable, Sendable {
    /// No backend showed it: what was observed says it all.
    case observed(evidence: Evidence)

    // Wrong bytes, with the storage seen.

    case storageIsGood(proof: StorageProof, faulty: [String])
    /// The storage is good, and the content changed between it and these backends.
    case changedOnTheWay(proof: StorageProof, backends: [String])
    /// The copies of the intact backends may be the last good ones.
    case storageIsBad(direct: String, intact: [String])
    case storageLacksIt(direct: String)

    // Wrong bytes, with the storage not seen. `alike` are the faulty backends where they sent the same bytes; `remembered`
    // are backends that had it intact in an earlier run.

    case cameFromBehindCache(backends: [String], alike: [String], remembered: [String])
    /// These backends sent wrong bytes from their caches, and others read intact ones from behind theirs.
    case keptByCache(backends: [String], intactFromBehindCache: [String], alike: [String])
    /// The wrong bytes came from caches, and nothing shows the storage.
    case onlyCachesWereSeen(backends: [String], alike: [String])
    /// Neither cache nor storage was seen.
    case sourceIsUnknown(backends: [String], alike: [String])
    case sameWrongBytes(backends: [String], fromBehindCache: [String], remembered: [String])
    case differentWrongBytes(backends: [String], canBeComposed: Bool, remembered: [String])
    case nothingShown(remembered: [String])

    // Absence.

    case storageHasIt(direct: String)
    /// Only the caches of the intact backends have it.
    case onlyCachesHaveIt(direct: String, intact: [String])
    /// It was sent from caches, which does not show that the storage has it.
    case cacheHitsAreNoProof(backends: [String])

    /// Something is added on the way through these backends, and not by a push.
    case addedOnTheWay(backends: [String])
}

/// What shows that the storage is good.
package enum StorageProof: Codable, Hashable, Sendable {
    /// The registry itself serves the content intact.
    case registryItself(backend: String)
    /// The damaged bytes came right, and from behind the cache, under another name.
    case otherName(backend: String, repository: RepositoryName)
}

/// What the evidence leaves open, and what would decide it.
package enum OpenQuestion: Codable, Hashable, Sendable {
    /// Whether these backends have the same storage behind them.
    case sameStorage(faulty: [String], intact: [String])
    case storageNotSeen
}
