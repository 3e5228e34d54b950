/// What a reply reports about the cache it passed: a hint, never proof.
package enum CacheReply: String, Codable, Hashable, Sendable, CaseIterable {
    /// From the cache.
    case hit
    /// Fetched from behind the cache for this request.
    case miss

    /// Parses the text of ``text(_:)``; `nil` if it reports neither or both.
    ///
    /// Only the first word of each list element counts: after it, squid and others name the host (`MISS from whitefront`).
    package init?(_ status: String?) {
        let words = (status ?? "").split(separator: ",").compactMap { $0.split(separator: " ").first?.uppercased() }
        let hit = words.contains { word in Self.hits.contains { word.contains($0) } }
        let miss = words.contains { word in Self.misses.contains { word.contains($0) } }
        guard hit != miss else { return nil }
        self = hit ? .hit : .miss
    }

    private static let hits = ["HIT", "STALE", "UPDATING", "REVALIDATED"]
    private static let misses = ["MISS", "EXPIRED", "BYPASS", "PASS"]

    /// The cache status of a reply, such as `HIT`, from the header that its software sends; `nil` if there is none.
    ///
    /// - Parameter header: The value of a field, by its name in lower case.
    package static func text(_ header: (String) -> String?) -> String? {
        if let status = header("x-cache-status") ?? header("x-cache") { return status }
        if let reply = header("cache-status").flatMap(reply(ofField:)) ?? header("x-varnish").flatMap(reply(ofVarnish:))
        {
            return reply.rawValue.uppercased()
        }
        return nil
    }

    /// RFC 9211: each cache on the way adds an element with parameters, `hit` or `fwd=REASON`. squid 6 sends it.
    private static func reply(ofField field: String) -> CacheReply? {
        let parameters = field.lowercased().split(separator: ",").flatMap { element in
            element.split(separator: ";").dropFirst().map { $0.filter { $0 != " " } }
        }
        if parameters.contains(where: { $0 == "hit" || $0 == "hit=?1" }) { return .hit }
        return parameters.contains { $0.hasPrefix("fwd=") } ? .miss : nil
    }

    /// Varnish sends the number of this request, and for a hit also the number of the request that fetched the object.
    private static func reply(ofVarnish field: String) -> CacheReply? {
        let numbers = field.split(separator: " ")
        guard (1...2).contains(numbers.count), numbers.allSatisfy({ UInt64($0) != nil }) else { return nil }
        return numbers.count == 2 ? .hit : .miss
    }
}
