package import Foundation

/// A partial read of a blob whose earlier proof is reused.
package struct SpotCheck: Codable, Hashable, Sendable {
    package enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
        /// All bytes that were read are the proven ones: the proof holds.
        case right
        /// Wrong bytes, or none: the proof was erased, and the blob pulled whole.
        case bad
        /// The cache had the blob when it was proven and no longer has: the blob was pulled whole, since the proof says
        /// nothing about what the cache holds now.
        case refilled
        /// The backend could not be asked: the blob was pulled whole.
        case unread
        /// The ledger has no checkpoints of the blob: it could not be checked, and the proof holds as it is.
        case noCheckpoints = "no-checkpoints"
    }

    package let outcome: Outcome
    /// When it ended.
    package let at: Date
    /// The bytes that arrived and were compared with their checkpoints, in order.
    package var ranges: [Range<Int64>] { bytesRead.map(\.wrappedValue) }
    private let bytesRead: [ByteRange]
    /// Body bytes that it cost.
    package let bytes: Int64
    /// What was observed, unless all was right.
    package let evidence: Described<Evidence>?

    private enum CodingKeys: String, CodingKey {
        case outcome
        case at
        case bytesRead = "ranges"
        case bytes
        case evidence
    }

    package init(
        _ outcome: Outcome, at date: Date, ranges: [Range<Int64>] = [], bytes: Int64 = 0, evidence: Evidence? = nil
    ) {
        self.outcome = outcome
        at = date
        bytesRead = ranges.map { ByteRange(wrappedValue: $0) }
        self.bytes = bytes
        self.evidence = evidence.map { Described($0) }
    }

    /// The same, for a claim that is covered by the check of another one, or was checked in an earlier round.
    package var withoutCost: SpotCheck { SpotCheck(outcome, at: at, evidence: evidence?.wrappedValue) }
}
