/// The source that a reply reports for its bytes. It is only a hint, and a slicing cache reports it for the first slice only.
package enum CacheReply: String, Codable, Hashable, Sendable, CaseIterable {
    /// From the cache.
    case hit
    /// Fetched from behind the cache for this request.
    case miss

    /// Parses `X-Cache-Status` or `X-Cache`; `nil` if it reports neither or both.
    package init?(_ status: String?) {
        guard let words = status?.uppercased() else { return nil }
        let hit = ["HIT", "STALE", "UPDATING", "REVALIDATED"].contains { words.contains($0) }
        let miss = ["MISS", "EXPIRED", "BYPASS", "PASS"].contains { words.contains($0) }
        guard hit != miss else { return nil }
        self = hit ? .hit : .miss
    }
}
