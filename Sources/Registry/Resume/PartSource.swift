internal import OCI
internal import Record

/// Whether the parts of a blob come from where its whole comes from, so that they prove what a node gets that requests the whole.
///
/// A cache of whole blobs may forward a request for a part, or keep it under another key: the bytes are right, and the stored
/// whole remains unread (invariant 10).
package enum PartSource: Hashable, Sendable {
    /// There is no cache, or one that puts every reply together from the same slices.
    case same
    /// There is a cache of whole blobs. A part from the cache is a part of them.
    case cachedWhole
    /// No cache is known. One that shows itself counts as a cache of whole blobs.
    case unknown
    /// Parts are cached under other keys.
    case other

    package init(of backend: Backend) {
        guard let cache = backend.cache, backend.role != .direct else {
            self = .unknown
            return
        }
        if cache.declaresNoCache {
            self = .unknown
        } else if cache.software == .nginx, cache.sliceBytes.map({ $0 > 0 }) == true {
            self = .same
        } else {
            self = cache.key?.lowercased().contains("range") == true ? .other : .cachedWhole
        }
    }

    /// Whether two replies come from one place, by the cache status of each and whether it shows a cache at all.
    func joins(_ first: (status: String?, isCache: Bool), _ second: (status: String?, isCache: Bool)) -> Bool {
        switch self {
        case .same: return true
        case .other: return false
        case .unknown where !first.isCache && !second.isCache: return true
        case .unknown, .cachedWhole:
            return CacheReply(first.status) == .hit && CacheReply(second.status) == .hit
        }
    }
}
