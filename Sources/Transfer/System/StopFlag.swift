internal import Synchronization

/// Tells long work inside a sink that its transfer was cancelled. The event loop cannot end a transfer while one of its
/// callbacks runs.
package final class StopFlag: Sendable {
    private let raised = Atomic<Bool>(false)

    package init() {}

    /// Whether the work has to end at its next safe point.
    package var isRaised: Bool { raised.load(ordering: .relaxed) }

    /// Ends the work. Cannot be undone.
    package func raise() { raised.store(true, ordering: .relaxed) }
}
