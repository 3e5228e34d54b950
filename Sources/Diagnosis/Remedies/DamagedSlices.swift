internal import OCI
internal import Record

/// The slices of one backend's cache that hold damage, and only those: what a remedy may touch.
struct DamagedSlices {
    /// One slice to be looked at or moved.
    struct Slice: Hashable {
        let index: Int64
        /// The blob's bytes in it.
        let bytes: Range<Int64>
        /// What they should hash to.
        let rightDigest: Digest?
    }

    /// A blob of more slices is not moved as a whole where it is not known which of them are damaged.
    static let mostUnlocated: Int64 = 16

    let slices: [Slice]
    /// Whether these are all slices, because it is not known which of them are damaged.
    let isWhole: Bool
    /// Whether the cache need not have all of them.
    let mayLack: Bool

    /// The first ones, as many of them as the cache has: of an object that was empty it keeps an empty reply to the request
    /// for each slice that was asked for, and whoever asks for the blob gives up at the first.
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

    /// Those where a closer look found damage; all of a small blob where it found none. `nil` for a large one.
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
        guard let map, map.isBad else {
            guard count <= Self.mostUnlocated else { return nil }
            slices = (0..<count).map(slice)
            isWhole = count > 1
            mayLack = isWhole
            return
        }
        var indexes: Set<Int64> = []
        for damage in map.damages where damage.bytes.lowerBound < size && !damage.bytes.isEmpty {
            let first = damage.bytes.lowerBound / width
            var last = (min(size, damage.bytes.upperBound) - 1) / width
            switch damage.kind {
            // A short file pushes all that follows it forward: the file that begins it is the damaged one.
            case .shifted(let by) where by > 0 && faultIsStall && by % width != 0: last = first
            case .cutTail: last = first
            default: break
            }
            for index in first...last { indexes.insert(index) }
        }
        // A copy that is short in itself was stored so with every slice that says so.
        if let stored = map.storedSize {
            // The first tells nginx the size; of those that were not asked nothing else is known.
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
