import Dispatch
import Gate
import Glibc
import Record
import Synchronization

/// SIGINT and SIGTERM over a build and the verification after it.
///
/// While the builder runs they let it end by itself: SIGINT goes to the whole process group by itself; SIGTERM is sent to one
/// process, so it is passed on, once. Afterwards they end the run as `Signals` do. The sources stay the same throughout: a
/// second source for a signal, made while the first one is being taken down, would never hear of it.
// Unchecked for the sources, which nobody touches after `init`.
final class BuildSignals: @unchecked Sendable {
    private static let numbers = [SIGINT, SIGTERM]
    /// Those that whoever started us had not switched off, as `nohup` does for others.
    let notIgnoredBefore: [Int32]

    private struct State {
        var child: pid_t?
        var first: Int32?
        var hasPassedOn = false
        var control: RunControl?
    }

    private let state: Mutex<State>
    private var sources: [any DispatchSourceSignal] = []

    /// Takes the signals, until the process ends.
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
            // Holds this object, so that both live as long as the process.
            source.setEventHandler { self.received(number) }
            source.resume()
            sources.append(source)
        }
    }

    /// Names the builder that a SIGTERM is passed on to.
    func forward(to child: pid_t) {
        state.withLock { state in
            state.child = child
            if state.first == SIGTERM { Self.passOn(&state) }
        }
    }

    /// The builder is gone; returns the first signal that came.
    func endOfBuild() -> Int32? {
        state.withLock { state in
            state.child = nil
            return state.first
        }
    }

    /// From here on a signal ends this run, however early it comes.
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
    }

    private static func passOn(_ state: inout State) {
        guard let child = state.child, !state.hasPassedOn else { return }
        state.hasPassedOn = true
        kill(child, SIGTERM)
    }
}
