internal import OCI
internal import Record

/// Whether the parts of a blob come from where its whole comes from, so that they prove what a node gets that requests the whole.
///
/// A cache of whole blobs may forward a request for a part, or keep it under another key: the bytes are right, and the stored
/// whole remains unread (invariant 10).
package enum PartSource: Hashable, Sendable {
    /// A cache puts every reply together from the same slices.
    case same
    /// There is a cache of whole blobs. A part from the cache is a part of them.
    case cachedWhole
    /// There is no cache, according to the configuration. One that shows itself counts as a cache of whole blobs.
    case uncached
    /// No cache is known. One that shows itself counts as a cache of whole blobs.
    case unknown
    /// Parts are cached under other keys.
    case other

    package init(of backend: Backend) {
        guard let cache = backend.cache, backend.role != .direct else {
            self = backend.role == .direct ? .uncached : .unknown
            return
        }
        if cache.declaresNoCache {
            self = .uncached
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
        case .uncached where !first.isCache && !second.isCache: return true
        case .unknown, .uncached, .cachedWhole:
            return CacheReply(first.status) == .hit && CacheReply(second.status) == .hit
        }
    }

    /// Whether a part is known to come from where the whole comes from, before anything is read.
    package var isCertain: Bool { self == .same || self == .uncached }

    /// Whether a part is one that the next request for the whole gets: not one from behind a cache, nor from a cache where there
    /// should be none.
    package func isKept(_ observation: Observation) -> Bool {
        switch self {
        case .same: CacheReply(observation.cacheStatus) != .miss
        case .uncached:
            !CacheKind.isCached(observation.headers.mapValues(\.description)) && observation.cacheStatus == nil
        case .cachedWhole, .unknown, .other: false
        }
    }
}
