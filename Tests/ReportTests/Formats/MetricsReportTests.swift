import Foundation
import Record
import Samples
import Testing

@testable import Report

struct MetricsReportTests {
    /// The series of a text, by name and labels; fails on a line that is not in the text format.
    static func series(_ text: String) throws -> [String: Double] {
        var series: [String: Double] = [:]
        var helped: Set<Substring> = []
        var typed: Substring?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if let match = line.wholeMatch(of: /# HELP ([a-z_]+) .+/) {
                #expect(helped.insert(match.1).inserted)
            } else if let match = line.wholeMatch(of: /# TYPE ([a-z_]+) gauge/) {
                #expect(helped.contains(match.1))
                typed = match.1
            } else {
                let pattern =
                    /([a-z_]+)\{([a-z]+="([^"\\]|\\\\|\\")*"(,[a-z]+="([^"\\]|\\\\|\\")*")*)\} (-?\d+(\.\d{3})?)/
                let match = try #require(line.wholeMatch(of: pattern), "\(line)")
                #expect(match.1 == typed)
                let key = "\(match.1){\(match.2)}"
                #expect(series[key] == nil, "\(key)")
                series[key] = Double(match.6)
            }
        }
        return series
    }

    @Test func everyLineIsOfTheTextFormat() throws {
        let runs = try (Scenario.all + Scenario.plans).map { try $0.make() } + FormatTable.hostile
        for run in runs {
            let series = try Self.series(MetricsReport.render(run, gate: "a\"b\\c\n"))
            let verdicts = series.filter { $0.key.hasPrefix("blobgate_verdict{") }
            #expect(verdicts.count == 5)
            #expect(verdicts.values.reduce(0, +) == 1)
            let claims = series.filter { $0.key.hasPrefix("blobgate_claims{") }.values.reduce(0, +)
            #expect(Int(claims) == run.claims.count)
            let findings = series.filter { $0.key.hasPrefix("blobgate_findings{") }.values.reduce(0, +)
            #expect(Int(findings) == run.findings.count)
            #expect(!series.keys.contains { $0.contains("sha256:") })
            #expect(series.keys.allSatisfy { $0.contains(#"{gate="a\"b\\c\n""#.replacing("\\n", with: "\\\\n")) })
        }
    }

    @Test func theNumbersAreThoseOfTheRun() throws {
        var sample = try SampleRun()
        sample.usual = .reused(hours: 3, run: 9, cache: "HIT")
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        let run = sample.run
        let series = try Self.series(MetricsReport.render(run, gate: "g"))
        let value = { (name: String, labels: String) in series["\(name){gate=\"g\"\(labels)}"] }
        let registry = ",registry=\"\(SampleRun.registryName)\""
        #expect(value("blobgate_verdict", ",verdict=\"refused\"") == 1)
        #expect(value("blobgate_exit_code", "") == 1)
        #expect(value("blobgate_run_duration_seconds", "") == 12.4)
        #expect(value("blobgate_run_timestamp_seconds", "") == run.finished.timeIntervalSince1970)
        #expect(value("blobgate_claims", "\(registry),state=\"refused\"") == 1)
        #expect(value("blobgate_claims", "\(registry),state=\"reused\"") == 14)
        #expect(value("blobgate_oldest_proof_age_seconds", registry) == 10812.4)
        #expect(value("blobgate_pulled_bytes", "") == Double(run.totals.bytesPulled))
        #expect(value("blobgate_reused_bytes", "") == Double(run.totals.bytesReused))
        #expect(
            value(
                "blobgate_findings",
                ",code=\"content-digest\"\(registry),backend=\"registry1004\",weight=\"refuses\"") == 1)
        #expect(value("blobgate_last_success_timestamp_seconds", "") == 0)
    }

    // MARK: - The last success

    private static let success = "blobgate_last_success_timestamp_seconds{gate=\"g\"}"

    @Test func aFailedRunKeepsTheTimeOfTheLastSuccess() throws {
        let good = try SampleRun().run
        var bad = try SampleRun()
        bad.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        let first = MetricsReport.render(good, gate: "g")
        var facts = bad.facts
        facts.finished = good.finished.addingTimeInterval(3600)
        let later = Run(facts)
        let second = MetricsReport.render(later, gate: "g", earlier: first)
        let third = MetricsReport.render(later, gate: "g", earlier: second)
        for text in [first, second, third] {
            #expect(try Self.series(text)[Self.success] == good.finished.timeIntervalSince1970)
        }
        facts = good.facts
        facts.finished = later.finished
        let fourth = MetricsReport.render(Run(facts), gate: "g", earlier: third)
        #expect(try Self.series(fourth)[Self.success] == later.finished.timeIntervalSince1970)
    }

    @Test(arguments: ["overridden", "undecided-let-pass", "depth-presence", "depth-manifest", "interrupted"])
    func aRunThatProvesNothingIsNotASuccess(_ name: String) throws {
        let scenario = try Scenario.named(name)
        #expect(try Self.series(MetricsReport.render(scenario.make(), gate: "g"))[Self.success] == 0)
    }

    @Test func aPlanIsNotASuccess() throws {
        for scenario in Scenario.plans {
            #expect(try Self.series(MetricsReport.render(scenario.make(), gate: "g"))[Self.success] == 0)
        }
        // Even if everything is proven already.
        var sample = try SampleRun()
        sample.command = .plan
        sample.usual = .reused(hours: 1, run: 9)
        #expect(try Self.series(MetricsReport.render(sample.run, gate: "g"))[Self.success] == 0)
    }

    @Test(arguments: [
        "", "garbage", "blobgate_last_success_timestamp_seconds",
        "blobgate_last_success_timestamp_seconds{gate=\"g\"} nan",
        "blobgate_last_success_timestamp_seconds{gate=\"g\"} -5",
        "blobgate_last_success_timestamp_seconds{gate=\"g\"} 9e99",
        "blobgate_last_success_timestamp_seconds{gate=\"g\"} inf", "blobgate_last_success_timestamp_seconds_more{} 5",
    ])
    func anInvalidLastSuccessIsIgnored(_ text: String) {
        #expect(MetricsReport.lastSuccess(in: text, before: SampleRun.started) == nil)
    }
}
