import Foundation
import Record
import Samples
import Testing

@testable import Report

/// Runs that ended before they reached a verdict, in all formats.
struct EndedEarlyTests {
    private static let places = FormatTable.places

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test(arguments: EarlyScenario.all) func theFormIsTheSnapshot(_ scenario: EarlyScenario) throws {
        let text = EarlyScenario.forms.map { "==== \($0.name)\n\($0.render(scenario.early))" }.joined()
        try expectSnapshot(text, "early-\(scenario.testDescription)")
    }

    @Test(arguments: EarlyScenario.all + EarlyScenario.hostile)
    func everythingIsPrintableASCIIWithANewlineAtTheEnd(_ scenario: EarlyScenario) {
        for (name, render) in EarlyScenario.forms {
            let text = render(scenario.early)
            let strange = text.utf8.filter { $0 != 0x0A && !(0x20...0x7E).contains($0) }
            #expect(strange.isEmpty, "\(name)")
            #expect(text.hasSuffix("\n"), "\(name)")
        }
    }

    // MARK: - JSON

    @Test func theDocumentFitsItsSchemaAndTheSchemaHasNoOtherKeys() throws {
        var walker = try SchemaWalker(Data(ReportSchema.endedEarlyJSON().utf8))
        for scenario in EarlyScenario.all + EarlyScenario.hostile { try walker.walk(Data(scenario.early.json.utf8)) }
        #expect(walker.faults == [])
        #expect(walker.keys.subtracting(walker.seen).sorted() == [])
    }

    /// A reader that expects a report cannot mistake it for one.
    @Test(arguments: EarlyScenario.all) func theDocumentIsNotAReport(_ scenario: EarlyScenario) throws {
        let data = Data(scenario.early.json.utf8)
        var walker = try SchemaWalker(Data(ReportSchema.json().utf8))
        try walker.walk(data)
        #expect(!walker.faults.isEmpty)
        #expect(throws: DecodingError.self) { try RunCoding.decode(Run.self, from: data) }
        #expect(try Self.object(scenario.early.json)["verdict"] == nil)
    }

    // MARK: - For CI systems

    @Test(arguments: EarlyScenario.all + EarlyScenario.hostile)
    func everyFaultIsAnErrorOfJUnit(_ scenario: EarlyScenario) throws {
        let early = scenario.early
        let root = try JUnitReportTests.expectForm(early.junit(places: Self.places))
        #expect(root.all("error").count == early.faults.count + early.rest.count)
        #expect(root.attributes["failures"] == "0")
        let cases = root.all("testcase")
        #expect(Set(cases.map { $0.attributes["name"] ?? "" }).count == cases.count)
        for fault in root.all("error") {
            #expect(fault.attributes["type"] == early.kind.code)
            #expect(fault.attributes["message"]?.isEmpty == false)
        }
    }

    @Test(arguments: EarlyScenario.all + EarlyScenario.hostile)
    func everyFaultIsAnIssueOfGitLab(_ scenario: EarlyScenario) throws {
        let issues = try CodeReportTests.expectIssues(scenario.early.gitlab(places: Self.places))
        #expect(issues.count == scenario.early.faults.count)
        #expect(issues.allSatisfy { $0["severity"] as? String == "blocker" })
        #expect(issues.allSatisfy { $0["check_name"] as? String == scenario.early.kind.code })
    }

    @Test func everySARIFFitsTheSchema() throws {
        var walker = try CodeReportTests.walker()
        for scenario in EarlyScenario.all + EarlyScenario.hostile {
            let text = scenario.early.sarif(places: Self.places)
            try walker.walk(Data(text.utf8))
            let run = try #require((try Self.object(text)["runs"] as? [[String: Any]])?.first)
            let results = try #require(run["results"] as? [[String: Any]])
            #expect(results.count == scenario.early.faults.count)
            let driver = (run["tool"] as? [String: Any])?["driver"] as? [String: Any]
            let rules = (driver?["rules"] as? [[String: Any]])?.compactMap { $0["id"] as? String } ?? []
            #expect(rules == [scenario.early.kind.code])
            #expect(results.allSatisfy { $0["ruleId"] as? String == rules.first && $0["ruleIndex"] as? Int == 0 })
            let invocation = try #require((run["invocations"] as? [[String: Any]])?.first)
            #expect(invocation["executionSuccessful"] as? Bool == false)
            #expect(invocation["exitCode"] as? Int == Int(scenario.early.status))
        }
        #expect(walker.faults == [])
    }

