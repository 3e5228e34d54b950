import Glibc

/// A POSIX semaphore, which a signal handler may post.
final class Semaphore: @unchecked Sendable {
    // Never moved and thread-safe by definition, hence unchecked.
    private let pointer: UnsafeMutablePointer<sem_t>

    init() {
        pointer = .allocate(capacity: 1)
        sem_init(pointer, 0, 0)
    }

    deinit {
        sem_destroy(pointer)
        pointer.deallocate()
    }

    func post() { sem_post(pointer) }

    /// Waits until it is posted, or for this long.
    func wait(for limit: Duration) {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let parts = max(.zero, limit).components
        let nanoseconds = time.tv_nsec + Int(parts.attoseconds / 1_000_000_000)
        time.tv_sec += Int(parts.seconds) + nanoseconds / 1_000_000_000
        time.tv_nsec = nanoseconds % 1_000_000_000
        while sem_clockwait(pointer, CLOCK_MONOTONIC, &time) != 0, errno == EINTR {}
    }
}
