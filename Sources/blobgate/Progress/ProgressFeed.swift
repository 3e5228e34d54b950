internal import Foundation
internal import Gate
internal import Synchronization

/// Passes events from the threads of a run to the drawing thread.
final class ProgressFeed: Sendable {
    /// The state to draw.
    struct News: Sendable {
        /// The board, with all events so far.
        let board: ProgressBoard
        /// Lines not printed yet.
        let lines: [String]
        /// Whether this is the last state.
        let closed: Bool
        /// The time on the feed's clock.
        let time: Duration
    }

    private struct State {
        var board = ProgressBoard()
        var lines: any EventLineSource
        var unsaid: [String] = []
        var closed = false
        var woken = false
    }

    private let state: Mutex<State>
    private let wakeUp = DispatchSemaphore(value: 0)
    private let start = ContinuousClock.now

    init(lines: any EventLineSource) { state = Mutex(State(lines: lines)) }

    /// Adds an event; wakes the reader if the event has a line and `wakingForLines` is set.
    func take(_ event: RunEvent, wakingForLines: Bool) {
        let wake = state.withLock { state in
            guard !state.closed else { return false }
            state.board.apply(event, at: now)
            guard let line = state.lines.line(for: event) else { return false }
            state.unsaid.append(line)
            guard wakingForLines, !state.woken else { return false }
            state.woken = true
            return true
        }
        if wake { wakeUp.signal() }
    }

    /// Stops accepting events and wakes the reader.
    func close() {
        state.withLock { $0.closed = true }
        wakeUp.signal()
    }

    /// Waits until it is woken or the deadline passes, and returns the current state. Samples the rates when they are due.
    func next(by deadline: Duration, samplingFrom sampleTime: Duration) -> News {
        let pause = max(.zero, deadline - now) / .nanoseconds(1)
        _ = wakeUp.wait(timeout: .now() + .nanoseconds(Int(min(pause, 1e15))))
        return state.withLock { state in
            let time = now
            if time >= sampleTime { state.board.sample(at: time) }
            defer {
                state.unsaid = []
                state.woken = false
            }
            return News(board: state.board, lines: state.unsaid, closed: state.closed, time: time)
        }
    }

    private var now: Duration { ContinuousClock.now - start }
}
