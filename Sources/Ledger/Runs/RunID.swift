/// The number of a run in its ledger. Numbers increase and are never reused, not even after a prune.
package struct RunID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The row ID of the run.
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// Parses a positive decimal number, as in `description`; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        guard let number = Int64(text), number > 0, String(number) == text else { return nil }
        self.rawValue = number
    }

    package var description: String { String(rawValue) }

    /// Orders by the time of `begin`.
    package static func < (left: RunID, right: RunID) -> Bool { left.rawValue < right.rawValue }
}
