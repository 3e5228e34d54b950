import Foundation
import GRDB
import OCI
import Record
import Testing

@testable import Ledger

/// Records of runs of the same release, which are stored as what differs.
struct RecordDifferenceTests {
    /// A record of many claims, which ends at a time.
    private static func record(claims: Int, at date: Date, seed: Int = 1) throws -> Run {
        var facts = try end(.verified, at: date).facts
        let claim = try #require(facts.claims.first)
        facts.claims = try (0..<claims).map { number in
            var claim = claim
            // A product of odd numbers looks random.
            let value = UInt64(number + 1) &* UInt64(seed) &* 0x9e37_79b9_7f4a_7c15
            claim.digest = try digest(Int(value >> 1))
            claim.status = .verified(.init(size: Int64(value >> 40)))
            return claim
        }
        facts.images[0].views[0].claims = Array(facts.claims.indices)
        return Run(facts)
    }

    private func inputs(_ number: Int) -> RunStart {
        RunStart(
            startedAt: at(0), vantage: "host", version: "1.0", command: "check",
            request: Data("[\(String(repeating: "\(number)", count: 5000))]".utf8))
    }

    private func finish(_ store: LedgerStore, _ run: Run, _ number: Int = 1) async throws -> RunID {
        let id = try await store.begin(inputs(number))
        try await store.finish(id, run)
        return id
    }

    private func columns(_ scratch: Scratch) async throws -> [(report: Int, base: Int64?, request: Int)] {
        try await scratch.connect().read { db in
            try Row.fetchAll(
                db, sql: "SELECT length(report) AS report, recordBase, length(request) AS request FROM run ORDER BY id"
            ).map { ($0["report"] ?? 0, $0["recordBase"], $0["request"]) }
        }
    }

    private func count(_ scratch: Scratch, _ table: String) async throws -> Int {
        try await scratch.connect().read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    @Test(arguments: [2000, 6000]) func aSimilarRecordIsShort(claims: Int) async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let runs = try (0..<4).map { try Self.record(claims: claims, at: at(Double(60 + $0))) }
        var ids: [RunID] = []
        for run in runs { ids.append(try await finish(store, run)) }
        let stored = try await columns(scratch)
        let whole = try await scratch.connect().read { db in
            try Int.fetchOne(db, sql: "SELECT sum(length(record)) FROM recordBase") ?? 0
        }
        #expect(whole > 16 << 10)
        #expect(stored.map(\.base) == [1, 1, 1, 1])
        #expect(stored[0].report == 0)
        for place in 1...3 { #expect((1..<whole / 20).contains(stored[place].report), "\(stored[place]) of \(whole)") }
        #expect(stored.allSatisfy { $0.request == 0 })
        #expect(try await count(scratch, "inputs") == 1)
        for (id, run) in zip(ids, runs) {
            let read = try #require(try await store.run(id))
            #expect(read.run == run)
            #expect(read.request == inputs(1).request)
        }
    }

    /// The same claims with some more in front: every piece has moved.
    @Test func aReleaseThatGrewIsStillSimilar() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let small = try Self.record(claims: 6000, at: at(60))
        var facts = small.facts
        facts.claims.insert(contentsOf: try Self.record(claims: 100, at: at(60), seed: 3).claims, at: 0)
        facts.images[0].views[0].claims = Array(facts.claims.indices)
        let grown = Run(facts)
        _ = try await finish(store, small)
        let id = try await finish(store, grown, 2)
        let stored = try await columns(scratch)
        let whole = try await scratch.connect().read { db in
            try Int.fetchOne(db, sql: "SELECT sum(length(record)) FROM recordBase") ?? 0
        }
        #expect(stored[1].base == 1 && stored[1].report < whole / 4, "\(stored) \(whole)")
        #expect(try await store.run(id)?.run == grown)
        #expect(try await count(scratch, "inputs") == 2)
    }

    /// Another release is no base: its record would not be shorter.
    @Test func anotherReleaseIsStoredWhole() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let runs = [
            try Self.record(claims: 6000, at: at(60)), try Self.record(claims: 6000, at: at(60), seed: 5),
            try Self.record(claims: 6000, at: at(61)), try Self.record(claims: 6000, at: at(61), seed: 5),
        ]
        var ids: [RunID] = []
        for (place, run) in runs.enumerated() { ids.append(try await finish(store, run, place % 2)) }
        // The newest run with the same inputs has the base.
        #expect(try await columns(scratch).map(\.base) == [1, 2, 1, 2])
        for (id, run) in zip(ids, runs) { #expect(try await store.run(id)?.run == run) }
    }

    @Test func aShortRecordIsStoredWhole() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        for _ in 0..<2 { _ = try await finish(store, end(.verified)) }
        #expect(try await columns(scratch).allSatisfy { $0.base == nil && $0.report > 0 })
        // Short inputs too.
        let run = try await store.begin(start())
        #expect(try await store.run(run)?.request == start().request)
        #expect(try await count(scratch, "inputs") == 1)
    }

    @Test func aBaseLivesAsLongAsItsDifferences() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let run = try Self.record(claims: 6000, at: at(60))
        var ids: [RunID] = []
        for number in 0..<3 {
            let start = RunStart(
                startedAt: at(Double(number) * 1000), vantage: "host", version: "1.0", command: "check",
                request: inputs(1).request)
            ids.append(try await store.begin(start))
            try await store.finish(ids[number], run)
        }
        #expect(try await store.prune(runsBefore: at(500), proofsBefore: at(-1)).runs == 1)
        #expect(try await store.run(ids[0]) == nil)
        #expect(try await store.run(ids[1])?.run == run)
        #expect(try await store.run(ids[1])?.request == inputs(1).request)
        // The automatic deletion does the same.
        #expect(try await store.pruneOldRuns(before: at(1500)) == 1)
        #expect(try await store.run(ids[2])?.run == run)
        #expect(try await store.prune(runsBefore: at(9000), proofsBefore: at(-1)).runs == 1)
        #expect(try await count(scratch, "recordBase") == 0)
        #expect(try await count(scratch, "inputs") == 0)
    }

    /// A damaged base is no other record.
    @Test func aDamagedBase() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let run = try Self.record(claims: 6000, at: at(60))
        let first = try await finish(store, run)
        let second = try await finish(store, run)
        try await scratch.connect().write { db in
            try db.execute(sql: "UPDATE recordBase SET record = substr(record, 1, length(record) / 2)")
        }
        for id in [first, second] {
            let read = try #require(try await store.run(id))
            #expect(read.run == nil)
            #expect(read.summary.verdict == .verified)
        }
        // The next record does not depend on it.
        let third = try await finish(store, run)
        #expect(try await store.run(third)?.run == run)
    }
}
