package import Foundation
internal import Record

/// Chooses what one round of a watch reads again: the oldest proofs first. A pure rule.
///
/// A round reads what has no proof that counts, what was faulty, what would become too old before the next round, and beyond
/// that enough for every byte to be read once within the given time, so that the load is even. It never plans more than its
/// credit. The order is strict: a large blob is not passed over for smaller and younger ones, or it might never be read.
package struct WatchPlan: Sendable {
    /// A claim that could be read.
    package struct Candidate: Hashable, Sendable {
        package let bytes: Int64
        /// When it was last proven; `nil` if it has no proof.
        package let provenAt: Date?
        /// Whether it was faulty, or must be read for another reason.
        package let isUrgent: Bool

        package init(bytes: Int64, provenAt: Date?, isUrgent: Bool = false) {
            self.bytes = bytes
            self.provenAt = provenAt
            self.isUrgent = isUrgent
        }
    }

    /// The indices of the candidates to read, in order.
    package let choices: [Int]
    /// Their bytes.
    package let bytes: Int64

    /// - Parameters:
    ///   - credit: The most bytes to read; `nil` for no limit.
    ///   - urgentFirst: Whether what is urgent comes before everything else that is due, or after it.
    ///   - every: The time between two rounds.
    ///   - within: The longest time that a proof counts.
    package init(
        _ candidates: [Candidate], credit: Int64?, urgentFirst: Bool = true, every: Duration, within: Duration,
        now: Date
    ) {
        let span = within / .seconds(1)
        let total = candidates.lazy.map(\.bytes).byteSum
        // Rounded down: what is missing becomes due.
        let pace = Int64(min(Double(total) * min(1, every / .seconds(1) / max(span, 0.001)), 9e18))
        // A proof of exactly this age can wait: the next round still reads it in time.
        let soon = now.addingTimeInterval(every / .seconds(1) - span)
        func rank(_ candidate: Candidate) -> Int {
            let isDue = candidate.provenAt.map { $0 < soon } ?? true
            if candidate.isUrgent { return urgentFirst ? 0 : 2 }
            return isDue ? 1 : 3
        }
        let order = candidates.indices.sorted { first, second in
            let ranks = (rank(candidates[first]), rank(candidates[second]))
            return ranks.0 == ranks.1
                ? Self.isBefore(candidates[first], candidates[second], first, second) : ranks.0 < ranks.1
        }
        var chosen: [Int] = []
        var sum: Int64 = 0
        for index in order {
            let candidate = candidates[index]
            let isDue = candidate.isUrgent || candidate.provenAt.map { $0 < soon } ?? true
            guard isDue || sum < pace else { break }
            if let credit, sum.addingBytes(candidate.bytes) > credit { break }
            chosen.append(index)
            sum = sum.addingBytes(candidate.bytes)
        }
        choices = chosen
        bytes = sum
    }

    private static func isBefore(_ one: Candidate, _ other: Candidate, _ first: Int, _ second: Int) -> Bool {
        switch (one.provenAt, other.provenAt) {
        case (nil, _?): return true
        case (_?, nil): return false
        case (let left?, let right?) where left != right: return left < right
        default: return first < second
        }
    }
}
