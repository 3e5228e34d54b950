import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Report

/// Properties of all formats for CI systems.
struct FormatTests {
    private static let shown = [
        "verified", "reused", "t390251", "absent-on-one", "tag-divergence", "backend-down", "overridden",
        "undecided-let-pass", "standby-lag", "hostile", "no-backend", "depth-presence", "interrupted",
    ]

    @Test(arguments: Scenario.all.filter { shown.contains($0.name) } + Scenario.plans.prefix(1))
    func theFormIsTheSnapshot(_ scenario: Scenario) throws {
        let run = try scenario.make()
        // The form of a page for people is no contract; `HTMLFormTests` and `HTMLContentTests` have its rules.
        for (name, render) in FormatTable.all where name != "html" {
            var text = render(run)
            // The rules are those of the table, the same in every report.
            if name == "sarif", let end = text.range(of: "      \"tool\" : {") {
                text = String(text[..<end.lowerBound])
            }
            try expectSnapshot(text, "\(name)-\(scenario.name)")
        }
    }

    @Test(arguments: Scenario.all + Scenario.plans)
    func everythingIsPrintableASCIIWithANewlineAtTheEnd(_ scenario: Scenario) throws {
        let run = try scenario.make()
        for (name, render) in FormatTable.all { Self.expectPlain(render(run), name) }
    }

    @Test func hostileTextIsPrintableASCIIToo() throws {
        for run in try FormatTable.hostile {
            for (name, render) in FormatTable.all { Self.expectPlain(render(run), name) }
        }
    }

    private static func expectPlain(_ text: String, _ name: String) {
        let strange = text.utf8.filter { $0 != 0x0A && !(0x20...0x7E).contains($0) }
        #expect(strange.isEmpty, "\(name)")
        #expect(text.hasSuffix("\n"), "\(name)")
    }

    /// No finding is lost in any format, and none is listed twice.
    @Test(arguments: Scenario.all + Scenario.plans)
    func everyFindingIsAProblem(_ scenario: Scenario) throws {
        let run = try scenario.make()
        let problems = run.problems
        let key = { (finding: Finding) in
            "\(finding.code) \(finding.place.backend ?? "") \(finding.place.digest?.description ?? "") \(finding.weight)"
        }
        #expect(Set(problems.map { key($0.finding) }) == Set(run.findings.map(key)))
        #expect(Set(problems.map(\.fingerprint)).count == problems.count)
        let ranks = problems.map { problem in
            Finding.Weight.allCases.firstIndex(of: problem.finding.weight) ?? 9
        }
        #expect(ranks == ranks.sorted())
    }

    @Test func aFingerprintIsOfCodeImageDigestAndBackend() throws {
        let make = { (change: (inout SampleRun) -> Void) throws -> [String] in
            var sample = try SampleRun()
            change(&sample)
            return sample.run.problems.map(\.fingerprint)
        }
        let first = try make { $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot")) }
        let later = try make {
            $0.number = 99
            $0.answer("big", on: "registry1004", with: .wrong("other rot", cache: "HIT"), .wrong("other rot"))
        }
        let elsewhere = try make { $0.answer("big", on: "registry1005", with: .wrong("rot"), .wrong("rot")) }
        let other = try make { $0.answer("base", on: "registry1004", with: .wrong("rot"), .wrong("rot")) }
        let gone = try make { $0.answer("big", on: "registry1004", with: .status(404), .status(404)) }
        #expect(first.count == 1)
        #expect(first == later)
        #expect(Set(first + elsewhere + other + gone).count == 4)
    }

    @Test func partsOfAFingerprintDoNotRunTogether() {
        #expect(Fingerprint.of(["ab", "c"]) != Fingerprint.of(["a", "bc"]))
        #expect(Fingerprint.of(["a", ""]) != Fingerprint.of(["a"]))
        // printf '1:a2:bc' | sha256sum
        #expect(
            Fingerprint.of(["a", "bc"]) == "5310a58788781ab25d5ad7c3f85035824b4eb7bdfa394e0ac2186271472b5492")
    }

    @Test func theDocumentationCoversEachFormat() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: folder.appending(path: "docs/outputs.md"), encoding: .utf8)
        for format in ReportFormat.allCases where format != .text && format != .json {
            #expect(text.contains("\n## \(format.rawValue)\n"), "\(format)")
            #expect(text.contains("--output \(format.rawValue)"), "\(format)")
        }
    }

    @Test func placesAreTheLinesOfFiles() throws {
        let reference = try SampleRun.reference("multiversion")
        let origins = [
            Origin.argument(1), .line(file: "a/b.txt", number: 7), .standardInput(line: 3),
            Origin(source: .output(of: "helm template ."), number: 9), Origin(source: .file("folder"), number: nil),
        ]
        #expect(
            Run.Image(reference: reference, origins: origins).lines == [
                WrittenPlace(file: "a/b.txt", line: 7), WrittenPlace(file: "folder", line: 1),
            ])
    }

    @Test(arguments: [
        ("images.txt", "deploy/images.txt", "deploy/images.txt"), ("./a/./b.txt", "deploy/a/b.txt", "deploy/a/b.txt"),
        ("../top.txt", "top.txt", "top.txt"), ("/builds/release/x y.yaml", "x y.yaml", "x%20y.yaml"),
        ("/etc/caf\u{e9}.txt", "/etc/caf\u{e9}.txt", "file:///etc/caf%C3%A9.txt"),
        ("../../../../../up.txt", "/up.txt", "file:///up.txt"),
        ("/builds/release2/a", "/builds/release2/a", "file:///builds/release2/a"),
        ("a:b#c?d%e\n", "deploy/a:b#c?d%e\n", "deploy/a%3Ab%23c%3Fd%25e%0A"),
    ])
    func pathsAreFromTheRootOfTheSources(_ file: String, _ path: String, _ uri: String) {
        #expect(FormatTable.places.path(file) == path)
        #expect(FormatTable.places.uri(file) == uri)
    }
}
