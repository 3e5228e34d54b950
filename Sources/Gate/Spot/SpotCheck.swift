package import Foundation

/// A look at some ranges of a blob that an earlier proof stands for.
package struct SpotCheck: Hashable, Sendable {
    /// What it came to.
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// All bytes that were read are the proven ones: the proof stands.
        case right
        /// Wrong bytes, or none: the proof was erased, and the blob pulled whole.
        case bad
        /// The cache had kept the blob when it was proven and not any more: the blob was pulled whole, since the proof does
        /// not speak for what the cache keeps now.
        case refilled
        /// The backend could not be asked: the blob was pulled whole.
        case unread
        /// The ledger has no checkpoints of the blob: it could not be checked, and the proof stands as it is.
        case noCheckpoints = "no-checkpoints"
    }

    /// What it came to.
    package let outcome: Outcome
    /// When it ended.
    package let at: Date
    /// The bytes that came and were held against their checkpoints, in order.
    package let ranges: [Range<Int64>]
    /// Body bytes that it cost.
    package let bytes: Int64
    /// What was seen, in one sentence, unless all was right.
    package let seen: String?

    init(_ outcome: Outcome, at date: Date, ranges: [Range<Int64>] = [], bytes: Int64 = 0, seen: String? = nil) {
        self.outcome = outcome
        at = date
        self.ranges = ranges
        self.bytes = bytes
        self.seen = seen
    }

    /// The same, for a claim that another one's check stands for, or that was checked in an earlier look.
    var withoutCost: SpotCheck { SpotCheck(outcome, at: at, seen: seen) }
}

/// Counts over the spot checks of a run.
package struct SpotTotals: Hashable, Sendable {
    /// Reused claims of which ranges were read again and were right.
    package private(set) var checked = 0
    /// The ranges of those claims: each is up to 1 MiB.
    package private(set) var ranges = 0
    /// Bytes of those ranges.
    package private(set) var bytes: Int64 = 0
    /// Claims that were bad in a spot check.
    package private(set) var bad = 0
    /// Claims whose cache entry was filled again or thrown away since the proof.
    package private(set) var refilled = 0
    /// Claims that could not be asked for.
    package private(set) var unread = 0
    /// Reused claims that could not be checked, for want of checkpoints.
    package private(set) var withoutCheckpoints = 0

    init(_ claims: [ClaimResult]) {
        for result in claims {
            guard let spot = result.spot else { continue }
            switch spot.outcome {
            case .right:
                checked += 1
                ranges += spot.ranges.count
                bytes = spot.ranges.reduce(bytes) { $0.addingBytes($1.upperBound - $1.lowerBound) }
            case .bad: bad += 1
            case .refilled: refilled += 1
            case .unread: unread += 1
            case .noCheckpoints: withoutCheckpoints += 1
            }
        }
    }
}
