internal import Synchronization

/// Joins a cancellation that may come at any time with the action that it needs, which is known only later.
final class Cancellation: Sendable {
    private enum State {
        case idle
        case armed(@Sendable () -> Void)
        case fired
    }

    private let state = Mutex(State.idle)

    /// Names the action; runs it at once when the cancellation came first.
    func arm(_ action: @escaping @Sendable () -> Void) {
        let late = state.withLock { state in
            if case .fired = state { return true }
            state = .armed(action)
            return false
        }
        if late { action() }
    }

    /// Runs the action, now or when it is named.
    func fire() {
        let action = state.withLock { state -> (@Sendable () -> Void)? in
            defer { state = .fired }
            if case .armed(let action) = state { return action }
            return nil
        }
        action?()
    }
}
