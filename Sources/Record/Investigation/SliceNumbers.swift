/// Which slices of a cache are meant, as much of it as a sentence needs.
package struct SliceNumbers: Codable, Hashable, Sendable {
    /// No sentence names more.
    private static let mostNamed = 5

    /// The first of them, at most five.
    package let first: [Int64]
    package let last: Int64
    package let count: Int

    /// In ascending order; `nil` for none.
    package init?(_ indexes: [Int64]) {
        guard let last = indexes.last else { return nil }
        first = Array(indexes.prefix(Self.mostNamed))
        self.last = last
        count = indexes.count
    }

    /// Whether none between the first and the last is left out.
    package var isRow: Bool { last - (first.first ?? last) == Int64(count - 1) }
}
