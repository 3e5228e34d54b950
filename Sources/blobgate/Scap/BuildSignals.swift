import Dispatch
import Gate
import Glibc
import Record
import Synchronization

/// Handles SIGINT and SIGTERM during a build and the verification after it.
///
/// While the builder runs, the signals leave it time to exit. SIGINT reaches the whole process group anyway; SIGTERM goes to
/// one process, so it is forwarded once. Afterwards the signals end the run as `Signals` does. The dispatch sources are never
/// replaced: a second source for the same signal, created while the first is being cancelled, would not fire.
// Unchecked because of `sources`, which does not change after `init`.
final class BuildSignals: @unchecked Sendable {
    private static let numbers = [SIGINT, SIGTERM]
    /// The signals that the parent process did not ignore, as `nohup` does with SIGHUP.
    let notIgnoredBefore: [Int32]

    private struct State {
        var child: pid_t?
        var first: Int32?
        var hasPassedOn = false
        var control: RunControl?
    }

    private let state: Mutex<State>
    private var sources: [any DispatchSourceSignal] = []

    /// Installs the handlers for the rest of the process.
    init() {
        notIgnoredBefore = Self.numbers.filter { number in
            var before = sigaction()
            sigaction(number, nil, &before)
            let handler = unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self)
            return handler != unsafeBitCast(SIG_IGN, to: Int.self)
        }
        state = Mutex(State())
        for number in notIgnoredBefore {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            // Retains this object, so that both live as long as the process.
            source.setEventHandler { self.received(number) }
            source.resume()
            sources.append(source)
        }
    }

    /// Sets the builder process to which SIGTERM is forwarded.
    func forward(to child: pid_t) {
        state.withLock { state in
            state.child = child
            if state.first == SIGTERM { Self.passOn(&state) }
        }
    }

    /// Records that the builder has exited.
    /// - Returns: The first signal received, if any.
    func endOfBuild() -> Int32? {
        state.withLock { state in
            state.child = nil
            return state.first
        }
    }

    /// From now on a signal, even one received earlier, ends this run.
    func end(_ control: RunControl) {
        let early = state.withLock { state in
            state.control = control
            return state.first
        }
        if let early { control.stop(.signal(number: early)) }
    }

    private func received(_ number: Int32) {
        let control = state.withLock { state in
            if state.first == nil { state.first = number }
            if number == SIGTERM { Self.passOn(&state) }
            return state.control
        }
        guard let control else { return }
        guard control.reason == nil else { _exit(128 + number) }
        control.stop(.signal(number: number))
        LastResort.shared.hurry()
    }

    private static func passOn(_ state: inout State) {
        guard let child = state.child, !state.hasPassedOn else { return }
        state.hasPassedOn = true
        kill(child, SIGTERM)
    }
}
