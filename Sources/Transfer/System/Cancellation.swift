internal import Synchronization

/// Connects a cancellation that may come at any time with its action, which is known only later.
final class Cancellation: Sendable {
    private enum State {
        case idle
        case armed(@Sendable () -> Void)
        case fired
    }

    private let state = Mutex(State.idle)

    /// Sets the action. Runs it at once if the cancellation came first.
    func arm(_ action: @escaping @Sendable () -> Void) {
        let late = state.withLock { state in
            if case .fired = state { return true }
            state = .armed(action)
            return false
        }
        if late { action() }
    }

    /// Runs the action, now or once it is set.
    func fire() {
        let action = state.withLock { state -> (@Sendable () -> Void)? in
            defer { state = .fired }
            if case .armed(let action) = state { return action }
            return nil
        }
        action?()
    }
}
