import Foundation
import Gate
import OCI
import Record
import Support
import Testing

@testable import blobgate

/// Sharded checks, as users and CI systems run them.
@Suite struct ShardTests {
    private static let images = ["registry.test/app:1", "registry.test/side:1"]

    private static func withRegistries(
        _ body: (_ backends: [ScriptedRegistry], _ flags: [String], GateHome) async throws -> Void
    ) async throws {
        try await ScriptedRegistry.run { one in
            try await ScriptedRegistry.run { two in
                for registry in [one, two] {
                    for (name, seeds) in [("app", 1...6), ("side", 4...9)] {
                        try registry.addImage(
                            to: name, tag: "1",
                            layers: seeds.map { seed in (0..<(700 * seed)).map { UInt8(truncatingIfNeeded: $0 &* seed) }
                            })
                    }
                }
                let flags = ["--backend", "one=\(one.url)", "--backend", "two=\(two.url)"]
                try await body([one, two], flags, GateHome())
            }
        }
    }

    /// Runs each shard with its own ledger, as on separate machines; returns the exit codes and reports.
    private static func check(
        _ home: GateHome, _ flags: [String], shards: ClosedRange<Int> = 1...3
    ) async throws -> (codes: [Int32], reports: [String]) {
        var codes: [Int32] = []
        var reports: [String] = []
        for index in shards {
            let report = home.path("report-\(index).json")
            let result = try await home.run(
                ["check", "--shard", "\(index)/3", "--ledger", home.path("ledger-\(index).sqlite")] + flags
                    + ["--output", "text", "--output", "json=\(report)"] + images)
            let last = result.output.split(separator: "\n").last
            #expect(
                last
                    == "shard \(index) of 3: ONLY PART of the release; the verdict comes from all 3 reports: blobgate merge REPORT.json...",
                "\(result)")
            codes.append(result.status)
            reports.append(report)
        }
        return (codes, reports)
    }

    @Test func aGoodReleaseIsVerifiedByAll() async throws {
        try await Self.withRegistries { backends, flags, home in
            let (codes, reports) = try await Self.check(home, flags)
            #expect(codes == [0, 0, 0])
            let merged = try await home.run(["merge", "--output", "text", "--output", "json=all.json"] + reports)
            #expect(merged.status == 0, "\(merged)")
            #expect(merged.output.contains("verified: 2 images on 2 backends, 28 blobs"), "\(merged)")
            #expect(FileManager.default.fileExists(atPath: home.path("all.json")))
            // No blob was pulled twice from the same backend under the same name.
            for backend in backends {
                let pulls = Dictionary(grouping: backend.requests(.blobs.ranged(false)), by: \.path)
                #expect(pulls.count == 14)
                #expect(pulls.values.allSatisfy { $0.count == 1 })
            }
        }
    }

    @Test func theMergeReportsABadLayer() async throws {
        try await Self.withRegistries { backends, flags, home in
            let image = try backends[1].addImage(
                to: "app", tag: "1",
                layers: (1...6).map { seed in (0..<(700 * seed)).map { UInt8(truncatingIfNeeded: $0 &* seed) } })
            let layer = image.layers[1].digest
            backends[1].on(.blob(layer), .flipByte(at: 9))
            let (codes, reports) = try await Self.check(home, flags)
            #expect(codes.sorted() == [0, 0, 1])
            let merged = try await home.run(["merge"] + reports.reversed())
            #expect(merged.status == 1, "\(merged)")
            #expect(merged.output.contains("REFUSED: wrong bytes (content-digest)\n"), "\(merged)")
            #expect(merged.output.contains(layer.description), "\(merged)")
            #expect(merged.output.contains("REFUSED: 1 of 2 images not verified; "), "\(merged)")

            try await Self.expectEveryForm(of: reports, home)

            let missing = try await home.run(["merge", "--output", "junit=lost.xml"] + reports.prefix(2))
            #expect(missing.status == 65, "\(missing)")
            let told = try String(contentsOfFile: home.path("lost.xml"), encoding: .utf8)
            #expect(told.contains(#"errors="1""#) && told.contains("cannot be merged"), "\(told)")
            #expect(
                missing.error == "blobgate: the reports cannot be merged:\nshard 3 of 3 is missing\n", "\(missing)")

            // Healed, and rechecked by its shard only.
            backends[1].heal()
            let place = try #require(codes.firstIndex(of: 1))
            let again = try await home.run([
                "recheck", "--ledger", home.path("ledger-\(place + 1).sqlite"), "--output", "json=\(reports[place])",
            ])
            #expect(again.status == 0, "\(again)")
            #expect(try await home.run(["merge", "--quiet"] + reports).status == 0)
        }
    }

    /// A merge with a refused shard reports the fault in every format.
    private static func expectEveryForm(of reports: [String], _ home: GateHome) async throws {
        let files = ["junit=a.xml", "gitlab=q.json", "sarif=a.sarif", "openmetrics=release.prom", "json=all.json"]
        let outputs = (files + ["github", "text"]).flatMap { ["--output", $0] }
        let environment = ["GITHUB_OUTPUT": home.path("outputs"), "GITHUB_STEP_SUMMARY": home.path("summary.md")]
        let merged = try await home.run(["merge"] + outputs + reports, environment: environment)
        #expect(merged.status == 1, "\(merged)")
        let commands = merged.output.split(separator: "\n").filter { $0.hasPrefix("::error ") }
        #expect(commands.first?.hasPrefix("::error title=blobgate%3A wrong bytes (content-digest)::") == true)
        #expect(commands.last?.hasPrefix("::error title=blobgate%3A refused::REFUSED: 1 of 2 images") == true)
        #expect(merged.output.hasPrefix("::stop-commands::"), "\(merged)")
        for (file, part) in [
            ("a.xml", "<failure type=\"content-digest\""), ("q.json", "\"severity\" : \"blocker\""),
            ("a.sarif", "\"ruleId\" : \"content-digest\""), ("summary.md", "\n## blobgate merge: REFUSED\n"),
            ("release.prom", "blobgate_verdict{gate=\"release\",verdict=\"refused\"} 1\n"),
            ("outputs", "\nrefused\n"), ("all.json", "\"command\" : \"merge\""),
        ] {
            let text = try String(contentsOfFile: home.path(file), encoding: .utf8)
            #expect(text.contains(part), "\(file): \(text)")
        }
    }

    struct Choice: Sendable {
        var option: String?
        var environment: [String: String] = [:]
        var shard: Shard?
        var notice: String?
        var failure: String?
    }

    @Test(arguments: [
        Choice(),
        Choice(option: "2/4", shard: Shard(2, of: 4)),
        Choice(environment: ["BLOBGATE_SHARD": "3/4"], shard: Shard(3, of: 4)),
        Choice(option: "2/4", environment: ["BLOBGATE_SHARD": "3/4"], shard: Shard(2, of: 4)),
        Choice(
            option: "auto", environment: ["CI_NODE_INDEX": "3", "CI_NODE_TOTAL": "5"], shard: Shard(3, of: 5)),
        Choice(
            environment: ["BLOBGATE_SHARD": "auto", "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "5"], shard: Shard(1, of: 5)),
        Choice(option: "auto", environment: ["CI_NODE_TOTAL": "1"], shard: Shard(1, of: 1)),
        Choice(
            option: "auto", environment: ["JOB_COMPLETION_INDEX": "0", "BLOBGATE_SHARDS": "2"], shard: Shard(1, of: 2)),
        // A job may be parallel for other reasons.
        Choice(
            environment: ["CI_NODE_INDEX": "3", "CI_NODE_TOTAL": "5"],
            notice:
                "this is one of 5 parallel jobs (CI_NODE_TOTAL), but it checks the whole release; "
                + "--shard auto checks one shard per job"),
        Choice(environment: ["JOB_COMPLETION_INDEX": "3"]),
        Choice(environment: ["CI_NODE_TOTAL": "many"]),
        Choice(
            option: "auto", environment: ["CIRCLE_NODE_INDEX": "0", "CIRCLE_NODE_TOTAL": "3"], shard: Shard(1, of: 3)),
        Choice(
            option: "auto", environment: ["CIRCLE_NODE_INDEX": "0", "CIRCLE_NODE_TOTAL": "1"], shard: Shard(1, of: 1)),
        Choice(
            option: "auto", environment: ["BUILDKITE_PARALLEL_JOB": "4", "BUILDKITE_PARALLEL_JOB_COUNT": "5"],
            shard: Shard(5, of: 5)),
        Choice(
            option: "auto", environment: ["BITBUCKET_PARALLEL_STEP": "1", "BITBUCKET_PARALLEL_STEP_COUNT": "3"],
            shard: Shard(2, of: 3)),
        Choice(
            option: "auto", environment: ["SEMAPHORE_JOB_INDEX": "3", "SEMAPHORE_JOB_COUNT": "3"],
            shard: Shard(3, of: 3)),
        Choice(
            option: "auto", environment: ["AWS_BATCH_JOB_ARRAY_INDEX": "0", "AWS_BATCH_JOB_ARRAY_SIZE": "10"],
            shard: Shard(1, of: 10)),
        // A job of its own in GitLab, as a pod of an Indexed Job.
        Choice(
            option: "auto", environment: ["CI_NODE_TOTAL": "1", "JOB_COMPLETION_INDEX": "1", "BLOBGATE_SHARDS": "2"],
            shard: Shard(2, of: 2)),
        Choice(
            environment: ["BUILDKITE_PARALLEL_JOB": "0", "BUILDKITE_PARALLEL_JOB_COUNT": "4"],
            notice:
                "this is one of 4 parallel jobs (BUILDKITE_PARALLEL_JOB_COUNT), but it checks the whole release; "
                + "--shard auto checks one shard per job"),
        // The other steps of a parallel group may do something else.
        Choice(environment: ["BITBUCKET_PARALLEL_STEP": "1", "BITBUCKET_PARALLEL_STEP_COUNT": "3"]),
        Choice(environment: ["CIRCLE_NODE_INDEX": "0", "CIRCLE_NODE_TOTAL": "1"]),
        Choice(
            option: "auto",
            failure: "--shard auto: none of these is set: CI_NODE_TOTAL (GitLab), CIRCLE_NODE_TOTAL (CircleCI), "),
        Choice(option: "auto", environment: ["SEMAPHORE_JOB_INDEX": "1"], failure: "SEMAPHORE_JOB_COUNT (Semaphore)"),
        Choice(
            option: "auto", environment: ["SEMAPHORE_JOB_INDEX": "0", "SEMAPHORE_JOB_COUNT": "2"],
            failure: "SEMAPHORE_JOB_INDEX and SEMAPHORE_JOB_COUNT give shard 0 of 2, which does not exist"),
        Choice(
            option: "auto", environment: ["BUILDKITE_PARALLEL_JOB": "5", "BUILDKITE_PARALLEL_JOB_COUNT": "5"],
            failure: "give shard 6 of 5, which does not exist"),
        Choice(
            option: "auto", environment: ["AWS_BATCH_JOB_ARRAY_INDEX": "1", "AWS_BATCH_JOB_ARRAY_SIZE": "ten"],
            failure: "AWS_BATCH_JOB_ARRAY_SIZE is \"ten\", not a number from 0 to 1000"),
        Choice(
            option: "auto",
            environment: [
                "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "4", "CIRCLE_NODE_INDEX": "0", "CIRCLE_NODE_TOTAL": "3",
                "AWS_BATCH_JOB_ARRAY_INDEX": "0", "AWS_BATCH_JOB_ARRAY_SIZE": "2",
            ], failure: "(AWS_BATCH_JOB_ARRAY_SIZE) all set a shard; choose one"),
        Choice(option: "auto", environment: ["JOB_COMPLETION_INDEX": "3"], failure: "set BLOBGATE_SHARDS"),
        Choice(
            option: "auto", environment: ["JOB_COMPLETION_INDEX": "2", "BLOBGATE_SHARDS": "2"],
            failure: "give shard 3 of 2, which does not exist"),
        Choice(
            option: "auto", environment: ["CI_NODE_TOTAL": "4"],
            failure: "CI_NODE_TOTAL is 4, but CI_NODE_INDEX is not set"),
        Choice(
            option: "auto", environment: ["CI_NODE_INDEX": "x", "CI_NODE_TOTAL": "4"],
            failure: "CI_NODE_INDEX is \"x\", not a number from 0 to 1000"),
        Choice(
            option: "auto",
            environment: [
                "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "4", "JOB_COMPLETION_INDEX": "0", "BLOBGATE_SHARDS": "2",
            ], failure: "both set a shard; choose one"),
        Choice(
            environment: ["BLOBGATE_SHARD": "4/3"], failure: "BLOBGATE_SHARD is \"4/3\", not a shard as INDEX/TOTAL"),
    ])
    func ciShardsRequireAuto(_ choice: Choice) throws {
        if let failure = choice.failure {
            let error = #expect(throws: CommandFailure.self) {
                try ShardResolver(choice.option.flatMap { ShardRequest($0) }, Environment(choice.environment))
            }
            #expect(error?.code == .configuration)
            #expect(error?.message.contains(failure) == true, "\(error?.message ?? "")")
        } else {
            let found = try ShardResolver(choice.option.flatMap { ShardRequest($0) }, Environment(choice.environment))
            #expect(found.shard == choice.shard)
            #expect(found.notices == (choice.notice.map { [$0] } ?? []))
        }
    }

    @Test func runsWithoutAReportCannotBeMerged() throws {
        let found = try ShardResolver(ShardRequest("1/2"), Environment([:]), writesJSON: false)
        #expect(found.notices.first?.contains("--output json=PATH") == true)
    }

    // MARK: ledgers

    @Test func proofsAreExchangedBetweenMachines() async throws {
        try await Self.withRegistries { backends, flags, home in
            let here = ["--ledger", home.path("here.sqlite")]
            let there = ["--ledger", home.path("there.sqlite")]
            #expect(try await home.run(["check"] + flags + here + Self.images).status == 0)
            let exported = try await home.run(["ledger", "export", home.path("proofs.jsonl")] + here)
            #expect(exported.status == 0, "\(exported)")
            #expect(exported.output.hasPrefix("wrote 32 proofs and 0 refusals from "), "\(exported)")
            let imported = try await home.run(["ledger", "import", home.path("proofs.jsonl")] + there)
            #expect(imported.status == 0, "\(imported)")
            #expect(imported.output.hasPrefix("imported 32 proofs and 0 refusals into "), "\(imported)")
            #expect(imported.output.hasSuffix(" as run 1\n"), "\(imported)")

            let before = backends.map { $0.requests(.blobs).count }
            let checked = try await home.run(["check"] + flags + there + Self.images)
            #expect(checked.status == 0, "\(checked)")
            #expect(backends.map { $0.requests(.blobs).count } == before)
            #expect(checked.output.contains(" by run 1 on "), "\(checked)")

            let again = try await home.run(
                ["ledger", "import", "-"] + there,
                input: String(contentsOfFile: home.path("proofs.jsonl"), encoding: .utf8))
            #expect(again.output.hasPrefix("imported 0 proofs and 0 refusals into "), "\(again)")
            #expect(again.output.hasSuffix("32 proofs already known\n"), "\(again)")
            let runs = try await home.run(["ledger", "runs"] + there)
            #expect(runs.output.contains("import"), "\(runs)")
            #expect(runs.output.split(separator: "\n").count == 3, "\(runs)")
        }
    }

    @Test func aDamagedFileStopsTheWholeImport() async throws {
        try await Self.withRegistries { _, flags, home in
            let here = ["--ledger", home.path("here.sqlite")]
            #expect(try await home.run(["check"] + flags + here + Self.images).status == 0)
            let text = try await home.run(["ledger", "export"] + here).output
            try home.write("good.jsonl", text)
            try home.write("bad.jsonl", text.split(separator: "\n").dropLast(3).joined(separator: "\n") + "\n")
            let there = ["--ledger", home.path("there.sqlite")]
            let result = try await home.run(["ledger", "import", "good.jsonl", "bad.jsonl"] + there)
            #expect(result.status == 65, "\(result)")
            #expect(
                result.error
                    == "blobgate: bad.jsonl:31: the export is truncated: the last line is missing; nothing was imported\n",
                "\(result)")
            let untouched = try await home.run(["ledger", "export"] + there)
            #expect(untouched.status == 78 && untouched.error.contains(" does not exist: "), "\(untouched)")
            let none = try await home.run(["ledger", "import", "none.jsonl"] + there)
            #expect(none.status == 65)
            #expect(
                none.error == "blobgate: none.jsonl: cannot be read: No such file or directory; nothing was imported\n",
                "\(none)")
        }
    }
}
