internal import Record
internal import Registry
internal import Synchronization
internal import Transfer

/// The transfers that run now: how far each has come, and the means to end one without ending its task.
final class TransferWatch: Sendable {
    struct Progress: Sendable {
        let received: Int64
        let started: ContinuousClock.Instant
        /// How long it was held by a limit of this run.
        let held: Duration
    }

    private struct Running {
        let counter: ByteCounter
        let started: ContinuousClock.Instant
        let cancel: @Sendable () -> Void
    }

    private struct State {
        var running: [Claim: Running] = [:]
        /// How far the transfers came that were ended to let another backend begin.
        var paused: [Claim: PartialTransfer] = [:]
        var isPaused: Set<Claim> = []
    }

    private let state = Mutex(State())

    /// Runs a transfer that `pause` can end.
    func run<Value: Sendable>(
        _ claim: Claim, _ counter: ByteCounter, _ transfer: @escaping @Sendable () async -> Value
    ) async -> Value {
        let task = Task { await transfer() }
        state.withLock {
            $0.running[claim] = Running(counter: counter, started: .now, cancel: { task.cancel() })
        }
        let value = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        state.withLock { $0.running[claim] = nil }
        return value
    }

    /// `nil` if no transfer for this claim runs.
    func progress(of claim: Claim) -> Progress? {
        state.withLock { state in
            state.running[claim].map {
                Progress(received: $0.counter.value, started: $0.started, held: $0.counter.held)
            }
        }
    }

    /// Ends the transfer of a claim, so that another backend can begin.
    func pause(_ claim: Claim) {
        let cancel = state.withLock { state -> (@Sendable () -> Void)? in
            guard let running = state.running[claim] else { return nil }
            state.paused[claim] = PartialTransfer(
                backend: claim.backend.name, received: running.counter.value, size: claim.size ?? 0,
                milliseconds: Int64((ContinuousClock.now - running.started - running.counter.held) / .milliseconds(1)))
            state.isPaused.insert(claim)
            return running.cancel
        }
        cancel?()
    }

    /// Whether the transfer that just ended was paused. Asking again returns `false`.
    func wasPaused(_ claim: Claim) -> Bool { state.withLock { $0.isPaused.remove(claim) != nil } }

    /// How far a paused transfer came.
    func paused(_ claim: Claim) -> PartialTransfer? { state.withLock { $0.paused[claim] } }
}
