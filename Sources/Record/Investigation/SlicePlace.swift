/// How damage lines up with the slices of the cache that it was read from.
package struct SlicePlace: Hashable {
    /// The position of the damage relative to the slices.
    package enum Fit: Hashable {
        /// It covers whole slices, from the first to the last byte.
        case whole
        /// It runs to the end of its slice.
        case toTheEnd
        /// It begins and ends inside one slice.
        case within
        /// It crosses the end of a slice.
        case across
    }

    /// The slices that the damage touches.
    package let slices: [SliceView]
    package let fit: Fit

    /// `nil` if the map has no slice there.
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

    /// The cache status of the slices, if all have the same.
    package var status: String? {
        let said = Set(slices.map(\.cacheStatus))
        return said.count == 1 ? said.first ?? nil : nil
    }

    package var first: Int64 { slices.first?.index ?? 0 }

    package var last: Int64 { slices.last?.index ?? 0 }
}
