internal import Foundation
internal import Gate

/// Shows a run's progress on stderr while it goes on.
///
/// Events are only noted down; one thread of its own draws, so that a terminal that does not take output (Ctrl-S, a full
/// pipe) holds up nothing but the display.
final class ProgressDisplay: RunObserver {
    /// How often what happens.
    struct Pace: Sendable {
        /// Between two frames of the bar.
        var frame = Duration.milliseconds(100)
        /// Between two plain lines.
        var line = Duration.seconds(10)
        /// Between two samples for the rate of plain lines.
        var sample = Duration.seconds(1)
    }

    /// How long `stop` waits for a stderr that takes nothing.
    private static let longestStop = DispatchTimeInterval.seconds(2)

    private let feed: ProgressFeed
    private let mode: ProgressMode
    private let drawn = DispatchSemaphore(value: 0)

    /// A display that draws at once what it hears of, until it is stopped.
    /// - Parameters:
    ///   - mode: What to show; `auto` is decided by the traits.
    ///   - verbose: Whether each blob's end is a line.
    ///   - descriptor: Where to; it is not closed.
    ///   - traits: The traits of the descriptor.
    ///   - pace: How often what happens.
    init(
        mode: ProgressMode, verbose: Bool = false, descriptor: Int32 = STDERR_FILENO, traits: TerminalTraits? = nil,
        pace: Pace = Pace()
    ) {
        let traits = traits ?? TerminalTraits(descriptor: descriptor)
        let mode = mode.resolved(on: traits)
        let feed = ProgressFeed(lines: EventLines(mode: mode, verbose: verbose))
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

    /// Notes the event down; returns at once.
    func observe(_ event: RunEvent) {
        // The bar's next frame is near enough; a plain line would wait for seconds.
        feed.take(event, wakingForLines: mode != .bar)
    }

    /// Ends the display: what was said stays, the live lines are erased, and nothing is written from here on. May be
    /// called again, from any thread.
    func stop() {
        feed.close()
        if drawn.wait(timeout: .now() + Self.longestStop) == .success { drawn.signal() }
    }
}
