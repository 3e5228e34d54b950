import Glibc
import Synchronization

/// Delivers signals on the thread of the last resort: a stuck thread pool must not keep Ctrl-C from working.
enum SignalDelivery {
    typealias Taker = @Sendable (Int32) -> Bool

    private static let pending = Atomic<UInt64>(0)
    private static let received = Atomic<Int>(0)
    private static let taker = Mutex<Taker?>(nil)
    private static let hangUp = Mutex<(@Sendable () -> Void)?>(nil)

    /// Passes the first of these signals to `take`; if that returns false, or another arrives, the process ends at once.
    static func install(_ numbers: [Int32], _ take: @escaping Taker) {
        received.store(0, ordering: .relaxed)
        taker.withLock { $0 = take }
        // Created here, and not in the handler.
        LastResort.shared.wakeUp()
        for number in numbers { handle(number) }
    }

    /// Calls the function for every SIGHUP, which then no longer ends the process.
    static func onHangUp(_ take: @escaping @Sendable () -> Void) {
        hangUp.withLock { $0 = take }
        LastResort.shared.wakeUp()
        handle(SIGHUP)
    }

    private static func handle(_ number: Int32) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = handleSignal
        action.sa_flags = SA_RESTART
        sigaction(number, &action, nil)
    }

    /// Restores the default handling.
    static func remove(_ numbers: [Int32]) {
        for number in numbers { signal(number, SIG_DFL) }
        taker.withLock { $0 = nil }
    }

    /// Passes on what has arrived.
    static func deliver() {
        let bits = pending.exchange(0, ordering: .relaxed)
        let hangUpBit: UInt64 = 1 << UInt64(SIGHUP)
        if bits & hangUpBit != 0 { hangUp.withLock { $0 }?() }
        let ending = bits & ~hangUpBit
        guard ending != 0, let take = taker.withLock({ $0 }) else { return }
        for number in Int32(1)..<64 where ending & (1 << UInt64(number)) != 0 {
            guard take(number) else { _exit(128 + number) }
        }
    }

    /// Called by the handler: only operations that are safe there.
    fileprivate static func note(_ number: Int32) {
        if number != SIGHUP, received.add(1, ordering: .relaxed).newValue > 1 { _exit(128 + number) }
        pending.bitwiseOr(1 << UInt64(number), ordering: .relaxed)
        let error = errno
        LastResort.shared.wakeUp()
        errno = error
    }
}

private let handleSignal: @convention(c) (Int32) -> Void = { SignalDelivery.note($0) }
