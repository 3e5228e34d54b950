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
                        lane.backend, "\(lane.reads.count)", "\(lane.reads.count { $0.attempt.code != nil })",
                        "\(lane.reads.count { $0.number > 1 })",
                        Units.bytes(lane.reads.lazy.map(\.attempt.bytes).byteSum),
                        lane.first.map(Units.clock) ?? "", lane.last.map(Units.clock) ?? "",
                    ])
                }
            }
        }
    }

    private func reads(_ lanes: [TimelineLane], _ html: inout HTMLText) {
        let all = lanes.flatMap { lane in lane.reads.map { (backend: lane.backend, read: $0) } }
            .filter { $0.read.attempt.code != nil || $0.read.number > 1 }
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

/// The requests to one backend.
struct TimelineLane {
    /// One request, and which try of its claim it was.
    struct Read {
        let what: String
        let number: Int
        let attempt: Attempt

        var end: Date { attempt.started.addingTimeInterval(Double(max(0, attempt.milliseconds)) / 1000) }
    }

    let backend: String
    var reads: [Read] = []

    var first: Date? { reads.lazy.map(\.attempt.started).min() }
    var last: Date? { reads.lazy.map(\.end).max() }

    /// The backends that were asked, in configuration order.
    static func all(of run: Run) -> [TimelineLane] {
        var lanes: [TimelineLane] = []
        var known: [String: Int] = [:]
        let isSingle = run.registries.count < 2
        for registry in run.registries {
            for backend in registry.backends {
                known["\(registry.name) \(backend.name)"] = lanes.count
                lanes.append(TimelineLane(backend: isSingle ? backend.name : "\(registry.name) \(backend.name)"))
            }
        }
        func add(_ attempts: [Attempt], _ registry: RegistryName, _ backend: String, _ what: String) {
            guard !attempts.isEmpty, let place = known["\(registry) \(backend)"] else { return }
            for (index, attempt) in attempts.enumerated() {
                lanes[place].reads.append(Read(what: what, number: index + 1, attempt: attempt))
            }
        }
        for image in run.images {
            for view in image.views {
                let name = image.reference
                let tag = name.tag.map { "tag \($0)" } ?? "manifest"
                add(view.tagAttempts, name.registry, view.backend, "\(tag) of \(name.repository)")
                add(view.referrersAttempts, name.registry, view.backend, "referrers of \(name.repository)")
            }
        }
        for claim in run.claims where !claim.attempts.isEmpty {
            add(claim.attempts, claim.registry, claim.backend, "\(claim.kind.rawValue) \(claim.digest.short)")
        }
        return lanes.filter { !$0.reads.isEmpty }
    }
}
