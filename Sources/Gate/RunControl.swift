package import Record
internal import Synchronization

/// Stops a run from outside: a deadline, Ctrl-C, SIGTERM. The first reason wins.
package final class RunControl: Sendable {
    package typealias Reason = Run.Stop

    private struct State {
        var reason: Reason?
        var cancel: (@Sendable (Reason) -> Void)?
    }

    private let state = Mutex(State())

    package init() {}

    /// Why the run was stopped, if it was.
    package var reason: Reason? { state.withLock(\.reason) }

    /// Stops the run. Transfers end, proofs are kept, and the report shows what is missing.
    package func stop(_ reason: Reason) {
        let cancel = state.withLock { state in
            if state.reason == nil { state.reason = reason }
            return state.cancel
        }
        cancel?(reason)
    }

    /// Sets the action that cancels the work; runs it at once if the run was already stopped.
    func attach(_ cancel: @escaping @Sendable (Reason) -> Void) {
        let late = state.withLock { state in
            state.cancel = cancel
            return state.reason
        }
        if let late { cancel(late) }
    }
}
