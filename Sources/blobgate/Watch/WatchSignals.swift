import Gate
import Glibc
import Record
import Synchronization

/// The signals of a watch: SIGHUP asks for a reload, SIGTERM and SIGINT end it.
final class WatchSignals: Sendable {
    private struct State {
        var isReloading = false
        var ending: Int32?
        /// Stops what the watch does now: a round, or the pause after it.
        var interrupt: (@Sendable (Int32) -> Void)?
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// The signal that ends the watch, if one arrived.
    var ending: Int32? { state.withLock(\.ending) }

    /// Whether a reload was asked for since the last call.
    func takeReload() -> Bool {
        state.withLock { state in
            defer { state.isReloading = false }
            return state.isReloading
        }
    }

    /// Starts receiving. Programs that render inputs have their own handling, after which this must be called again.
    func install() {
        SignalDelivery.onHangUp { [self] in
            state.withLock { state in
                state.isReloading = true
                return state.wake
            }?()
        }
        guard ending == nil else { return }
        SignalDelivery.install([SIGINT, SIGTERM]) { [self] number in
            let interrupt = state.withLock { state in
                state.ending = number
                return state.interrupt
            }
            interrupt?(number)
            return true
        }
    }

    /// A round is running: ends early for a signal, and not for a reload.
    func follow(_ control: RunControl) {
        set(wake: nil) { number in
            control.stop(.signal(number: number))
            LastResort.shared.hurry()
        }
    }

    /// Notifications are being sent: a signal ends the attempts.
    func follow(_ cancel: @escaping @Sendable () -> Void) {
        set(wake: nil) { _ in cancel() }
    }

    /// Sleeps until the time has passed or a signal arrives.
    func pause(for time: Duration) async {
        let sleep = Task { try await Task.sleep(for: time) }
        let isDue = set(wake: { sleep.cancel() }) { _ in sleep.cancel() }
        if isDue { sleep.cancel() }
        _ = await sleep.result
        set(wake: nil, nil)
    }

    /// - Returns: Whether something has arrived before.
    @discardableResult
    private func set(wake: (@Sendable () -> Void)?, _ interrupt: (@Sendable (Int32) -> Void)?) -> Bool {
        let arrived = state.withLock { state in
            state.interrupt = interrupt
            state.wake = wake
            return (state.ending, state.isReloading)
        }
        if let number = arrived.0 { interrupt?(number) }
        return arrived.0 != nil || arrived.1
    }
}
