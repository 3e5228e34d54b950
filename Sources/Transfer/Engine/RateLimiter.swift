internal import Synchronization

/// A limit of bytes per second that any number of transfers share, on any number of event loops.
///
/// It counts what was read and says when the next read may follow. Reading late earns a credit of `slack`, since a loop wakes up
/// only after the moment; nothing else is ever read faster than the limit, not even at first.
package final class RateLimiter: Sendable {
    private static let slack = Duration.milliseconds(50)

    package let bytesPerSecond: Int64
    /// When everything that was read has had its time.
    private let free = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameter bytesPerSecond: At least 1.
    package init(bytesPerSecond: Int64) { self.bytesPerSecond = max(1, bytesPerSecond) }

    /// Counts bytes that were read. Returns when more may be read.
    func take(_ count: Int, now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        let time = Duration.seconds(Double(count) / Double(bytesPerSecond))
        return free.withLock { free in
            let next = max(free ?? now, now.advanced(by: .zero - Self.slack)).advanced(by: time)
            free = next
            return next
        }
    }
}
