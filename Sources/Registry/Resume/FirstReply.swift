package import Foundation
internal import Record
internal import Transfer

/// The reply that began a blob, as far as a reply that continues it must fit it.
///
/// It exists only for a reply that says by itself where the blob ends: a 200 with the right `Content-Length` and no coding. The
/// framing of the whole is then known from its head, whatever happens to the body.
package struct FirstReply: Hashable, Sendable {
    /// When its request was sent. The proof of the whole blob is as old as its first byte.
    package let started: Date
    /// Its strong entity tag, if it had one (RFC 9110, 8.8.3).
    package let entityTag: String?
    /// The cache status that it reported, for example `HIT`.
    package let cacheStatus: String?
    /// Whether it had signs of a cache.
    package let showsCache: Bool

    /// The reply that an earlier run recorded.
    package init(started: Date, entityTag: String?, cacheStatus: String?, showsCache: Bool) {
        self.started = started
        self.entityTag = entityTag
        self.cacheStatus = cacheStatus
        self.showsCache = showsCache
    }

    /// `nil` if a blob of this size cannot be continued after this reply.
    init?(_ head: ResponseHead, size: Int64, started: Date) {
        let ranges = head.joined("Accept-Ranges")?.lowercased()
        guard head.status == 200, head.values("Content-Length") == ["\(size)"], head["Transfer-Encoding"] == nil,
            head.isPlain, ranges != "none"
        else { return nil }
        self.started = started
        entityTag = head.strongTag
        cacheStatus = head.cacheStatus
        showsCache = head.showsCache
    }

    /// Whether this reply is the rest of the blob: a 206 with exactly the bytes that are missing, of the same object, from where
    /// the whole comes from.
    func isContinued(by head: ResponseHead, from offset: Int64, size: Int64, source: PartSource) -> Bool {
        guard head.status == 206, head.isPlain, let range = head["Content-Range"].flatMap({ ContentRange($0) }),
            range.first == offset, range.last == size - 1, range.total == nil || range.total == size
        else { return false }
        // The same bytes in another object have another tag, and another object may have other bytes.
        if let entityTag, let other = head["ETag"], other != entityTag { return false }
        return source.joins(
            (cacheStatus, showsCache), (head.cacheStatus, head.showsCache))
    }
}

extension ResponseHead {
    fileprivate var isPlain: Bool { (joined("Content-Encoding") ?? "identity").lowercased() == "identity" }

    fileprivate var strongTag: String? {
        self["ETag"].flatMap { $0.hasPrefix("\"") && $0.hasSuffix("\"") && $0.utf8.count > 2 ? $0 : nil }
    }

    fileprivate var cacheStatus: String? { self["X-Cache-Status"] ?? self["X-Cache"] }

    fileprivate var showsCache: Bool {
        if cacheStatus != nil || self["Via"] != nil { return true }
        let names = ["x-varnish", "x-cache-lookup", "age"]
        return CacheKind.isCached(
            Dictionary(names.compactMap { name in self[name].map { (name, $0) } }) { first, _ in first })
    }
}
