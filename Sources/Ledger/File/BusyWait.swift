import Foundation
import GRDB
import Synchronization

/// Waits for the lock that another process holds.
///
/// SQLite's own handler sleeps longer and longer, up to 100 ms, so of twenty gates on one ledger some never get a turn. Short
/// sleeps of random length give everyone the same chance.
final class BusyWait: Sendable {
    /// Microseconds.
    private static let pauses: ClosedRange<UInt32> = 1000...9000

    private let limit: Double
    /// The microseconds of the current wait.
    private let slept = Mutex(0.0)

    /// - Parameter time: How long to sleep in total for one lock.
    init(upTo time: Duration) { limit = max(0, time.inSeconds) * 1e6 }

    /// Sleeps, unless the time is up.
    /// - Parameter tries: How often it was asked before for this lock.
    func waits(after tries: Int) -> Bool {
        let pause = UInt32.random(in: Self.pauses)
        let mayWait = slept.withLock { slept in
            if tries == 0 { slept = 0 }
            guard slept < limit else { return false }
            slept += Double(pause)
            return true
        }
        if mayWait { usleep(pause) }
        return mayWait
    }
}
