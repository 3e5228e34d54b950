internal import Foundation
internal import Gate

/// Shows the progress of a run on stderr.
///
/// Events are only queued. A separate thread draws them, so that blocked output (Ctrl-S, a full pipe) delays nothing but
/// the display.
final class ProgressDisplay: RunObserver {
    /// Display intervals.
    struct Pace: Sendable {
        /// Between two frames of the bar.
        var frame = Duration.milliseconds(100)
        /// Between two plain lines.
        var line = Duration.seconds(10)
        /// Between two samples for the rate of plain lines.
        var sample = Duration.seconds(1)
    }

    /// How long `stop` waits for a blocked stderr.
    private static let longestStop = DispatchTimeInterval.seconds(2)

    private let feed: ProgressFeed
    private let mode: ProgressMode
    private let drawn = DispatchSemaphore(value: 0)

    /// Starts a display, which draws until it is stopped.
    /// - Parameters:
    ///   - mode: What to show; the traits decide `auto`.
    ///   - verbose: Whether to print the result of each blob.
    ///   - form: With `json`, events are shown instead of progress.
    ///   - descriptor: The descriptor to write to; it is not closed.
    ///   - traits: The traits of the descriptor.
    ///   - pace: The display intervals.
    init(
        mode: ProgressMode, verbose: Bool = false, form: LogForm = .text, descriptor: Int32 = STDERR_FILENO,
        traits: TerminalTraits? = nil, pace: Pace = Pace()
    ) {
        let traits = traits ?? TerminalTraits(descriptor: descriptor)
        let mode = form == .json ? .none : mode.resolved(on: traits)
        let lines: any EventLineSource = form == .json ? JSONEventLines() : EventLines(mode: mode, verbose: verbose)
        let feed = ProgressFeed(lines: lines)
        let painter = ProgressPainter(mode: mode, descriptor: descriptor, size: traits.size, pace: pace, feed: feed)
        self.feed = feed
        self.mode = mode
        let thread = Thread { [drawn] in
            painter.run()
            drawn.signal()
        }
        thread.name = "blobgate-progress"
        thread.start()
    }

    deinit { feed.close() }

    /// Queues the event; returns at once.
    func observe(_ event: RunEvent) {
        // The bar draws its next frame soon; the plain display would wait for seconds.
        feed.take(event, wakingForLines: mode != .bar)
    }

    /// Ends the display: printed lines stay, the live lines are erased, and nothing more is written. May be called more than
    /// once, from any thread.
    func stop() {
        feed.close()
        if drawn.wait(timeout: .now() + Self.longestStop) == .success { drawn.signal() }
    }
}
