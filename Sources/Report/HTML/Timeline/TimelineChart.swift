internal import Foundation
internal import Record

/// Draws how many requests were in progress on each backend, where requests failed, and where rounds ended.
struct TimelineChart {
    private static let columns = 160
    private static let unit = 6
    private static let height = 34

    private let run: Run
    private let lanes: [TimelineLane]
    private let start: Date
    private let end: Date

    /// Requests of other shards, or of a clock that was set, can be outside of the run.
    init(run: Run, lanes: [TimelineLane]) {
        self.run = run
        self.lanes = lanes
        let started = run.facts.started
        start = lanes.lazy.compactMap(\.first).reduce(started, min)
        end = lanes.lazy.compactMap(\.last).reduce(max(run.facts.finished, start.addingTimeInterval(0.001)), max)
    }

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
        html.element(.div, .style(.clock), .hidden) { html in
            for share in [0, 0.5, 1] {
                let date = start.addingTimeInterval(end.timeIntervalSince(start) * share)
                html.element(.span, text: Units.clock(date))
            }
        }
    }

    private func draw(_ lane: TimelineLane, _ html: inout HTMLText) {
        let length = end.timeIntervalSince(start)
        func column(_ date: Date) -> Int {
            min(Self.columns - 1, max(0, Int(date.timeIntervalSince(start) / length * Double(Self.columns))))
        }
        var changes = [Int](repeating: 0, count: Self.columns + 1)
        var faults: Set<Int> = []
        for span in lane.spans {
            let last = column(span.end)
            changes[column(span.start)] += 1
            changes[last + 1] -= 1
            if span.isFault { faults.insert(last) }
        }
        var loads: [Int] = []
        for change in changes.dropLast() { loads.append((loads.last ?? 0) + change) }
        let most = max(1, loads.max() ?? 1)
        let words =
            "\(lane.backend): \(Units.counted(lane.spans.count, "request")), \(Units.counted(lane.faults, "fault"))"
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

    /// Neighbors of the same height are one bar.
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
