import Foundation

/// Milliseconds since 1970-01-01 00:00 UTC, the ledger's representation of time.
struct Milliseconds: Hashable, Comparable {
    /// The accepted difference between two clocks, or one clock before and after a correction.
    static let tolerance: Int64 = 5 * 60 * 1000

    let count: Int64

    init(count: Int64) { self.count = count }

    init(_ date: Date) {
        let exact = (date.timeIntervalSince1970 * 1000).rounded()
        // The range in which a Double represents milliseconds exactly, 285,000 years: an absurd date must not trap.
        let limit = 9_007_199_254_740_992.0
        self.count = exact.isNaN ? 0 : Int64(min(max(exact, -limit), limit))
    }

    var date: Date { Date(timeIntervalSince1970: Double(count) / 1000) }

    func advanced(by duration: Duration) -> Milliseconds {
        Milliseconds(date.addingTimeInterval(duration.inSeconds))
    }

    func isInTheFuture(at now: Milliseconds) -> Bool { count > now.count + Self.tolerance }

    static func < (left: Milliseconds, right: Milliseconds) -> Bool { left.count < right.count }
}

extension Duration {
    var inSeconds: TimeInterval { TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18 }
}
