internal import Record

/// The most bytes that a watch pulls per time or per round: `200G/day`.
package struct WatchBudget: Hashable, Sendable, CustomStringConvertible {
    package let bytes: Int64
    /// The time that the bytes are for; `nil` for each round.
    package let period: Duration?
    package let description: String

    private static let periods: [String: Duration] = [
        "hour": .seconds(3600), "day": .seconds(86_400), "week": .seconds(7 * 86_400),
    ]
    private static let round = "round"

    package static var expected: String { "SIZE/hour, SIZE/day, SIZE/week or SIZE/round, such as 200G/day" }

    /// Parses `200G/day`; `nil` if it is invalid.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bytes = ByteSize.bytes(in: String(parts[0])) else { return nil }
        let period = Self.periods[String(parts[1])]
        guard period != nil || parts[1] == Self.round else { return nil }
        self.bytes = bytes
        self.period = period
        description = text
    }

    /// The bytes for this much time.
    package func bytes(for time: Duration, every: Duration) -> Int64 {
        let rounds = time / (period ?? every)
        return Int64(min(Double(bytes) * max(0, rounds), 1e18).rounded())
    }
}

/// The bytes that a watch may still pull. Unused bytes are saved, up to one round's share or the largest blob, so that a
/// blob that is larger than the share of a round is read after a few rounds. What was pulled beyond it is a debt.
package struct WatchCredit: Hashable, Sendable {
    package private(set) var bytes: Int64
    private let budget: WatchBudget
    private let every: Duration

    /// The credit of the first round.
    package init(_ budget: WatchBudget, every: Duration) {
        self.budget = budget
        self.every = every
        bytes = budget.bytes(for: every, every: every)
    }

    /// After a round, and the time until the next one.
    /// - Parameter largest: The bytes of the largest blob.
    package mutating func settle(pulled: Int64, elapsed: Duration, largest: Int64) {
        let share = budget.bytes(for: every, every: every)
        // A round of a budget by rounds earns one share, however long it took.
        let earned = budget.period == nil ? share : budget.bytes(for: elapsed, every: every)
        let left = bytes.subtractingReportingOverflow(pulled)
        bytes = min((left.overflow ? .min / 2 : left.partialValue).addingBytes(earned), max(share, largest))
    }
}
