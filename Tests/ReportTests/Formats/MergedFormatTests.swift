import Foundation
import Release
import Testing

@testable import Gate
@testable import Report

/// The forms for CI systems of a merge are those of the whole release.
struct MergedFormatTests {
    /// The same release, checked whole and by three shards and their merge.
    private static func both(_ scenario: Scenario) throws -> (whole: GateRun, merged: MergedReport)? {
        let whole = try scenario.make()
        guard whole.command == "check", whole.looks.isEmpty, !whole.images.isEmpty else { return nil }
        let files = try (1...3).compactMap { index -> MergeTests.File? in
            guard let shard = Shard(index, of: 3), let run = try scenario.sharded(shard) else { return nil }
            return ("\(index).json", JSONReport.render(run))
        }
        return files.isEmpty ? nil : (whole, try MergeTests.merged(files))
    }

    private static let wholes = Scenario.all.filter { !$0.name.hasPrefix("shard") && !$0.name.hasPrefix("look-") }

    /// The text of a form, without the machine that a merge names beside the number of a run.
    private static func plain(_ text: String) -> String { text.replacing(/(by run \d+) on [\w.-]+/) { "\($0.1)" } }

    @Test(arguments: wholes) func theIssuesAreThoseOfTheWhole(_ scenario: Scenario) throws {
        guard let (whole, merged) = try Self.both(scenario) else { return }
        let issues = GitLabReport.render(merged, places: FormatTable.places)
        #expect(issues == GitLabReport.render(whole, places: FormatTable.places))
    }

    @Test(arguments: wholes) func theResultsAreThoseOfTheWhole(_ scenario: Scenario) throws {
        guard let (whole, merged) = try Self.both(scenario) else { return }
        #expect(try Self.results(of: merged) == Self.results(of: whole))
    }

    private static func results(of run: some ReportedRun) throws -> Substring {
        let text = SARIFReport.render(run, places: FormatTable.places)
        let start = try #require(text.range(of: "\"results\" : ["))
        let end = try #require(text.range(of: "\"tool\" : {"))
        return text[start.lowerBound..<end.lowerBound]
    }

    @Test(arguments: wholes) func theCasesAreThoseOfTheWhole(_ scenario: Scenario) throws {
        guard let (whole, merged) = try Self.both(scenario) else { return }
        let (found, expected) = (Self.cases(of: merged), Self.cases(of: whole))
        #expect(found.count == expected.count)
        for (one, other) in zip(found, expected) { #expect(one == other) }
    }

    private static func cases(of run: some ReportedRun) -> [String] {
        let text = plain(JUnitReport.render(run, places: FormatTable.places))
        return text.matches(of: /<testcase [\s\S]*?<\/testcase>/).map { String($0.0) }
    }

    /// Everything but what the run is called, how long it took and what each shard left to the others.
    @Test(arguments: wholes) func theMetricsAreThoseOfTheWhole(_ scenario: Scenario) throws {
        // The exit code of a run that a signal ended is that signal's.
        guard let (whole, merged) = try Self.both(scenario), whole.stopped == nil else { return }
        #expect(Self.metrics(of: merged) == Self.metrics(of: whole))
    }

    private static func metrics(of run: some ReportedRun) -> [Substring] {
        MetricsReport.render(run, gate: "g").split(separator: "\n").filter { line in
            !["run_info", "pulled_bytes"].contains { line.hasPrefix("blobgate_\($0)") }
        }
    }

    @Test(arguments: Scenario.all) func aDiagnosisIsReadAsItWasWritten(_ scenario: Scenario) throws {
        for diagnosis in try scenario.make().diagnoses {
            let told = try #require(DiagnosisWire(diagnosis).told)
            #expect(Self.block(told) == Self.block(diagnosis))
        }
    }

    private static func block(_ diagnosis: Diagnosis) -> String {
        DiagnosisBlock(diagnosis: diagnosis, options: TextOptions()).page(number: 1, of: 2).text
    }

    @Test func everyFormIsPrintableASCIIWithANewlineAtTheEnd() throws {
        for files in try MergeTests.rows.map({ try MergeTests.shards(3, $0.change) }) {
            let merged = try MergeTests.merged(files)
            for (name, text) in Self.forms(of: merged) {
                #expect(text.hasSuffix("\n"), "\(name)")
                #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) }, "\(name)")
            }
        }
    }

    private static func forms(of run: some ReportedRun) -> [(String, String)] {
        [
            ("junit", JUnitReport.render(run, places: FormatTable.places)),
            ("gitlab", GitLabReport.render(run, places: FormatTable.places)),
            ("annotations", GitHubReport.annotations(run, places: FormatTable.places)),
            ("summary", GitHubSummary.render(run)), ("sarif", SARIFReport.render(run, places: FormatTable.places)),
            ("metrics", MetricsReport.render(run, gate: "g")),
        ]
    }

    @Test func theSummaryAndTheAnnotationsEndWithTheVerdictOfAll() throws {
        let merged = try MergeTests.merged(MergeTests.shards { MergeTests.bad(&$0) })
        for (name, text) in Self.forms(of: merged) where ["annotations", "summary"].contains(name) {
            try expectSnapshot(text, "merged-\(name)")
        }
        let last = GitHubReport.annotations(merged, places: FormatTable.places).split(separator: "\n").last
        #expect(last?.hasPrefix("::error title=blobgate%3A refused::REFUSED: ") == true)
        let outputs = GitHubReport.outputs(merged, report: "all.json", delimiter: "d")
        #expect(outputs == "verdict<<d\nrefused\nd\nexit-code<<d\n1\nd\nreport<<d\nall.json\nd\n")
    }

    /// A file is named as it is, whatever the JSON report shows of it.
    @Test func theNameOfAFileIsKept() throws {
        let name = "caf\u{e9} \u{1F600}\n.txt"
        let files = try MergeTests.shards { sample in
            MergeTests.bad(&sample)
            for index in sample.images.indices { sample.images[index].origins = [.line(file: name, number: 3)] }
        }
        let merged = try MergeTests.merged(files)
        #expect(merged.facts.wire.images.flatMap(\.lines).allSatisfy { $0 == WrittenPlace(file: name, line: 3) })
        let text = SARIFReport.render(merged, places: FormatTable.places)
        #expect(text.contains("\"uri\" : \"deploy/caf%C3%A9%20%F0%9F%98%80%0A.txt\""))
    }
}
