internal import Foundation
internal import OCI
internal import Record

/// When requests, retries and rounds were, as far as the record has their times.
struct TimelineSection: HTMLSection {
    /// How many failed or repeated reads are listed.
    private static let mostReads = 200

    let scene: HTMLScene

    private var run: Run { scene.run }

    func add(to html: inout HTMLText) {
        let lanes = TimelineLane.all(of: run)
        html.section(.timeline, HTMLWords.timeline, note: lanes.isEmpty ? nil : HTMLWords.timelineNote) { html in
            var page = scene.page
            HoldLines(run: run).add(to: &page)
            html.entries(page.entries)
            guard !lanes.isEmpty else {
                html.element(.p, text: HTMLWords.noTimes)
                return
            }
            TimelineChart(run: run, lanes: lanes).add(to: &html)
            table(lanes, &html)
            reads(lanes, &html)
        }
    }

    private func table(_ lanes: [TimelineLane], _ html: inout HTMLText) {
        html.table(
            "Requests by backend", ["backend", "requests", "faults", "repeated", "bytes", "first", "last ended"]
        ) { html in
            html.element(.tbody) { html in
                for lane in lanes {
                    html.row([
                        lane.backend, "\(lane.spans.count)", "\(lane.faults)", "\(lane.repeated)",
                        Units.bytes(lane.bytes), lane.first.map(Units.clock) ?? "", lane.last.map(Units.clock) ?? "",
                    ])
                }
            }
        }
    }

    private func reads(_ lanes: [TimelineLane], _ html: inout HTMLText) {
        let all = lanes.flatMap { lane in lane.notable.map { (backend: lane.backend, read: $0) } }
            .sorted { $0.read.attempt.started < $1.read.attempt.started }
        guard !all.isEmpty else { return }
        html.element(.details) { html in
            html.element(.summary, text: "\(HTMLWords.retries): \(all.count)")
            html.table(HTMLWords.retries, ["started", "backend", "what", "try", "took", "result"]) { html in
                html.element(.tbody) { html in
                    for (backend, read) in all.prefix(Self.mostReads) {
                        let took = Units.duration(Double(read.attempt.milliseconds) / 1000)
                        html.row([
                            Units.time(read.attempt.started), backend, read.what, "\(read.number)", took,
                            EvidenceWords.long(read.attempt.evidence),
                        ])
                    }
                }
            }
            let more = all.count - Self.mostReads
            if more > 0 { html.element(.p, text: HTMLWords.more(more, "read")) }
        }
    }
}
