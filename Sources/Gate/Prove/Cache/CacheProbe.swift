internal import OCI
internal import Record
internal import Registry

/// Determines whether a pull from a backend can do harm, before it is made.
struct CacheProbe {
    /// A probe sends one request for each slice.
    private static let mostSlices: Int64 = 4096

    let client: RegistryClient

    /// Whether a pull of this content cannot change the backend's cache: it has none, or it has every slice already.
    ///
    /// One byte is requested of each slice, the last slice first, up to the first that is not cached. That one is cached from
    /// then on, so a probe harms at most one slice, and a cold cache never gets a whole blob. Content of a single slice is not
    /// probed, and neither is a cache without known slices: there, one byte would cache all of it.
    func isHarmless(_ claim: Claim) async -> Bool {
        guard let cache = claim.backend.cache else { return false }
        if cache.kind == Self.noCache { return true }
        guard claim.kind != .manifest, let length = cache.sliceBytes, length > 0, let size = claim.size,
            size <= PieceGrid.mostBytes
        else { return false }
        let slices = (size - 1) / length + 1
        guard (2...Self.mostSlices).contains(slices) else { return false }
        for slice in (0..<slices).reversed() {
            guard !Task.isCancelled, await isCached(at: slice * length, of: claim) else { return false }
        }
        return true
    }

    /// The kind of a backend that stores nothing.
    private static let noCache = "none"

    private func isCached(at offset: Int64, of claim: Claim) async -> Bool {
        let read = await client.part(
            offset..<offset + 1, ofBlob: claim.digest, of: claim.repository, from: claim.backend
        ) { BufferingTap() }
        return read.outcome == .part && CacheReply(read.observation.cacheStatus) == .hit
    }
}
