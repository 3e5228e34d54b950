/// Where a reply claims that its bytes came from: a hint of the server, and from a cache in slices only about the first slice.
package enum CacheReply: String, Codable, Hashable, Sendable, CaseIterable {
    /// From the cache.
    case hit
    /// From behind the cache, just now.
    case miss

    /// Reads `X-Cache-Status` or `X-Cache`; `nil` when it says nothing, or two things.
    package init?(_ status: String?) {
        guard let words = status?.uppercased() else { return nil }
        let hit = ["HIT", "STALE", "UPDATING", "REVALIDATED"].contains { words.contains($0) }
        let miss = ["MISS", "EXPIRED", "BYPASS", "PASS"].contains { words.contains($0) }
        guard hit != miss else { return nil }
        self = hit ? .hit : .miss
    }
}
