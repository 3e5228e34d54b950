import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Report

/// The line, the metrics and the notification of a round.
@Suite struct WatchReportTests {
    private static func round(_ run: Run?, _ state: WatchState, number: Int = 4) -> WatchRoundReport {
        WatchRoundReport(
            number: number, run: run?.number, started: run?.started ?? SampleRun.started,
            finished: run?.finished ?? SampleRun.started, condition: state.condition ?? .undecided, open: state.open,
            progress: run.map { WatchProgress($0, within: .seconds(7 * 86_400), budgetPerRound: 200 << 30) })
    }

    private static func sample(_ change: (inout SampleRun) -> Void) throws -> Run {
        var sample = try SampleRun()
        sample.command = .watch
        sample.usual = .reused(hours: 30, run: 9)
        change(&sample)
        return sample.run
    }

    @Test func theLineSaysWhatCounts() throws {
        var state = WatchState(patience: 3)
        let run = try Self.sample { $0.answer("big", on: "registry1004", with: .planned) }
        _ = state.take(run)
        let line = WatchWords.line(Self.round(run, state), next: run.finished.addingTimeInterval(3600))
        #expect(
            line
                == "2026-03-31 14:02:23 UTC round 4: behind; read \(Units.bytes(run.totals.bytesPulled)) in 12 s; 68% of 3.5 GB proven within 7 d, 1 blob left, "
                + "the oldest 30 h ago; next round at 15:02:23 UTC")
        let bad = try Self.sample { $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot")) }
        _ = state.take(bad)
        let refused = WatchWords.line(Self.round(bad, state), next: nil)
        #expect(refused.contains("round 4: refused: 1 open fault: wrong bytes: sha256:"))
        #expect(refused.contains(" on registry1004; read "))
        // Without any name there are no bytes to prove, and that is no success.
        let nameless = try Self.sample { sample in
            for (image, backend) in sample.images.flatMap({ image in sample.backends.map { (image, $0.name) } }) {
                sample.tags["\(backend) \(image.reference)"] = .fault(.broken(.accessDeadline))
            }
        }
        _ = state.take(nameless)
        #expect(
            WatchWords.line(Self.round(nameless, state), next: nil).contains(
                "0% of 0 bytes proven within 7 d, 2 images not resolved"))
        #expect(
            WatchWords.line(Self.round(nil, WatchState(patience: 1)), next: nil).hasSuffix(
                ": undecided: nothing was checked"))
    }

    @Test func theNotificationHasTheFaultsAsIdentifiedElsewhere() throws {
        var state = WatchState(patience: 3)
        let bad = try Self.sample { $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot")) }
        let taken = state.take(bad)
        let change = try #require(taken)
        let text = WatchNotification(change, in: Self.round(bad, state), version: "1", vantage: "host\u{202E}\n").json
        #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(json["event"] as? String == "refused" && json["open"] as? Int == 1 && json["round"] as? Int == 4)
        let fault = try #require((json["faults"] as? [[String: Any]])?.first)
        #expect(fault["code"] as? String == "content-digest" && fault["backend"] as? String == "registry1004")
        #expect(fault["digest"] as? String == SampleRun.digest("big").description)
        #expect((json["text"] as? String)?.contains("1 new fault in what is deployed") == true)
        // A storm of faults is counted, not listed.
        let storm = WatchChange(kind: .refused, faults: Array(repeating: change.faults[0], count: 400), open: 400)
        let many = WatchNotification(storm, in: Self.round(bad, state), version: "1", vantage: "host").json
        #expect(many.contains("\"omitted\":350"))
    }

    /// The last fault can heal while something else cannot be checked, or has not been read yet.
    @Test func healedSaysOnlyWhatIsTrue() throws {
        for (answer, words) in [
            (SampleRun.Answer.reused(hours: 1, run: 9), "and everything could be checked"),
            (.planned, "but some bytes have no recent proof yet"),
            (.tries([.broken(.accessReset)]), "but not everything could be checked"),
        ] {
            var state = WatchState(patience: 3)
            let bad = try Self.sample { $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot")) }
            _ = state.take(bad)
            let run = try Self.sample { $0.answer("web", on: "registry2004", with: answer) }
            let taken = state.take(run)
            let change = try #require(taken)
            #expect(change.kind == .healed)
            let text = WatchWords.text(change, in: Self.round(run, state))
            #expect(text == "no fault is open any more, \(words)")
        }
    }

    @Test func theMetricsAreThoseOfTheRound() throws {
        var state = WatchState(patience: 3)
        let run = try Self.sample { $0.answer("big", on: "registry1004", with: .planned) }
        _ = state.take(run)
        let series = try MetricsReportTests.series(MetricsReport.render(run, gate: "w", watch: Self.round(run, state)))
        #expect(series["blobgate_watch_condition{gate=\"w\",condition=\"behind\"}"] == 1)
        #expect(series["blobgate_watch_condition{gate=\"w\",condition=\"good\"}"] == 0)
        #expect(series["blobgate_watch_bytes{gate=\"w\",state=\"unproven\"}"] == 1_119_805_497)
        #expect(series["blobgate_watch_unproven_claims{gate=\"w\"}"] == 1)
        #expect(series["blobgate_watch_within_seconds{gate=\"w\"}"] == 604_800)
        #expect(series["blobgate_watch_round_budget_bytes{gate=\"w\"}"] == Double(200 << 30))
        #expect(series["blobgate_watch_oldest_proof_age_seconds{gate=\"w\"}"] == 30 * 3600 + 12.4)
        #expect(series["blobgate_watch_open_faults{gate=\"w\"}"] == 0)
    }

    /// The table in docs/outputs.md lists every metric with its labels, and no other. Dashboards and alerts are checked
    /// against it.
    @Test func theTableOfMetricsIsComplete() throws {
        var written: [String: Set<String>] = [:]
        var state = WatchState(patience: 3)
        let run = try Self.sample { $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot")) }
        _ = state.take(run)
        let text = MetricsReport.render(run, gate: "w", watch: Self.round(run, state))
        for key in try MetricsReportTests.series(text).keys {
            let name = String(key.prefix { $0 != "{" })
            written[name, default: []].formUnion(key.matches(of: #/([a-z]+)="/#).map { String($0.1) })
        }
        let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/outputs.md")
        var listed: [String: Set<String>] = [:]
        for line in try String(contentsOf: docs, encoding: .utf8).split(separator: "\n")
        where line.hasPrefix("| `blobgate_") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            let labels = Set(cells[2].matches(of: #/`([a-z]+)`/#).map { String($0.1) })
            for match in cells[1].matches(of: #/`(blobgate_[a-z_]+)`/#) {
                listed[String(match.1)] = labels.union(["gate"])
            }
        }
        #expect(listed == written)
    }
}
