internal import Synchronization

/// A count of bytes that one thread adds to while others read it.
public final class ByteCounter: Sendable {
    private let count = Atomic<Int64>(0)

    /// A count of zero.
    public init() {}

    /// The bytes so far.
    public var value: Int64 { count.load(ordering: .relaxed) }

    /// Adds to the count.
    public func add(_ bytes: Int) { count.add(Int64(bytes), ordering: .relaxed) }
}
