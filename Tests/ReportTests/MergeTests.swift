import Foundation
import Registry
import Testing

@testable import Gate
@testable import Report

/// One verdict of several reports.
struct MergeTests {
    private static let now = SampleRun.started.addingTimeInterval(600)
    typealias File = (name: String, data: Data)

    /// The reports of all shards of a sample, each from a machine of its own.
    static func shards(_ total: Int = 3, _ change: (inout SampleRun) -> Void = { _ in }) throws -> [File] {
        try (1...total).map { index in
            var sample = SampleRun()
            sample.vantage = "ci-\(index)"
            change(&sample)
            sample.shard = Shard(index, of: total)
            return ("shard-\(index).json", JSONReport.render(try sample.run()))
        }
    }

    static func merged(_ files: [File], maxAge: TimeInterval = 3600) throws -> MergedReport {
        try MergedReport(merging: files, now: now, maxAge: maxAge)
    }

    private static func object(_ data: Data) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    static func bad(_ sample: inout SampleRun) {
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let exit: ExitCode
        let change: @Sendable (inout SampleRun) -> Void
    }

    static let rows = [
        Row(testDescription: "merge-verified", exit: .verified) { _ in },
        Row(testDescription: "merge-refused", exit: .refused) { bad(&$0) },
        Row(testDescription: "merge-reused", exit: .verified) { $0.usual = .reused(hours: 3, run: 9, cache: "HIT") },
        Row(testDescription: "merge-undecided", exit: .undecided) {
            $0.answer("web", on: "registry2004", with: .status(503))
        },
        Row(testDescription: "merge-let-pass", exit: .verified) {
            $0.undecided = .warn
            $0.answer("web", on: "registry2004", with: .status(503))
        },
        Row(testDescription: "merge-tag-differs", exit: .refused) {
            $0.tags["registry2004 \(SampleRun.multiversion)"] = .names("older manifest")
        },
        Row(testDescription: "merge-presence", exit: .verified) {
            $0.depth = .presence
            $0.usual = .present
        },
        Row(testDescription: "merge-credentials", exit: .credentials) {
            $0.answer("web", on: "registry2004", with: .denied(.missing(obstacle: nil)))
        },
    ]

