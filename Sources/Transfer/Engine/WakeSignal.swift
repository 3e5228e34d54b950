internal import CLibcurl
internal import Glibc

/// Wakes a thread that waits, also from a signal handler: a POSIX semaphore.
///
/// The semaphore is thread-safe and never moves, so the unchecked conformance is safe.
package final class WakeSignal: @unchecked Sendable {
    private let pointer: UnsafeMutablePointer<sem_t>

    package init() {
        pointer = .allocate(capacity: 1)
        sem_init(pointer, 0, 0)
    }

    deinit {
        sem_destroy(pointer)
        pointer.deallocate()
    }

    /// Wakes the thread, now or when it waits next.
    package func post() { sem_post(pointer) }

    /// Waits until it is posted, or for this long. Changes of the system's time do not matter.
    package func wait(for limit: Duration) {
        blobgate_wait(pointer, Int(clamping: Int64(max(.zero, limit) / .milliseconds(1))))
    }
}
