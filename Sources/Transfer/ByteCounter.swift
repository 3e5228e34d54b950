internal import Synchronization

/// A byte count that one thread increments while others read it.
package final class ByteCounter: Sendable {
    private let count = Atomic<Int64>(0)
    private let waited = Atomic<Int64>(0)

    package init() {}

    package var value: Int64 { count.load(ordering: .relaxed) }

    /// How long the transfer waited because of a `RateLimiter`, which says nothing about the server.
    package var held: Duration { .nanoseconds(waited.load(ordering: .relaxed)) }

    func hold(_ duration: Duration) {
        waited.add(Int64(clamping: Int64(duration / .nanoseconds(1))), ordering: .relaxed)
    }

    package func add(_ bytes: Int) { count.add(Int64(bytes), ordering: .relaxed) }
}
