/// The causes that Blobgate can tell apart, the most particular first: `docs/diagnosis.md` has a section for each.
package enum CauseKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// One bit tipped in memory, on a disk or on a bus.
    case flippedBit = "flipped-bit"
    /// The disk under a cache lost what was written to it.
    case lostWrites = "lost-writes"
    /// A cache file is shorter than the slice that it stands for.
    case shortSlice = "short-slice"
    /// A cache keeps a reply of its upstream that was too short.
    case frozenShort = "frozen-short"
    /// A cache keeps one part of the blob in the place of another.
    case misplacedSlice = "misplaced-slice"
    /// The upstream sent wrong bytes for a while, and caches keep them.
    case frozenUpstream = "frozen-upstream"
    /// Something on the way changes or replaces bodies.
    case middlebox
    /// Another object lies under the digest.
    case wrongObject = "wrong-object"
    /// The object in the storage is empty.
    case emptyObject = "empty-object"
    /// The object in the storage is cut.
    case truncatedObject = "truncated-object"
    /// Several machines, or a fault that comes and goes, behind one address.
    case flapping
    /// The repository's link to a blob is gone, and the blob is not.
    case lostLink = "lost-link"
    /// Replication has not come that far.
    case replicationLag = "replication-lag"
    /// Garbage collection, or somebody, removed what a manifest still names.
    case garbageCollection = "garbage-collection"
    /// The push never ended.
    case unfinishedPush = "unfinished-push"
    /// The tag was pushed anew while the run read it.
    case tagMoved = "tag-moved"
    /// A cache cannot write or read its files.
    case cacheDisk = "cache-disk"
    /// What a cache has kept of one backend is damaged.
    case cache
    /// The storage behind all backends is damaged.
    case storage

    /// Whether it is about the bytes in front of the storage.
    package var isInFront: Bool {
        switch self {
        case .lostWrites, .shortSlice, .frozenShort, .misplacedSlice, .frozenUpstream, .cache, .cacheDisk: true
        default: false
        }
    }
}
