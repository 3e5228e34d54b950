internal import Foundation

/// The loop of the drawing thread: one `write` per frame.
struct ProgressPainter: Sendable {
    let mode: ProgressMode
    let descriptor: Int32
    /// The size to use if the terminal does not report one.
    let size: TerminalTraits.Size
    let pace: ProgressDisplay.Pace
    let feed: ProgressFeed

    /// Draws until the feed is closed.
    func run() {
        Self.blockBrokenPipe()
        var writer = DescriptorWriter(descriptor)
        var area = LiveArea()
        var plain = PlainRenderer(interval: pace.line)
        var due = interval
        while true {
            let news = feed.next(by: due, samplingFrom: due)
            if news.time >= due { due = news.time + interval }
            switch mode {
            case .auto, .bar:
                let size = TerminalTraits.size(of: descriptor) ?? size
                let live = news.closed ? [] : BarRenderer.lines(of: news.board, at: news.time, size: size)
                writer.write(area.frame(above: news.lines, live: live))
            case .plain:
                let beat = news.closed ? nil : plain.line(of: news.board, at: news.time)
                writer.write((news.lines + (beat.map { [$0] } ?? [])).map { $0 + "\n" }.joined())
            case .none:
                writer.write(news.lines.map { $0 + "\n" }.joined())
            }
            if news.closed { return }
        }
    }

    private var interval: Duration {
        switch mode {
        case .auto, .bar: pace.frame
        case .plain: min(pace.sample, pace.line)
        case .none: .seconds(3600)
        }
    }

    /// Blocks SIGPIPE, which goes to the writing thread, so that writes to a closed pipe fail with EPIPE.
    private static func blockBrokenPipe() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
