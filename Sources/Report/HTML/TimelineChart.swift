internal import Foundation
internal import Record

/// Draws how many requests were in progress on each backend, where requests failed, and where rounds ended.
struct TimelineChart {
    private static let columns = 160
    private static let unit = 6
    private static let height = 34

    let run: Run
    let lanes: [TimelineLane]

    func add(to html: inout HTMLText) {
        let words = HTMLWords.lanes(lanes.count, from: start, to: end)
        html.table(words, ["backend", "requests in progress"], style: .lane) { html in
            html.element(.tbody) { html in
                for lane in lanes {
                    html.element(.tr) { html in
                        html.element(.th, .scope(.row), text: lane.backend)
                        html.element(.td) { html in draw(lane, &html) }
                    }
                }
            }
        }
        html.element(.div, .style(.axis), .hidden) { html in
            html.element(.span, text: Units.time(start))
            html.element(.span, text: Units.duration(end.timeIntervalSince(start)))
            html.element(.span, text: Units.clock(end))
        }
    }

    /// Requests of other shards, or of a clock that was set, can be outside of the run.
    private var start: Date { min(run.started, lanes.lazy.compactMap(\.first).min() ?? run.started) }
    private var end: Date {
        max(run.finished, lanes.lazy.compactMap(\.last).max() ?? run.finished, start.addingTimeInterval(0.001))
    }

    private func draw(_ lane: TimelineLane, _ html: inout HTMLText) {
        let (start, end) = (start, end)
        let span = end.timeIntervalSince(start)
        func column(_ date: Date) -> Int {
            min(Self.columns - 1, max(0, Int(date.timeIntervalSince(start) / span * Double(Self.columns))))
        }
        var changes = [Int](repeating: 0, count: Self.columns + 1)
        var faults: Set<Int> = []
        for read in lane.reads {
            let last = column(read.end)
            changes[column(read.attempt.started)] += 1
            changes[last + 1] -= 1
            if read.attempt.code != nil { faults.insert(last) }
        }
        var loads: [Int] = []
        for change in changes.dropLast() { loads.append((loads.last ?? 0) + change) }
        let most = max(1, loads.max() ?? 1)
        let failed = lane.reads.count { $0.attempt.code != nil }
        let words = "\(lane.backend): \(Units.counted(lane.reads.count, "request")), \(Units.counted(failed, "fault"))"
        html.element(
            .svg, .viewBox(width: Self.columns * Self.unit, height: Self.height), .stretched, .role(.img), .name(words)
        ) { html in
            bars(loads.map { $0 == 0 ? 0 : max(2, $0 * (Self.height - 8) / most) }, &html)
            for column in faults.sorted() {
                html.empty(
                    .rect, .style(.bad), .x(column * Self.unit), .y(Self.height - 7), .width(Self.unit), .height(7))
            }
            for round in run.rounds {
                html.empty(
                    .rect, .style(.round), .x(column(round.at) * Self.unit), .y(0), .width(2), .height(Self.height))
            }
        }
    }

    /// Neighbours of the same height are one bar.
    private func bars(_ heights: [Int], _ html: inout HTMLText) {
        var start = 0
        while start < heights.count {
            var end = start
            while end < heights.count, heights[end] == heights[start] { end += 1 }
            if heights[start] > 0 {
                html.empty(
                    .rect, .style(.load), .x(start * Self.unit), .y(Self.height - 8 - heights[start]),
                    .width((end - start) * Self.unit), .height(heights[start]))
            }
            start = end
        }
    }
}
