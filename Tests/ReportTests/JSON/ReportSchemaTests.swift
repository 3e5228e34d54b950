import Foundation
import OCI
import Record
import Samples
import Support
import Testing

@testable import Report

/// The table of the JSON report, its schema, its documentation and the encoder agree.
struct ReportSchemaTests {
    private static let schema = Result { try SchemaWalker(Data(ReportSchema.json().utf8)) }

    private static func walker() throws -> SchemaWalker { try schema.get() }

    @Test(arguments: [
        ("report.schema.json", ReportSchema.json()), ("ended-early.schema.json", ReportSchema.endedEarlyJSON()),
        ("report-schema.md", ReportSchema.markdown()),
    ])
    func theDocumentationIsGenerated(_ file: String, _ text: String) throws {
        let written = try String(contentsOf: SchemaTypes.root.appending(path: "docs/\(file)"), encoding: .utf8)
        #expect(written == text, "make reference")
    }

    @Test(arguments: Scenario.all + Scenario.plans)
    func everyReportFitsTheSchema(_ scenario: Scenario) throws {
        var walker = try Self.walker()
        let run = try scenario.make()
        try walker.walk(Data(JSONReport.render(run).utf8))
        #expect(walker.faults == [])
        // Without wording there are no sentences; everything else is the same.
        let stored = try RunCoding.decode(Run.self, from: RunCoding.encode(run))
        let isHostile = run.vantage.unicodeScalars.contains(where: \.isHidden)
        #expect(try isHostile ? RunCoding.decode(Run.self, from: RunCoding.encode(stored)) == stored : stored == run)
    }

    /// Each object of the table, with all keys and with only the required ones, is read and written by its type.
    @Test(arguments: SchemaTypes.all)
    func everyObjectMatchesItsType(_ entry: SchemaTypes) throws {
        let object = try #require(ReportSchema.objects.first { $0.name == entry.name }, "\(entry.name)")
        for sample in SchemaSamples.all(of: object) {
            let data = try JSONSerialization.data(withJSONObject: sample, options: .fragmentsAllowed)
            let written = try entry.roundTrip(data)
            #expect(try Self.equal(written, data), "\(entry.name): \(String(decoding: data, as: UTF8.self))")
            var walker = try Self.walker()
            try walker.walk(written, as: entry.name)
            #expect(walker.faults == [])
        }
    }

    private static func equal(_ left: Data, _ right: Data) throws -> Bool {
        let objects = try [left, right].map {
            try #require(try JSONSerialization.jsonObject(with: $0) as? NSDictionary)
        }
        return objects[0] == objects[1]
    }

    /// A key or a case that is missing from the table would be in no sample.
    @Test(arguments: SchemaTypes.all)
    func theTableHasEveryKeyOfEveryType(_ entry: SchemaTypes) throws {
        let object = try #require(ReportSchema.objects.first { $0.name == entry.name })
        #expect(Set(object.rows.map(\.key)) == Set(try SourceTypes.members(of: entry.type)), "\(entry.type)")
    }

    /// Every object is either tested above or encoded by hand in the code.
    @Test func noObjectIsLeftOut() {
        let byHand = ["document", "status", "expectedContent", "source", "byteRange"]
        #expect(Set(ReportSchema.objects.map(\.name)) == Set(SchemaTypes.all.map(\.name) + byHand))
    }

    @Test func everyKeyIsInSomeSample() throws {
        var walker = try Self.walker()
        let names = [
            "t390251-direct-good", "held-in-vain", "overridden", "spot-checked", "flapping-let-pass",
            "rollback-refused",
            "interrupted", "depth-manifest", "hostile", "no-backend", "shard", "plan-with-fault", "look-flipped-bit",
            "look-single-nothing-to-compare", "look-three-caches-bad",
        ]
        for name in names { try walker.walk(Data(JSONReport.render(Scenario.named(name).make()).utf8)) }
        try walker.walk(Data(JSONReport.render(Self.rich()).utf8))
        try walker.walk(Data(JSONReport.render(MergeTests.merged { _ in }).utf8))
        for entry in SchemaTypes.all {
            let object = try #require(ReportSchema.objects.first { $0.name == entry.name })
            for sample in SchemaSamples.all(of: object) {
                try walker.walk(JSONSerialization.data(withJSONObject: sample), as: entry.name)
            }
        }
        #expect(walker.faults == [])
        #expect(walker.keys.subtracting(walker.seen).sorted() == [])
    }

    /// Covers the keys that the named scenarios do not.
    private static func rich() throws -> Run {
        var sample = try SampleRun()
        sample.recheckOf = 3
        sample.images[1] = try SampleRun.Image(
            "\(SampleRun.registryName)/restricted/mediawiki-webserver@\(SampleRun.digest("pinned"))", origins: [],
            blobs: sample.images[1].blobs)
        sample.images[1].expectations = [
            Expectation(.manifest(SampleRun.digest("pinned")), .pin, origin: .line(file: "pins.json", number: 4)),
            Expectation(
                .config(SampleRun.digest("config")), .disk, origin: Origin(source: .file("a.tar"), number: nil)),
        ]
        var place = OriginPlace()
        place.document = 2
        sample.images[0].origins.append(Origin(source: .output(of: "helm template ./web"), number: 31, place: place))
        sample.answer("web", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        sample.answer("web", on: "registry1005", with: .reused(hours: 2, run: 5, cache: "HIT"))
        var facts = sample.facts
        facts.machine = "9f2c"
        facts.requests = 12
        for index in facts.claims.indices {
            if case .verified(var verified) = facts.claims[index].status {
                verified.namedDigest = "sha256:1"
                verified.diffID = SampleRun.digest("diff")
                verified.resumedAt = 33_554_432
                verified.begunAt = SampleRun.started
                verified.partsFrom = 67_108_864
                facts.claims[index].status = .verified(verified)
            }
            if case .reused(var reuse) = facts.claims[index].status {
                reuse.spotCheckedAt = SampleRun.started
                reuse.vantage = "ci-7"
                facts.claims[index].status = .reused(reuse)
            }
        }
        if let last = facts.claims.lastIndex(where: { $0.kind == .layer && $0.status.verified != nil }) {
            facts.claims[last].status = .shared(
                Run.Claim.Shared(
                    repository: facts.claims[last].repository, object: "https://s3.test:443/a", size: 1,
                    diffID: SampleRun.digest("diff"), provenAt: SampleRun.started, run: 4, vantage: "ci-7"))
        }
        if let claim = facts.claims.first(where: { $0.finding != nil }) {
            facts.earlierFaults = [
                EarlierFault(
                    group: claim.group, run: 3,
                    wrong: [EarlierFault.Copy(backend: "registry1004", isDirect: false, reply: .hit)],
                    intact: [EarlierFault.Copy(backend: "registry1005", isDirect: false, reply: nil)])
            ]
        }
        return Scenario.explained(facts)
    }

    @Test func theDocumentIsSortedASCIIWithANewlineAtTheEnd() throws {
        let text = JSONReport.render(try Scenario.named("hostile").make())
        #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        #expect(text.hasPrefix("{\n  \"bytesPulled\" : ") && text.hasSuffix("}\n"))
        #expect(!text.contains("\\/"))
    }

    /// The incident in full, sentences included.
    @Test func theReportIsTheSnapshot() throws {
        var sample = try SampleRun()
        sample.images.removeLast()
        sample.backends.removeLast()
        sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        try expectSnapshot(JSONReport.render(sample.run), "json-report")
    }
}