    @Test(arguments: EarlyScenario.all + EarlyScenario.hostile)
    func annotationsAreErrorsAndNoMoreThanTen(_ scenario: EarlyScenario) throws {
        let commands = try GitHubReportTests.commands(scenario.early.annotations(places: Self.places))
        #expect(commands.count == min(10, scenario.early.faults.count + 1))
        #expect(commands.allSatisfy { $0.name == "error" && $0.properties["title"] != nil })
        #expect(commands.last?.properties["title"] == "blobgate: no verdict")
        #expect(commands.last?.message == scenario.early.closing)
    }

    @Test func aFaultIsShownAtItsLine() throws {
        let early = try #require(EarlyScenario.all.first { $0.testDescription == "inputs" }).early
        let commands = try GitHubReportTests.commands(early.annotations(places: Self.places))
        #expect(
            commands[3].properties == [
                "file": "deploy/k8s/web.yaml", "line": "31", "title": "blobgate: invalid input (ended-input)",
            ])
        #expect(commands[4].properties["file"] == "more.txt" && commands[4].properties["line"] == "1")
        #expect(commands[5].properties["file"] == nil)
    }

    /// A fault keeps its fingerprint in the next run, even if lines were added above it; two equal faults have two.
    @Test func aFingerprintDoesNotDependOnTheLine() {
        let prints = { (lines: [Int]) in
            EarlyScenario("", .gate(.input), lines.map { EarlyScenario.line($0, "not UTF-8") }).early.fingerprinted
                .map(\.fingerprint)
        }
        #expect(prints([3, 9]) == prints([4, 12]))
        #expect(Set(prints([3, 9])).count == 2)
    }

    @Test func theSummaryKeepsTheLimit() throws {
        let early = try #require(EarlyScenario.all.first { $0.testDescription == "many" }).early
        let whole = early.summary()
        for limit in stride(from: 0, to: whole.utf8.count, by: 61) {
            #expect(early.summary(limit: limit).utf8.count <= limit)
        }
    }

    // MARK: - Metrics

    @Test(arguments: EarlyScenario.all + EarlyScenario.hostile)
    func metricsHaveNoVerdict(_ scenario: EarlyScenario) throws {
        let series = try MetricsReportTests.series(scenario.early.metrics(gate: "g", earlier: nil))
        let verdicts = series.filter { $0.key.hasPrefix("blobgate_verdict{") }
        #expect(verdicts.count == 5)
        #expect(verdicts.values.allSatisfy { $0 == 0 })
        #expect(series["blobgate_exit_code{gate=\"g\"}"] == Double(scenario.early.status))
        #expect(
            series["blobgate_run_timestamp_seconds{gate=\"g\"}"] == scenario.early.finished.timeIntervalSince1970)
    }

    /// The next run replaces the file, and there are several files: a metric name has only one help text.
    @Test func namesAndHelpAreThoseOfARun() throws {
        let lines = { (text: String) in Set(text.split(separator: "\n").filter { $0.hasPrefix("# ") }) }
        let run = lines(MetricsReport.render(try SampleRun().run, gate: "g"))
        let early = lines(EarlyScenario.all[0].early.metrics(gate: "g", earlier: nil))
        #expect(early.subtracting(run) == [])
        #expect(early.count == 18)
    }

    @Test func theTimeOfTheLastSuccessIsKept() throws {
        let run = try SampleRun().run
        let good = MetricsReport.render(run, gate: "g")
        let early = EndedEarly(
            command: "check", ending: .gate(.input), faults: [], version: "1", vantage: "v",
            started: run.finished.addingTimeInterval(60), finished: run.finished.addingTimeInterval(61))
        let name = "blobgate_last_success_timestamp_seconds{gate=\"g\"}"
        let second = early.metrics(gate: "g", earlier: good)
        #expect(try MetricsReportTests.series(second)[name] == run.finished.timeIntervalSince1970)
        let third = early.metrics(gate: "g", earlier: second)
        #expect(try MetricsReportTests.series(third)[name] == run.finished.timeIntervalSince1970)
    }
}
