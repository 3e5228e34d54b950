package import Foundation

/// A partial read of a blob whose earlier proof is reused.
package struct SpotCheck: Codable, Hashable, Sendable {
    package enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
        /// All bytes read match the proof, which holds.
        case right
        /// Wrong bytes or none: the proof was deleted and the blob pulled in full.
        case bad
        /// The cache had the blob when it was proven but no longer has it. The blob was pulled in full, because the proof does
        /// not cover the current cache entry.
        case refilled
        /// The request failed: the blob was pulled in full.
        case unread
        /// The ledger has no checkpoints for the blob, so it could not be checked and the proof stands.
        case noCheckpoints = "no-checkpoints"
    }

    package let outcome: Outcome
    /// When it ended.
    package let at: Date
    /// The ranges that were received and compared with their checkpoints, in order.
    package var ranges: [Range<Int64>] { bytesRead.map(\.wrappedValue) }
    private let bytesRead: [ByteRange]
    /// The body bytes transferred.
    package let bytes: Int64
    /// The evidence, unless all was right.
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

    /// The same check without ranges and bytes, for a claim that another claim's check or an earlier round covers.
    package var withoutCost: SpotCheck { SpotCheck(outcome, at: at, evidence: evidence?.wrappedValue) }
}
