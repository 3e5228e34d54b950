/// The kinds of cache in front of a registry that the configuration can describe. Each has its own way to remove content.
package enum CacheKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// nginx, with or without its slice module: a file for each slice, or for each blob.
    case nginx
    /// Varnish: whole objects in memory or in one file, removed by a ban.
    case varnish
    /// squid: whole objects, removed by a PURGE request.
    case squid
    /// A registry's own pull-through cache, which stores blobs like a registry.
    case registry
    /// Any other cache of whole blobs.
    case whole
    /// No cache.
    case none
}

extension CachePolicy {
    /// `nil` for a kind that this version does not know.
    package var software: CacheKind? { CacheKind(rawValue: kind) }
}

extension CacheKind {
    /// The software that headers of a reply identify; `nil` if they identify none.
    ///
    /// - Parameter headers: Field names in lower case.
    package init?(headers: [String: String]) {
        let via = headers["via"]?.lowercased() ?? ""
        if headers["x-varnish"] != nil || via.contains("varnish") {
            self = .varnish
        } else if headers["x-cache-lookup"] != nil || via.contains("squid") {
            self = .squid
        } else {
            return nil
        }
    }

    /// Whether a reply shows that it may come from a cache of any kind.
    package static func isCached(_ headers: [String: String]) -> Bool {
        if CacheKind(headers: headers) != nil { return true }
        if CacheReply(CacheReply.text { headers[$0] }) == .hit { return true }
        return headers["age"].flatMap { Int($0) }.map { $0 > 0 } ?? false
    }
}
