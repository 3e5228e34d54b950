/// How damage lies to the slices of the cache that it was read from.
package struct SlicePlace: Hashable {
    /// How it lies in them.
    package enum Fit: Hashable {
        /// It is the slice, or the slices, from first to last byte.
        case whole
        /// It runs to the end of its slice.
        case toTheEnd
        /// It begins and ends inside one slice.
        case within
        /// It crosses the end of a slice.
        case across
    }

    /// The slices that it touches.
    package let slices: [SliceView]
    package let fit: Fit

    /// `nil` where no slice of the map is known there.
    package init?(_ damage: Damage, in map: BlobMap) {
        let touched = map.slices.filter { $0.bytes.overlaps(damage.bytes) }.sorted { $0.index < $1.index }
        guard let first = touched.first, let last = touched.last else { return nil }
        slices = touched
        let start = damage.bytes.lowerBound
        let end = damage.bytes.upperBound
        if start <= first.bytes.lowerBound, end >= last.bytes.upperBound {
            fit = .whole
        } else if first != last {
            fit = .across
        } else {
            fit = end == last.bytes.upperBound ? .toTheEnd : .within
        }
    }

    /// What the cache says of them, where it says the same of all.
    package var status: String? {
        let said = Set(slices.map(\.cacheStatus))
        return said.count == 1 ? said.first ?? nil : nil
    }

    package var first: Int64 { slices.first?.index ?? 0 }

    package var last: Int64 { slices.last?.index ?? 0 }
}
