import Foundation
import OCI
import Samples
import Testing

@testable import Record
@testable import Report

/// Merged reports of a sharded release.
struct MergeTests {
    /// The reports of all shards of a run, each from its own machine, read and merged.
    static func merged(_ total: Int = 3, _ change: (inout SampleRun) throws -> Void) throws -> Run {
        try merged(
            (1...total).map { index in
                var sample = try SampleRun()
                sample.vantage = "ci-\(index)"
                try change(&sample)
                sample.shard = Shard(index, of: total)
                return sample.run
            })
    }

    static func merged(_ runs: [Run]) throws -> Run {
        let files = try runs.enumerated().map { index, run in
            try ShardFile.read(
                Data(JSONReport.render(run).utf8), named: "shard-\(index + 1).json", now: run.finished, maxAge: 3600
            ).get()
        }
        return Scenario.explained(try Run.merging(files).facts)
    }

    static let rows: [(String, ExitCode, @Sendable (inout SampleRun) throws -> Void)] = [
        ("merge-verified", .verified, { _ in }),
        ("merge-refused", .refused, { $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot")) }),
        ("merge-reused", .verified, { $0.usual = .reused(hours: 3, run: 9, cache: "HIT") }),
        ("merge-undecided", .undecided, { $0.answer("web", on: "registry2004", with: .status(503)) }),
        (
            "merge-let-pass", .verified,
            {
                $0.policy.undecided = .warn
                $0.answer("web", on: "registry2004", with: .status(503))
            }
        ),
        (
            "merge-tag-differs", .refused,
            { $0.tags["registry2004 \($0.images[0].reference)"] = .names("older manifest") }
        ),
        (
            "merge-presence", .verified,
            {
                $0.policy.depth = .presence
                $0.usual = .present
            }
        ),
        (
            "merge-credentials", .credentials,
            { $0.answer("web", on: "registry2004", with: .denied(.missing(hasToken: false))) }
        ),
    ]

    @Test(arguments: rows.indices) func theTextIsTheSnapshot(_ index: Int) throws {
        let (name, exitCode, change) = Self.rows[index]
        let merged = try Self.merged(3, change)
        #expect(merged.exitCode == exitCode)
        let text = TextReport.render(merged)
        #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        try expectSnapshot(text, name)
    }

    private static let wholes = Scenario.all.filter { !$0.name.hasPrefix("shard") && !$0.name.hasPrefix("look-") }

    /// A merge of all shards says everything that a run of the whole release says.
    @Test(arguments: wholes)
    func theMergeIsTheWhole(_ scenario: Scenario) throws {
        let whole = try scenario.make()
        let shards = try (1...3).compactMap { index in try Shard(index, of: 3).flatMap { try scenario.sharded($0) } }
        guard whole.command == .check, !whole.images.isEmpty, !shards.isEmpty else { return }
        let merged = try Self.merged(shards)
        #expect(merged.verdict == whole.verdict)
        if whole.stopped == nil { #expect(merged.exitCode == whole.exitCode) }
        #expect(merged.diagnoses.map(\.code) == whole.diagnoses.map(\.code))
        #expect(merged.findings == whole.findings)
        let places = FormatTable.places
        #expect(GitLabReport.render(merged, places: places) == GitLabReport.render(whole, places: places))
        #expect(Self.blocks(of: merged) == Self.blocks(of: whole))
    }

    /// Removes the machine that a merge adds to the number of a run.
    private static func blocks(of run: Run) -> [String] {
        run.diagnoses.enumerated().map { number, diagnosis in
            DiagnosisBlock(diagnosis, of: run, options: TextOptions(width: 10_000))
                .page(number: number + 1, of: run.diagnoses.count).text
                .replacing(/(by run \d+) on [\w.-]+/) { "\($0.1)" }
        }
    }

    @Test func formsEndWithTheVerdictOfAll() throws {
        let merged = try Self.merged { $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot")) }
        try expectSnapshot(
            GitHubReport.annotations(merged, places: FormatTable.places) + GitHubSummary.render(merged), "merge-forms")
    }

    @Test func mergeFaultsHaveSentences() throws {
        let run = try SampleRun().run
        let shard = try #require(Shard(1, of: 3))
        let other = try #require(Shard(2, of: 4))
        let image = run.images[0].reference
        let backends = MergeFault.Backends(backends: run.registries[0].backends, file: "a.json")
        let settings = MergeFault.Setting.allCases.map { setting in
            MergeFault.differ(
                setting: setting, one: .init(value: nil, file: "a.json"), other: .init(value: "x", file: "b.json"))
        }
        let faults: [MergeFault] =
            [
                .notAReport(file: "a.json"), .otherSchema(file: "a.json", found: 2, expected: 1),
                .endedEarly(file: "a.json", exitCode: 65, faults: ["images.txt:3: not UTF-8", "b"]),
                .wrongCommand(file: "a.json", command: "plan"),
                .empty(file: "a.json"),
                .notJSON(file: "a.json", fault: "line 3, byte 7: unexpected end, expected a value"),
                .notAShard(file: "a.json"),
                .tooOld(file: "a.json", age: 7200, limit: 3600),
                .fromTheFuture(file: "a.json", finished: SampleRun.started),
                .otherSplit(file: "a.json", shard: shard, other: "b.json", otherShard: other),
                .missing(index: 2, total: 3), .duplicate(index: 2, total: 3, files: ["a.json", "b.json"]),
            ] + settings + [
                .backendsDiffer(
                    registry: image.registry, one: backends, other: .init(backends: [], file: "b.json")),
                .imageMissing(image, in: "a.json", from: "b.json"),
                .tagMoved(
                    image, backend: "registry1004", one: .init(digest: SampleRun.digest("a"), file: "a.json"),
                    other: .init(digest: SampleRun.digest("b"), file: "b.json")),
                .notCovered(count: 3, first: run.claims[8]),
            ]
        try expectSnapshot(faults.map { $0.words + "\n" }.joined(), "merge-faults")
        let lines = MergeError(faults: faults).words.split(separator: "\n")
        #expect(lines.count == 21 && lines.last == "and \(faults.count - 20) more")
    }
}
