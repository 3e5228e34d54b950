/// The number of a run in its ledger. Numbers rise and are never used again, not even after a prune.
package struct RunID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The row number of the run.
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// Reads the number that `description` writes; `nil` for anything but a positive decimal number.
    package init?(_ text: some StringProtocol) {
        guard let number = Int64(text), number > 0, String(number) == text else { return nil }
        self.rawValue = number
    }

    package var description: String { String(rawValue) }

    /// Orders by the time of `begin`.
    package static func < (left: RunID, right: RunID) -> Bool { left.rawValue < right.rawValue }
}
