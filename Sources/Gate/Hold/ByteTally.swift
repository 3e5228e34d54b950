internal import Record
internal import Synchronization

/// Counts the body bytes transferred in all rounds of a run.
final class ByteTally: Sendable {
    private let sum = Mutex<Int64>(0)

    var count: Int64 { sum.withLock { $0 } }

    func add(_ bytes: Int64) { sum.withLock { $0 = $0.addingBytes(bytes) } }
}
