import Foundation
import OCI
import Record
import Testing

@testable import Report

struct JUnitReportTests {
    @Test(arguments: Scenario.all + Scenario.plans)
    func theCountsAndTheOrderAreThoseThatReadersExpect(_ scenario: Scenario) throws {
        let run = try scenario.make()
        try Self.expectForm(JUnitReport.render(run, places: FormatTable.places), run)
    }

    @Test func hostileTextChangesNoElement() throws {
        for run in try FormatTable.hostile {
            try Self.expectForm(JUnitReport.render(run, places: FormatTable.places), run)
        }
    }

    /// Every backend of every image is a case, and its outcome follows from its verdict.
    @Test(arguments: Scenario.all)
    func failuresAreRefusalsAndErrorsUndecided(_ scenario: Scenario) throws {
        let run = try scenario.make()
        let root = try XMLTree.parsed(JUnitReport.render(run, places: FormatTable.places))
        for (image, suite) in zip(run.images, root.children) {
            for (view, testCase) in zip(image.views, suite.children("testcase")) {
                let outcome = testCase.children.first.map(\.name).flatMap { $0 == "system-out" ? nil : $0 } ?? "passed"
                let expected =
                    switch view.verdict {
                    case .verified: "passed"
                    case let verdict where run.waives(verdict, of: image): "skipped"
                    case .unproven, .overridden: "skipped"
                    case .undecided: "error"
                    case .refused: "failure"
                    }
                #expect(outcome == expected, "\(image.reference) on \(view.backend)")
                #expect(testCase.attributes["name"] == view.backend)
                #expect(testCase.attributes["classname"] == image.reference.description)
            }
        }
        let red = root.all("failure").count + root.all("error").count
        if run.exitCode == .verified, !run.isWaived { #expect(red == 0) } else { #expect(red > 0) }
    }

    @Test func theDiagnosisIsTheTextOfTheFailure() throws {
        let scenario = try Scenario.named("t390251")
        let root = try XMLTree.parsed(JUnitReport.render(try scenario.make(), places: FormatTable.places))
        let failure = try #require(root.all("failure").first)
        #expect(root.all("failure").count == 1)
        #expect(failure.attributes["type"] == "content-digest")
        #expect(failure.text.contains("REFUSED: wrong bytes (content-digest)"))
        #expect(failure.text.contains("\n  do     "))
        #expect((failure.attributes["message"]?.utf8.count ?? 999) < 100)
    }

    @Test(arguments: [(0.0, "0.000"), (12.4, "12.400"), (0.0005, "0.001"), (-1, "0.000"), (3600.25, "3600.250")])
    func secondsAreNumbers(_ seconds: Double, _ text: String) { #expect(JUnitSuite.seconds(seconds) == text) }

    private static func expectForm(_ text: String, _ run: Run) throws {
        let root = try expectForm(text)
        #expect(root.children.map { $0.attributes["name"] } == run.images.map(\.reference.description))
    }

    /// Checks the rules of Tests/IntegrationTests/Schemas/junit.xsd, and the counts.
    @discardableResult
    static func expectForm(_ text: String) throws -> XMLTree {
        let root = try XMLTree.parsed(text)
        #expect(root.name == "testsuites")
        #expect(root.attributes["time"]?.wholeMatch(of: /\d+\.\d{3}/) != nil)
        #expect(root.attributes["tests"] == "\(root.all("testcase").count)")
        #expect(root.attributes["failures"] == "\(root.all("failure").count)")
        #expect(root.attributes["errors"] == "\(root.all("error").count)")
        for suite in root.children {
            #expect(suite.name == "testsuite")
            let cases = suite.children("testcase")
            #expect(suite.children.map(\.name) == ["properties"] + cases.map(\.name))
            #expect(suite.attributes["tests"] == "\(cases.count)")
            #expect(suite.attributes["failures"] == "\(suite.all("failure").count)")
            #expect(suite.attributes["errors"] == "\(suite.all("error").count)")
            #expect(suite.attributes["skipped"] == "\(suite.all("skipped").count)")
            #expect(suite.attributes["timestamp"]?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) != nil)
            #expect(!cases.isEmpty)
            #expect(
                suite.children("properties").flatMap(\.children).allSatisfy {
                    $0.name == "property" && $0.attributes.count == 2
                })
            for testCase in cases {
                #expect(testCase.attributes["time"]?.wholeMatch(of: /\d+\.\d{3}/) != nil)
                let names = testCase.children.map(\.name)
                #expect(
                    [["system-out"], ["failure", "system-out"], ["error", "system-out"], ["skipped", "system-out"]]
                        .contains(names), "\(names)")
            }
        }
        return root
    }
}
