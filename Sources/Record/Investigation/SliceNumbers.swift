/// The slice numbers of a cache, reduced to what a sentence shows.
package struct SliceNumbers: Codable, Hashable, Sendable {
    /// The most slices that a sentence lists.
    private static let mostNamed = 5

    /// The first slices, at most five.
    package let first: [Int64]
    package let last: Int64
    package let count: Int

    /// Expects indexes in ascending order; `nil` if there are none.
    package init?(_ indexes: [Int64]) {
        guard let last = indexes.last else { return nil }
        first = Array(indexes.prefix(Self.mostNamed))
        self.last = last
        count = indexes.count
    }

    /// Whether the slices are contiguous.
    package var isRow: Bool {
        let (span, overflow) = last.subtractingReportingOverflow(first.first ?? last)
        return !overflow && count > 0 && span == Int64(count) - 1
    }
}