    @Test(arguments: rows) func theTextIsTheSnapshot(_ row: Row) throws {
        let merged = try Self.merged(Self.shards(3, row.change))
        #expect(merged.exitCode == row.exit)
        try expectSnapshot(merged.text(), row.testDescription)
        #expect(merged.text().utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    }

    /// All that a run of the whole release says of the verdict, a merge of its shards says too.
    @Test(arguments: Scenario.all.filter { !$0.name.hasPrefix("shard") && !$0.name.hasPrefix("look-") })
    func theVerdictIsThatOfTheWhole(_ scenario: Scenario) throws {
        let whole = try scenario.make()
        guard whole.command == "check", whole.looks.isEmpty, !whole.images.isEmpty else { return }
        let files = try (1...3).compactMap { index -> File? in
            guard let shard = Shard(index, of: 3), let run = try scenario.sharded(shard) else { return nil }
            return ("\(index).json", JSONReport.render(run))
        }
        guard !files.isEmpty else { return }
        let merged = try Self.merged(files)
        let report = try Self.object(merged.json())
        #expect(report["verdict"] as? String == whole.verdict.rawValue)
        if whole.stopped == nil { #expect(merged.exitCode == whole.exitCode) }
        let single = try Self.object(JSONReport.render(whole))
        // Faults of access are made one for each backend in each shard, so that a merge may have more of them.
        let codes = { (report: [String: Any]) in
            Set((report["diagnoses"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String })
        }
        #expect(codes(report) == codes(single))
        for key in ["claims", "images", "findings"] {
            #expect((report[key] as? [Any])?.count == (single[key] as? [Any])?.count, "\(key)")
        }
        let (totals, all) = (report["totals"] as? [String: Any], single["totals"] as? [String: Any])
        for key in ["claims", "verified", "reused", "present", "refused", "undecided", "reported", "bytesReused"] {
            #expect(totals?[key] as? Int == all?[key] as? Int, "\(key)")
        }
        #expect(totals?["elsewhere"] as? Int == 0)
    }

    @Test func theOrderOfTheFilesChangesNothing() throws {
        let files = try Self.shards(4, Self.bad)
        let merged = try Self.merged(files)
        for _ in 0..<4 { #expect(try Self.merged(files.shuffled()).json() == merged.json()) }
    }

    @Test func oneShardOfOneIsTheWhole() throws { #expect(try Self.merged(Self.shards(1)).exitCode == .verified) }

    @Test func theReportSaysWhoLooked() throws {
        let report = try Self.object(
            Self.merged(Self.shards { $0.usual = .reused(hours: 3, run: 9, cache: "HIT") }).json())
        #expect(report["command"] as? String == "merge")
        #expect(report["vantage"] as? String == "ci-1, ci-2, ci-3")
        #expect(report["run"] == nil)
        #expect(report["shard"] == nil)
        let shards = try #require(report["shards"] as? [[String: Any]])
        #expect(shards.map { $0["index"] as? Int } == [1, 2, 3])
        #expect(shards.map { $0["file"] as? String } == ["shard-1.json", "shard-2.json", "shard-3.json"])
        // The number of a run alone would not say of which machine's ledger.
        let reuses = (report["claims"] as? [[String: Any]] ?? []).compactMap { $0["reused"] as? [String: Any] }
        #expect(reuses.count == 15)
        #expect(reuses.allSatisfy { ($0["vantage"] as? String)?.hasPrefix("ci-") == true })
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var maxAge: TimeInterval = 3600
        let files: @Sendable () throws -> [File]
    }

    private static func replaced(_ files: [File], _ index: Int, _ change: (inout SampleRun) -> Void) throws -> [File] {
        var files = files
        files[index] = try shards(3, change)[index]
        return files
    }

    private static func edited(_ old: String, _ new: String) throws -> [File] {
        var files = try shards()
        let text = String(decoding: files[1].data, as: UTF8.self)
        try #require(text.contains(old))
        files[1].data = Data(text.replacing(old, with: new).utf8)
        return files
    }

    static let refusals = [
        Refusal(testDescription: "merge-missing") { try Array(shards(4)[..<2]) },
        Refusal(testDescription: "merge-twice") { try [shards()[0], shards()[1], shards()[1]] },
        Refusal(testDescription: "merge-other-split") { try [shards()[0], shards(4)[1]] },
        Refusal(testDescription: "merge-no-report") {
            try [("list.txt", Data("registry.test/app:1\n".utf8)), ("empty.json", Data()), ("b.json", Data("{}".utf8))]
                + shards()
        },
        Refusal(testDescription: "merge-ended-early") {
            var files = try shards()
            for (index, scenario) in zip([0, 2], EarlyScenario.all) {
                files[index].data = Data(scenario.early.json.utf8)
            }
            return files
        },
        Refusal(testDescription: "merge-other-schema") { try edited("\"schemaVersion\" : 1", "\"schemaVersion\" : 2") },
        Refusal(testDescription: "merge-plan") { try edited("\"command\" : \"check\"", "\"command\" : \"plan\"") },
        Refusal(testDescription: "merge-damaged") { try edited("\"started\" :", "\"begun\" :") },
        Refusal(testDescription: "merge-unknown-code") {
            try shards(3, bad).map { file in
                let text = String(decoding: file.data, as: UTF8.self)
                return (file.name, Data(text.replacing("\"content-digest\"", with: "\"content-rot\"").utf8))
            }
        },
        Refusal(testDescription: "merge-bad-shard") { try edited("\"index\" : 2", "\"index\" : 9") },
        Refusal(testDescription: "merge-whole") { [("whole.json", JSONReport.render(try SampleRun().run()))] },
        Refusal(testDescription: "merge-old", maxAge: 60) { try shards() },
        Refusal(testDescription: "merge-other-images") {
            try replaced(shards(), 2) {
                $0.images[1] = SampleRun.Image(
                    reference: "\(SampleRun.registry)/other:1", origins: [], blobs: $0.images[1].blobs)
            }
        },
        Refusal(testDescription: "merge-moved-tag") {
            try replaced(shards(), 1) { sample in
                for name in sample.backends.map(\.name) {
                    sample.tags["\(name) \(SampleRun.multiversion)"] = .names("newer manifest")
                }
            }
        },
        Refusal(testDescription: "merge-other-backends") { try replaced(shards(), 1) { $0.backends.removeLast() } },
        Refusal(testDescription: "merge-other-policy") {
            try replaced(shards(), 1) {
                $0.undecided = .warn
                $0.flapping = .reads(3)
                $0.depth = .unpack
            }
        },
        Refusal(testDescription: "merge-unowned") {
            try replaced(shards(), 0) { $0.images[0].blobs.removeLast() }
        },
    ]

    @Test(arguments: refusals) func whatCannotBeMergedIsToldInWords(_ refusal: Refusal) throws {
        let files = try refusal.files()
        let error = #expect(throws: MergeError.self) { try Self.merged(files, maxAge: refusal.maxAge) }
        try expectSnapshot("\(try #require(error))\n", refusal.testDescription)
    }

    /// A shard that could not read a manifest knows not all of its claims; its verdict stands for them.
    @Test func aShardThatCouldNotReadAManifestLeavesTheWholeUndecided() throws {
        let files = try Self.replaced(Self.shards(), 0) { sample in
            for name in sample.backends.map(\.name) {
                sample.answer("manifest of \(SampleRun.multiversion)", on: name, with: .status(503))
            }
        }
        let merged = try Self.merged(files)
        #expect(merged.exitCode == .undecided)
        let report = try Self.object(merged.json())
        #expect(report["verdict"] as? String == "undecided")
        #expect((report["totals"] as? [String: Any])?["elsewhere"] as? Int ?? 0 > 0)
        #expect((report["notices"] as? [String])?.contains { $0.contains("fell to no shard") } == true)
    }
}
