package import Record
internal import Synchronization

/// Ends a run from outside: a deadline, Ctrl-C, SIGTERM. The first reason stays.
package final class RunControl: Sendable {
    package typealias Reason = Run.Stop

    private struct State {
        var reason: Reason?
        var cancel: (@Sendable (Reason) -> Void)?
    }

    private let state = Mutex(State())

    /// A control of one run.
    package init() {}

    /// Why the run was ended, if it was.
    package var reason: Reason? { state.withLock(\.reason) }

    /// Ends the run: transfers stop, what was verified is kept, the report tells what is missing.
    package func stop(_ reason: Reason) {
        let cancel = state.withLock { state in
            if state.reason == nil { state.reason = reason }
            return state.cancel
        }
        cancel?(reason)
    }

    /// Names what to cancel; cancels at once when the run was ended before.
    func attach(_ cancel: @escaping @Sendable (Reason) -> Void) {
        let late = state.withLock { state in
            state.cancel = cancel
            return state.reason
        }
        if let late { cancel(late) }
    }
}
