import Foundation
import Record
import Samples
import Testing

@testable import Report

/// GitLab code quality and SARIF.
struct CodeReportTests {
    static func walker() throws -> SchemaWalker {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try SchemaWalker(Data(contentsOf: folder.appending(path: "Schemas/sarif.schema.json")))
    }

    @Test func everySARIFFitsTheSchema() throws {
        var walker = try Self.walker()
        let runs = try (Scenario.all + Scenario.plans).map { try $0.make() } + FormatTable.hostile
        for run in runs {
            let text = SARIFReport.render(run, places: FormatTable.places)
            try walker.walk(Data(text.utf8))
            let properties = try Self.run(text)["properties"] as? [String: Any]
            #expect(properties?["verdict"] as? String == run.verdict.rawValue)
            #expect(properties?["depth"] as? String == run.policy.depth.rawValue)
            let results = try Self.results(text)
            #expect(results.count == run.problems.count)
            for result in results {
                let locations = result["locations"] as? [[String: Any]] ?? []
                #expect(!locations.isEmpty)
                let lines = locations.compactMap { location in
                    ((location["physicalLocation"] as? [String: Any])?["region"] as? [String: Any])?["startLine"]
                        as? Int
                }
                #expect(lines.count == locations.count && lines.allSatisfy { $0 >= 1 })
                let index = try #require(result["ruleIndex"] as? Int)
                #expect(FindingCode.allCases[index].rawValue == result["ruleId"] as? String)
            }
        }
        #expect(walker.faults == [])
        #expect(walker.keys.subtracting(walker.seen).sorted() == [])
    }

    @Test func theRulesAreTheTableOfFindings() throws {
        let object = try JSONSerialization.jsonObject(
            with: Data(SARIFReport.render(try SampleRun().run, places: FormatTable.places).utf8))
        let run = try #require(((object as? [String: Any])?["runs"] as? [[String: Any]])?.first)
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        let rules = try #require(driver["rules"] as? [[String: Any]])
        #expect(rules.map { $0["id"] as? String } == FindingCode.allCases.map(\.rawValue))
        #expect(Set(rules.compactMap { $0["name"] as? String }).count == rules.count)
        #expect((run["results"] as? [Any])?.isEmpty == true)
    }

    @Test func anOverriddenFaultIsSuppressed() throws {
        let scenario = try Scenario.named("overridden")
        let results = try Self.results(SARIFReport.render(scenario.make(), places: FormatTable.places))
        let suppressed = results.filter { $0["suppressions"] != nil }
        #expect(suppressed.count == 1)
        #expect(suppressed.first?["level"] as? String == "warning")
        let reason = (suppressed.first?["suppressions"] as? [[String: Any]])?.first?["justification"] as? String
        #expect(reason?.hasPrefix("override 4 by ann@deploy1003: ") == true)
    }

    @Test func everyIssueOfGitLabHasWhatItNeeds() throws {
        let runs = try (Scenario.all + Scenario.plans).map { try $0.make() } + FormatTable.hostile
        for run in runs {
            let issues = try Self.expectIssues(GitLabReport.render(run, places: FormatTable.places))
            #expect(issues.count == run.problems.count)
            #expect(
                issues.allSatisfy { ($0["check_name"] as? String).flatMap(FindingCode.init(rawValue:)) != nil })
        }
    }

    /// The fields that GitLab requires in each issue.
    static func expectIssues(_ text: String) throws -> [[String: Any]] {
        let issues = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        var fingerprints: Set<String> = []
        for issue in issues {
            #expect(Set(issue.keys) == ["description", "check_name", "fingerprint", "severity", "location"])
            #expect((issue["description"] as? String)?.isEmpty == false)
            #expect((issue["check_name"] as? String)?.isEmpty == false)
            let severity = try #require(issue["severity"] as? String)
            #expect(["info", "minor", "major", "critical", "blocker"].contains(severity))
            let location = try #require(issue["location"] as? [String: Any])
            #expect((location["path"] as? String)?.isEmpty == false)
            #expect(((location["lines"] as? [String: Any])?["begin"] as? Int ?? 0) >= 1)
            let fingerprint = try #require(issue["fingerprint"] as? String)
            #expect(fingerprints.insert(fingerprint).inserted)
        }
        return issues
    }

    @Test(arguments: [
        ("t390251", "blocker", "deploy/images.txt", 3), ("absent-on-one", "critical", "deploy/images.txt", 4),
        ("deadline", "major", "deploy/images.txt", 3), ("standby-lag", "minor", "deploy/images.txt", 4),
    ])
    func severityAndPlace(_ name: String, _ severity: String, _ path: String, _ line: Int) throws {
        let scenario = try Scenario.named(name)
        let object = try JSONSerialization.jsonObject(
            with: Data(GitLabReport.render(scenario.make(), places: FormatTable.places).utf8))
        let first = try #require((object as? [[String: Any]])?.first)
        #expect(first["severity"] as? String == severity)
        let location = try #require(first["location"] as? [String: Any])
        #expect(location["path"] as? String == path)
        #expect((location["lines"] as? [String: Any])?["begin"] as? Int == line)
    }

    /// A non-ASCII path is given in ASCII and still identifies the file.
    @Test func aPathOutsideASCIIIsStillThatPath() throws {
        var sample = try SampleRun()
        sample.images[0].origins = [.line(file: "caf\u{e9} \u{1F600}.txt", number: 2)]
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        let text = GitLabReport.render(sample.run, places: FormatTable.places)
        #expect(text.contains(#""path" : "deploy/caf\u00e9 \ud83d\ude00.txt""#))
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
        let location = object?.first?["location"] as? [String: Any]
        #expect(location?["path"] as? String == "deploy/caf\u{e9} \u{1F600}.txt")
    }

    @Test func anImageWithoutAFileIsListedUnderTheRelease() throws {
        var sample = try SampleRun()
        sample.images[0].origins = [.argument(1)]
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        let run = sample.run
        #expect(GitLabReport.render(run, places: FormatTable.places).contains(#""path" : "release""#))
        #expect(SARIFReport.render(run, places: FormatTable.places).contains(#""uri" : "release""#))
    }

    private static func results(_ text: String) throws -> [[String: Any]] {
        try run(text)["results"] as? [[String: Any]] ?? []
    }

    private static func run(_ text: String) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return try #require((object?["runs"] as? [[String: Any]])?.first)
    }
}
