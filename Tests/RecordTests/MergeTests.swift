import Foundation
import OCI
import Testing

@testable import Record

struct MergeTests {
    /// A release of two images, proven by one run. A shard leaves the layers of other shards to them.
    private func builder(_ change: (inout Builder) throws -> Void = { _ in }) throws -> Builder {
        var builder = try Builder()
        try builder.add("app", layers: [1, 2, 3])
        try builder.add("side", layers: [3, 4])
        builder.sortManifestsFirst()
        try change(&builder)
        return builder
    }

    private func shard(_ index: Int, of total: Int, _ whole: Builder) throws -> ShardFile {
        var facts = whole.facts
        let shard = try #require(Shard(index, of: total))
        facts.shard = shard
        facts.vantage = "host\(index)"
        facts.number = Int64(index)
        for place in facts.claims.indices where facts.claims[place].kind == .layer {
            let owner = Int(facts.claims[place].digest.encoded.suffix(1), radix: 16).map { $0 % total + 1 } ?? 1
            guard owner != index else { continue }
            facts.claims[place].status = .otherShard(owner, isRead: false)
            facts.claims[place].attempts = []
        }
        let data = try RunCoding.encode(Run(facts))
        let name = "report-\(index).json"
        return try ShardFile.read(data, named: name, now: Builder.start, maxAge: 60).get()
    }

    /// The same facts without run-specific fields.
    private func comparable(_ run: Run) -> RunFacts {
        var facts = run.facts
        facts.command = .check
        facts.number = nil
        facts.vantage = ""
        facts.shards = []
        facts.shard = nil
        return facts
    }

    @Test(arguments: [1, 2, 3, 7])
    func mergedShardsEqualASingleRun(total: Int) throws {
        let whole = try builder { builder in
            try builder.fail(1, on: "two", .contentDigest, received: 9)
            try builder.fail(4, on: "one", .accessConnect)
            try builder.fail(1001, on: "two", .absenceManifest)
        }
        let merged = try Run.merging((1...total).reversed().map { try shard($0, of: total, whole) })
        #expect(merged.command == .merge && merged.shards.map(\.shard.index) == Array(1...total))
        #expect(comparable(merged) == comparable(whole.run))
        #expect(merged.verdict == whole.run.verdict && merged.exitCode == whole.run.exitCode)
        #expect(merged.totals == whole.run.totals && merged.findings == whole.run.findings)
    }

    @Test("shards on several machines prove nothing about a backend that each machine has for itself")
    func backendsOfOneMachine() throws {
        func merged(_ machines: [String], local: String?) throws -> Run {
            let whole = try builder { builder in
                for registry in builder.facts.registries.indices {
                    for place in builder.facts.registries[registry].backends.indices
                    where builder.facts.registries[registry].backends[place].name == local {
                        builder.facts.registries[registry].backends[place].isMachineLocal = true
                    }
                }
            }
            let files = try machines.enumerated().map { index, machine in
                let file = try shard(index + 1, of: machines.count, whole)
                var facts = file.run.facts
                (facts.machine, facts.vantage) = (machine, machine)
                return ShardFile(name: file.name, shard: file.shard, run: Run(facts))
            }
            return try Run.merging(files)
        }
        #expect(try merged(["a", "a"], local: "two").verdict == .verified)
        #expect(try merged(["a", "b"], local: nil).verdict == .verified)
        let run = try merged(["a", "b"], local: "two")
        #expect(run.verdict == .undecided && run.exitCode == .unavailable && run.machine == nil)
        #expect(run.claims.allSatisfy { ($0.finding?.code == .accessOther) == ($0.backend == "two") })
        #expect(try merged(["a", "b", "a"], local: "one").exitCode == .unavailable)
    }

    private func faults(_ files: [ShardFile]) throws -> [MergeFault] {
        do throws(MergeError) {
            _ = try Run.merging(files)
            return []
        } catch {
            return error.faults
        }
    }

