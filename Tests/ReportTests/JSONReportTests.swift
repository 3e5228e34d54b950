import Foundation
import Registry
import Release
import Testing

@testable import Gate
@testable import Report

struct JSONReportTests {
    private static let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs")

    private static func walker() throws -> SchemaWalker {
        try SchemaWalker(Data(contentsOf: docs.appending(path: "report.schema.json")))
    }

    /// Has what the named scenarios do not.
    private static func rich() throws -> GateRun {
        var sample = SampleRun()
        sample.recheckOf = 3
        sample.backends[0] = SampleRun.backend(
            "registry1004", host: "10.64.0.4",
            cache: CachePolicy(
                kind: "nginx", key: "$uri$slice_range", sliceBytes: 5_242_880, path: "/var/cache/nginx", levels: "1:2"),
            trust: Backend.Trust(verifiesPeer: false))
        sample.tags["registry2004 \(SampleRun.multiversion)"] = .names("older manifest")
        sample.images[1] = SampleRun.Image(
            reference: "\(SampleRun.registry)/restricted/mediawiki-webserver@\(SampleRun.digest("pinned"))",
            origins: [], blobs: sample.images[1].blobs,
            expectations: [
                Release.Expectation(
                    .manifest(SampleRun.digest("pinned")), .pin,
                    origin: .line(file: "pins.json", number: 4)),
                Release.Expectation(
                    .config(SampleRun.digest("config")), .disk, origin: Origin(source: .file("a.tar"), number: nil)),
            ])
        var place = OriginPlace()
        (place.document, place.kind, place.namespace, place.name) = (2, "Deployment", "prod", "web")
        (place.field, place.template, place.pullPolicy) = ("container app", "web/templates/app.yaml", "Always")
        (place.isPartial, place.target) = (true, "stage canaries")
        sample.images[0].origins.append(Origin(source: .output(of: "helm template ./web"), number: 31, place: place))
        sample.answer("web", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        sample.answer("web", on: "registry1005", with: .reused(hours: 2, run: 5, cache: "HIT"))
        sample.answer("web", on: "registry2004", with: .status(500))
        // The blobs of a manifest that was not read are not asked for.
        sample.answer("manifest of \(SampleRun.multiversion)", on: "registry2004", with: .status(500))
        sample.answer("base", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        var run = try sample.run()
        run.lookedAt = BlobOverview.all(of: run, focus: .images)
        return run
    }

    @Test(arguments: Scenario.all + Scenario.plans)
    func everyReportFitsTheSchema(_ scenario: Scenario) throws {
        var walker = try Self.walker()
        try walker.walk(JSONReport.render(scenario.make()))
        #expect(walker.faults == [])
    }

    @Test func theSchemaKnowsNoKeyThatIsNeverWritten() throws {
        var walker = try Self.walker()
        for scenario in Scenario.all + Scenario.plans { try walker.walk(JSONReport.render(scenario.make())) }
        try walker.walk(JSONReport.render(Self.rich()))
        try walker.walk(JSONReport.encode(Self.passed()))
        try walker.walk(MergeTests.merged(MergeTests.shards { $0.number = 4 }).json())
        #expect(walker.faults == [])
        #expect(walker.keys.subtracting(walker.seen).sorted() == [])
    }

    /// A report with a fault of a name that an override lets pass, and a file whose name is not ASCII.
    private static func passed() throws -> RunWire {
        let scenario = try #require(Scenario.all.first { $0.name == "overridden" })
        let run = try #require(
            try scenario.changed { sample in
                for index in sample.images.indices {
                    sample.images[index].origins = [.line(file: "caf\u{e9}", number: 1)]
                }
            })
        var wire = RunWire(RunIndex(run), diagnoses: run.diagnoses)
        let finding = try #require(run.findings.first { $0.override != nil })
        wire.images[0].findings.append(ImageWire.FaultWire(finding))
        return wire
    }

    @Test func theSchemaHasTheTablesOfTheCode() throws {
        let walker = try Self.walker()
        let values = { (name: String, key: String?) -> [String] in
            let definition = walker.definition(name)
            let property = key.flatMap { (definition["properties"] as? [String: [String: Any]])?[$0] }
            return (property ?? definition)["enum"] as? [String] ?? []
        }
        #expect(values("code", nil) == FindingCode.allCases.map(\.rawValue))
        #expect(values("family", nil) == FaultFamily.allCases.map(\.rawValue))
        #expect(values("diagnosis", "scope") == Diagnosis.Scope.allCases.map(\.rawValue))
        #expect(values("diagnosis", "cause") == Diagnosis.Cause.allCases.map(\.rawValue))
    }

    @Test func theDocumentationNamesEveryKey() throws {
        let text = try String(contentsOf: Self.docs.appending(path: "report-schema.md"), encoding: .utf8)
        for key in try Self.walker().keys {
            let parts = key.split(separator: ".")
            let heading = parts[0] == "document" ? "## The document" : "## \(parts[0])"
            let section = text.components(separatedBy: "\n\(heading)\n").dropFirst().first?
                .components(separatedBy: "\n## ").first
            #expect(section?.contains("| `\(parts[1])` |") == true, "\(key)")
        }
    }

    @Test(arguments: Scenario.all)
    func theDocumentIsSortedASCIIWithANewlineAtTheEnd(_ scenario: Scenario) throws {
        let data = try JSONReport.render(scenario.make())
        #expect(data.last == UInt8(ascii: "\n"))
        #expect(data.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        let text = String(decoding: data, as: UTF8.self)
        #expect(!text.contains("\\/"))
        #expect(text.hasPrefix("{\n  \"claims\" : ["))
    }

    @Test func theIncidentIsThereInFull() throws {
        let scenario = try #require(Scenario.all.first { $0.name == "t390251" })
        let object = try JSONSerialization.jsonObject(with: JSONReport.render(scenario.make())) as? [String: Any]
        let report = try #require(object)
        #expect(report["exitCode"] as? Int == 1)
        #expect(report["verdict"] as? String == "refused")
        let claims = try #require(report["claims"] as? [[String: Any]])
        let bad = try #require(claims.first { $0["standing"] as? String == "faulty" })
        #expect(bad["backend"] as? String == "registry1004")
        #expect(bad["code"] as? String == "content-digest")
        let attempts = try #require(bad["attempts"] as? [[String: Any]])
        #expect(attempts.count == 2)
        #expect(attempts[0]["address"] as? String == "10.64.0.4:443")
        #expect(attempts[0]["bytes"] as? Int == 1_119_805_497)
        #expect((attempts[0]["headers"] as? [String: String])?["x-cache-status"] == "HIT")
        let diagnoses = try #require(report["diagnoses"] as? [[String: Any]])
        #expect(diagnoses.count == 1)
        #expect(diagnoses[0]["scope"] as? String == "some")
    }

    @Test func nothingIsShortenedInJSON() throws {
        let scenario = try #require(Scenario.all.first { $0.name == "forty-images" })
        let run = try scenario.make()
        let object = try JSONSerialization.jsonObject(with: JSONReport.render(run)) as? [String: Any]
        #expect((object?["diagnoses"] as? [Any])?.count == 7)
        #expect((object?["claims"] as? [Any])?.count == 360)
    }
}
