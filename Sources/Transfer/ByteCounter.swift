internal import Synchronization

/// A byte count that one thread increments while others read it.
package final class ByteCounter: Sendable {
    private let count = Atomic<Int64>(0)

    package init() {}

    package var value: Int64 { count.load(ordering: .relaxed) }

    package func add(_ bytes: Int) { count.add(Int64(bytes), ordering: .relaxed) }
}
