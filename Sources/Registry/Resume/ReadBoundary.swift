internal import Synchronization

/// Where the read of a whole body may end early, because the bytes from there on are read by other requests. It moves towards the
/// start while the body is read.
package final class ReadBoundary: Sendable {
    private let boundary: Atomic<Int64>
    private let position = Atomic<Int64>(0)

    /// The boundary is at first the end.
    package init(size: Int64) { boundary = Atomic(size) }

    package var offset: Int64 { boundary.load(ordering: .acquiring) }

    /// Moves it.
    package func move(to offset: Int64) { boundary.store(offset, ordering: .releasing) }

    /// How far the body was read.
    package var received: Int64 { position.load(ordering: .relaxed) }

    /// Notes how far the body was read. Returns whether it ends here.
    func reached(_ received: Int64) -> Bool {
        position.store(received, ordering: .relaxed)
        return received >= offset
    }
}
