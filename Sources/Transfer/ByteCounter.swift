internal import Synchronization

/// A count of bytes that one thread adds to while others read it.
package final class ByteCounter: Sendable {
    private let count = Atomic<Int64>(0)

    /// A count of zero.
    package init() {}

    /// The bytes so far.
    package var value: Int64 { count.load(ordering: .relaxed) }

    /// Adds to the count.
    package func add(_ bytes: Int) { count.add(Int64(bytes), ordering: .relaxed) }
}
