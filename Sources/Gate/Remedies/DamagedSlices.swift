internal import OCI
internal import Registry

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

    let slices: [Slice]

    /// `slice 35`, `slices 8, 9 and 12`.
    var names: String { SliceNumbers(slices.map(\.index)).description }

    /// Where the damage is known by a closer look, or the whole is one slice; `nil` where neither is so.
    init?(of size: Int64, map: BlobMap?, cache: CachePolicy, faultIsStall: Bool) {
        guard NginxCacheFile.hasSlices(cache) else {
            slices = [Slice(index: 0, bytes: 0..<size, rightDigest: nil)]
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
            guard count == 1 else { return nil }
            slices = [slice(0)]
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
            let said = map.slices.filter { $0.storedTotal == stored }.map(\.index)
            if said.isEmpty {
                for index in 0..<max(1, (min(stored, size) + width - 1) / width) { indexes.insert(index) }
            } else {
                indexes.formUnion(said)
                indexes = indexes.filter { $0 * width < max(1, stored) }
            }
        }
        guard !indexes.isEmpty else { return nil }
        slices = indexes.sorted().map(slice)
    }
}

/// Numbers of slices in a sentence.
struct SliceNumbers: CustomStringConvertible {
    private let indexes: [Int64]

    /// In ascending order.
    init(_ indexes: [Int64]) { self.indexes = indexes }

    /// `slice 35`, `slices 8 and 12`, `slices 3-9`.
    var description: String {
        guard let first = indexes.first, let last = indexes.last, indexes.count > 1 else {
            return "slice \(indexes.first ?? 0)"
        }
        let isRow = indexes.count > 2 && last - first == Int64(indexes.count - 1)
        return "slices " + (isRow ? "\(first)-\(last)" : "\(Names(indexes.map(String.init)))")
    }
}
