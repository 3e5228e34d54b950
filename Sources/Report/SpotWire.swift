internal import Foundation
internal import Gate

/// A look at some ranges of a blob that an earlier proof stands for.
struct SpotCheckWire: Codable {
    struct RangeWire: Codable {
        let first: Int64
        let last: Int64
    }

    let outcome: String
    let at: String
    let ranges: [RangeWire]
    let bytesPulled: Int64
    let seen: String?

    init(_ check: SpotCheck) {
        outcome = check.outcome.rawValue
        at = Units.rfc3339(check.at)
        ranges = check.ranges.map { RangeWire(first: $0.lowerBound, last: $0.upperBound - 1) }
        bytesPulled = check.bytes
        seen = check.seen.map(Page.ascii)
    }
}

/// Counts over the spot checks of a run.
struct SpotTotalsWire: Codable {
    var checked: Int
    var ranges: Int
    var bytes: Int64
    var bad: Int
    var refilled: Int
    var unread: Int
    var withoutCheckpoints: Int

    init(_ totals: SpotTotals) {
        checked = totals.checked
        ranges = totals.ranges
        bytes = totals.bytes
        bad = totals.bad
        refilled = totals.refilled
        unread = totals.unread
        withoutCheckpoints = totals.withoutCheckpoints
    }
}
