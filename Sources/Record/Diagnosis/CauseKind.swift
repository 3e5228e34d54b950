/// The causes that Blobgate can distinguish, most specific first. `docs/diagnosis.md` has a section on each.
package enum CauseKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// One bit flipped in memory, on a disk or on a bus.
    case flippedBit = "flipped-bit"
    /// The disk of a cache lost writes.
    case lostWrites = "lost-writes"
    /// A cache file is shorter than its slice.
    case shortSlice = "short-slice"
    /// A cache stored a short reply from its upstream.
    case frozenShort = "frozen-short"
    /// A cache stored one part of the blob in place of another.
    case misplacedSlice = "misplaced-slice"
    /// The upstream sent wrong bytes for a while, and caches stored them.
    case frozenUpstream = "frozen-upstream"
    /// A middlebox alters or replaces bodies.
    case middlebox
    /// A different object is stored under the digest.
    case wrongObject = "wrong-object"
    /// The object in the storage is empty.
    case emptyObject = "empty-object"
    /// The object in the storage is truncated.
    case truncatedObject = "truncated-object"
    /// Replies to requests for parts and for the whole differ: something changes them by the kind of request.
    case requestKind = "request-kind"
    /// A proxy that verifies while it streams ends the body before the end, because the content behind it is wrong.
    case verifyingProxy = "verifying-proxy"
    /// Several machines share one address and differ, or the fault is intermittent.
    case flapping
    /// Active and standby are swapped in the configuration.
    case swappedRoles = "swapped-roles"
    /// The repository's link to a blob is gone, but the blob still exists.
    case lostLink = "lost-link"
    /// Replication has not caught up.
    case replicationLag = "replication-lag"
    /// Garbage collection or an operator removed a blob that a manifest still references.
    case garbageCollection = "garbage-collection"
    /// The push never completed.
    case unfinishedPush = "unfinished-push"
    /// The tag was pushed again while the run read it.
    case tagMoved = "tag-moved"
    /// A cache cannot write or read its files.
    case cacheDisk = "cache-disk"
    /// A backend's cached copy is damaged.
    case cache
    /// The storage behind all backends is damaged.
    case storage

    /// Whether the fault lies in front of the storage.
    package var isInFront: Bool {
        switch self {
        case .lostWrites, .shortSlice, .frozenShort, .misplacedSlice, .frozenUpstream, .cache, .cacheDisk: true
        default: false
        }
    }
}