    @Test func missingAndDuplicateShardsAreReported() throws {
        let whole = try builder()
        let files = try [1, 3, 3].map { try shard($0, of: 3, whole) }
        #expect(
            try faults(files) == [
                .missing(index: 2, total: 3),
                .duplicate(index: 3, total: 3, files: ["report-3.json", "report-3.json"]),
            ])
    }

    @Test func shardsOfOtherReleasesAreRejected() throws {
        let whole = try builder()
        let other = try builder { builder in
            builder.facts.images.removeLast()
            builder.facts.policy.depth = .unpack
        }
        let found = try faults([try shard(1, of: 2, whole), try shard(2, of: 2, other)])
        #expect(
            found == [
                .differ(
                    setting: .depth, one: .init(value: "full", file: "report-1.json"),
                    other: .init(value: "unpack", file: "report-2.json")),
                .imageMissing(try Builder.reference("side"), in: "report-1.json", from: "report-2.json"),
            ])
    }

    @Test func aTagThatMovedBetweenShardsIsRejected() throws {
        let whole = try builder()
        let moved = try builder { $0.facts.images[0].views[1].digest = try Builder.digest(5) }
        #expect(
            try faults([try shard(1, of: 2, whole), try shard(2, of: 2, moved)]) == [
                .tagMoved(
                    try Builder.reference("app"), backend: "two",
                    one: .init(digest: try Builder.digest(1000), file: "report-1.json"),
                    other: .init(digest: try Builder.digest(5), file: "report-2.json"))
            ])
    }

    @Test func anUncoveredClaimNeverPasses() throws {
        let whole = try builder()
        let left = try builder { builder in
            try builder.set(2, on: "one") { _ in .otherShard(1, isRead: false) }
        }
        let files = [try shard(1, of: 2, left), try shard(2, of: 2, whole)]
        let found = try faults(files)
        #expect(found.count == 1)
        guard case .notCovered(let count, let first) = found.first else {
            Issue.record("\(found)")
            return
        }
        #expect(try count == 1 && first.digest == Builder.digest(2))
        // If a shard is undecided anyway, the merge succeeds and stays undecided.
        let undecided = try builder { builder in
            try builder.set(2, on: "one") { _ in .otherShard(1, isRead: false) }
            try builder.fail(1000, on: "two", .accessConnect)
        }
        let merged = try Run.merging([try shard(1, of: 2, undecided), try shard(2, of: 2, undecided)])
        #expect(merged.verdict == .undecided)
        #expect(merged.notices.map(\.wrappedValue) == [.notCovered(count: 1)])
    }

    @Test(
        arguments: [
            ("[]", .notAReport(file: "x")), ("{\"tool\":\"other\"}", .notAReport(file: "x")),
            (
                "{\"tool\":\"blobgate\",\"schemaVersion\":9,\"command\":\"check\"}",
                .otherSchema(file: "x", found: 9, expected: 1)
            ),
            (
                "{\"tool\":\"blobgate\",\"schemaVersion\":1,\"command\":\"plan\"}",
                .wrongCommand(file: "x", command: "plan")
            ),
            (
                "{\"tool\":\"blobgate\",\"schemaVersion\":1,\"command\":\"check\",\"endedEarly\":true,\"exitCode\":65,"
                    + "\"faults\":[{\"text\":\"no\"}]}", .endedEarly(file: "x", exitCode: 65, faults: ["no"])
            ),
            ("", .empty(file: "x")),
            (
                "{\"tool\":\"blobgate\",\n\"schemaVersion\":1,\"comm",
                .notJSON(file: "x", fault: #"line 2, byte 24: unexpected end, expected "\"""#)
            ),
        ] as [(String, MergeFault)])
    func filesOtherThanShardReportsAreRejected(text: String, fault: MergeFault) throws {
        let result = ShardFile.read(Data(text.utf8), named: "x", now: Builder.start, maxAge: 60)
        #expect(throws: MergeFault.Refusal(fault: fault)) { try result.get() }
    }

    @Test(arguments: [
        ("version", nil, "version", DecodingFault.Problem.missing),
        ("version", "5", "version", .mistyped(expected: .text)),
        ("claims", "{}", "claims", .mistyped(expected: .list)),
        ("claims", "[7]", "claims[0]", .mistyped(expected: .object)),
        (
            "started", "\"soon\"", "started",
            .invalid(reason: "not an RFC 3339 time, for example 2026-01-31T12:00:00.000Z")
        ),
    ])
    func aDamagedReportNamesTheKey(key: String, value: String?, path: String, problem: DecodingFault.Problem) throws {
        let text = String(decoding: try RunCoding.encode(try builder().run), as: UTF8.self)
        var object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        object[key] = try value.map {
            try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed)
        }
        let data = try JSONSerialization.data(withJSONObject: object)
        let result = ShardFile.read(data, named: "x", now: Builder.start, maxAge: 60)
        #expect {
            try result.get()
        } throws: { error in
            guard case .damaged("x", let fault) = (error as? MergeFault.Refusal)?.fault else { return false }
            return fault.path == path && fault.problem == problem
        }
    }

    @Test func oldReportsAndReportsOfWholeReleasesAreRejected() throws {
        let whole = try builder()
        let data = try RunCoding.encode(whole.run)
        func fault(after seconds: TimeInterval, _ data: Data) -> MergeFault? {
            let now = whole.facts.finished.addingTimeInterval(seconds)
            guard case .failure(let refusal) = ShardFile.read(data, named: "x", now: now, maxAge: 60) else {
                return nil
            }
            return refusal.fault
        }
        #expect(fault(after: 0, data) == .notAShard(file: "x"))
        var facts = whole.facts
        facts.shard = Shard(1, of: 1)
        let part = try RunCoding.encode(Run(facts))
        #expect(fault(after: 60, part) == nil)
        #expect(fault(after: 61, part) == .tooOld(file: "x", age: 61, limit: 60))
        #expect(fault(after: -301, part) == .fromTheFuture(file: "x", finished: whole.facts.finished))
    }
}
