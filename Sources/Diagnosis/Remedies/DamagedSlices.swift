internal import OCI
internal import Record

/// The damaged slices in one backend's cache. A remedy may touch no others.
struct DamagedSlices {
    /// One slice to inspect or move.
    struct Slice: Hashable {
        let index: Int64
        /// The bytes of the blob in this slice.
        let bytes: Range<Int64>
        /// The digest of the right bytes, if known.
        let rightDigest: Digest?
    }

    /// A blob with more slices is not moved as a whole if the damaged slices are unknown.
    static let mostUnlocated: Int64 = 16

    let slices: [Slice]
    /// Whether these are all slices, because the damaged ones are unknown.
    let isWhole: Bool
    /// Whether the cache may lack some of them.
    let mayLack: Bool

    /// The first slices, as far as the cache has them. For an empty object a cache stores an empty reply per requested slice,
    /// and a client gives up at the first.
    init?(ofEmpty size: Int64, cache: CachePolicy) {
        guard let width = NginxCacheFile.hasSlices(cache) ? cache.sliceBytes : max(1, size), width > 0 else {
            return nil
        }
        let count = min(Self.mostUnlocated, max(1, (size + width - 1) / width))
        slices = (0..<count).map { index in
            Slice(
                index: index, bytes: index * width..<max(index * width, min(size, (index + 1) * width)),
                rightDigest: nil)
        }
        isWhole = false
        mayLack = count > 1
    }

    /// The slices in which the investigation found damage. If it found none, all slices of a small blob and `nil` for a large
    /// one.
    init?(of size: Int64, map: BlobMap?, cache: CachePolicy, faultIsStall: Bool) {
        guard NginxCacheFile.hasSlices(cache) else {
            slices = [Slice(index: 0, bytes: 0..<size, rightDigest: nil)]
            isWhole = false
            mayLack = false
            return
        }
        guard let width = cache.sliceBytes, width > 0, size > 0 else { return nil }
        let count = (size + width - 1) / width
        func slice(_ index: Int64) -> Slice {
            let bytes = (index * width)..<min(size, (index + 1) * width)
            let seen = map?.slices.first { $0.index == index && $0.bytes == bytes }
            return Slice(index: index, bytes: bytes, rightDigest: seen?.rightDigest)
        }
        let unreadable = map?.unreadable ?? []
        guard let map, map.isBad || !unreadable.isEmpty else {
            guard count <= Self.mostUnlocated else { return nil }
            slices = (0..<count).map(slice)
            isWhole = count > 1
            mayLack = isWhole
            return
        }
        var indexes = Set(unreadable.flatMap { $0.lowerBound / width...($0.upperBound - 1) / width })
        for damage in map.damages where damage.bytes.lowerBound < size && !damage.bytes.isEmpty {
            let first = damage.bytes.lowerBound / width
            var last = (min(size, damage.bytes.upperBound) - 1) / width
            switch damage.kind {
            // A short cache file shifts everything after it forward, so only the first file is damaged.
            case .shifted(let by) where by > 0 && faultIsStall && by % width != 0: last = first
            case .cutTail: last = first
            default: break
            }
            for index in first...last { indexes.insert(index) }
        }
        // Every slice that was stored with the short size is damaged.
        if let stored = map.storedSize {
            // nginx takes the size from the first slice. The stored sizes of slices that were not requested are unknown.
            let others = map.slices.filter { ($0.storedTotal ?? stored) != stored }.map(\.index)
            for index in 0..<max(1, (min(stored, size) + width - 1) / width) { indexes.insert(index) }
            indexes.subtract(others)
            indexes = indexes.filter { $0 * width < max(1, stored) }
        }
        guard !indexes.isEmpty else { return nil }
        isWhole = false
        mayLack = false
        slices = indexes.sorted().map(slice)
    }
}
