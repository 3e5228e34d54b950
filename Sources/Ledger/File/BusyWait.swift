import Foundation
import GRDB

/// Waits for the lock that another process holds.
///
/// SQLite's own handler sleeps longer and longer, up to 100 ms, so that of twenty gates on one ledger some never get a turn. Short
/// sleeps of random lengths give everyone the same chance.
struct BusyWait: Sendable {
    /// Microseconds.
    private static let pauses: ClosedRange<UInt32> = 1000...9000

    private let most: Double

    /// - Parameter time: How long to wait in all. Time that the processor spent on other processes does not count.
    init(upTo time: Duration) {
        let mean = Double(Self.pauses.lowerBound + Self.pauses.upperBound) / 2e6
        most = max(0, time.inSeconds) / mean
    }

    /// Waits, unless the time is over.
    /// - Parameter tries: How often it was asked before for this lock.
    func waits(after tries: Int) -> Bool {
        guard Double(tries) < most else { return false }
        usleep(.random(in: Self.pauses))
        return true
    }
}
