internal import Registry

/// Where a reply says that its bytes came from: a hint of the server, and from a cache in slices only of the first slice.
enum CacheReply: Hashable {
    /// From what the cache had kept.
    case kept
    /// From behind the cache, just now.
    case readThrough

    /// Reads `X-Cache-Status` or `X-Cache`; `nil` when it says nothing, or two things.
    init?(_ status: String?) {
        guard let words = status?.uppercased() else { return nil }
        let kept = ["HIT", "STALE", "UPDATING", "REVALIDATED"].contains { words.contains($0) }
        let behind = ["MISS", "EXPIRED", "BYPASS", "PASS"].contains { words.contains($0) }
        guard kept != behind else { return nil }
        self = kept ? .kept : .readThrough
    }
}

extension VerifiedBlob {
    /// Whether the bytes came from behind the cache and nothing else: that proves storage and path, and not what the
    /// cache kept.
    package var isReadThrough: Bool { cameFromBehind && !wasReadAgain }

    /// Whether the reply came from behind the cache, so that the storage was right just now.
    var cameFromBehind: Bool { !isFromElsewhere && CacheReply(cacheStatus) == .readThrough }
}
