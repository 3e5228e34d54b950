import Foundation
import GRDB
import OCI
import Record
import Testing

@testable import Ledger

/// Claims that runs reuse, which they share as sets.
struct ReuseTests {
    private func rows(_ scratch: Scratch, _ table: String) async throws -> Int {
        try await scratch.connect().read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    /// Proves some paths in one run, which ends.
    private func prove(_ store: LedgerStore, _ paths: [ProofPath]) async throws {
        let run = try await store.begin(start())
        for path in paths { try await store.record(aProof(path, run: run), claim: claim(path), lease: nil) }
        try await store.finish(run, end(.verified))
    }

    @Test func runsThatReuseTheSameShareIt() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let paths = try (1...6).map { try path($0) } + (1...3).map { try path($0, repository: "other/app") }
        try await prove(store, paths)
        let reused = paths.map { claim($0, .reused, at: at(5)) }
        var runs: [RunID] = []
        for _ in 0..<3 {
            runs.append(try await store.begin(start()))
            try await store.recordReuse(reused, run: runs[runs.count - 1])
        }
        #expect(try await rows(scratch, "claim") == paths.count)
        #expect(try await rows(scratch, "claimSet") == 2)
        #expect(try await rows(scratch, "claimSetMember") == paths.count)
        #expect(try await rows(scratch, "reuse") == 6)
        for run in runs {
            let record = try #require(try await store.run(run))
            #expect(Set(record.claims) == Set(reused))
            #expect(record.summary.claims == [.reused: paths.count])
            #expect(try await store.verifiedPaths(in: run) == Set(paths))
        }
        #expect(try await store.runs(limit: 3).map(\.claims) == Array(repeating: [.reused: paths.count], count: 3))

        // One path less, in one of the repositories.
        let fewer = try await store.begin(start())
        try await store.recordReuse(Array(reused.dropLast()), run: fewer)
        #expect(try await rows(scratch, "claimSet") == 3)
        #expect(try await store.verifiedPaths(in: fewer) == Set(paths.dropLast()))
    }

    /// The latest record of a path counts, whether it is a row or in a set.
    @Test func theLatestRecordCounts() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        let paths = try (1...4).map { try path($0) }
        try await prove(store, paths)
        let run = try await store.begin(start())
        // An earlier round refused one, and another gate proved it again.
        try await store.recordFailure(claim(paths[0], .refused, at: at(1)), run: run, erasingProof: true, lease: nil)
        let elsewhere = try await store.begin(start())
        try await store.record(
            aProof(paths[0], at: at(2), run: elsewhere), claim: claim(paths[0], at: at(2)), lease: nil)
        try await store.recordReuse(paths.map { claim($0, .reused, at: at(3)) }, run: run)
        #expect(try await store.run(run)?.summary.claims == [.reused: 4])
        #expect(try await store.verifiedPaths(in: run) == Set(paths))
        // A spot check refused another one after it was reused.
        try await store.recordFailure(claim(paths[1], .refused, at: at(4)), run: run, erasingProof: true, lease: nil)
        // The same again, as in the next round.
        try await store.recordReuse([claim(paths[2], .reused, at: at(5))], run: run)
        #expect(try await store.run(run)?.summary.claims == [.reused: 3, .refused: 1])
        #expect(try await store.verifiedPaths(in: run) == [paths[0], paths[2], paths[3]])
        // A failure in a later run removes a path, too.
        let later = try await store.begin(start())
        try await store.recordFailure(claim(paths[3], .refused, at: at(6)), run: later, erasingProof: true, lease: nil)
        #expect(try await store.verifiedPaths(in: run) == [paths[0], paths[2]])
    }

    /// Only what a set can say is in a set.
    @Test func aReuseWithEvidenceIsARow() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        try await prove(store, [path(1), path(2), path(3)])
        let run = try await store.begin(start())
        let records = [
            try claim(path(1), .present),
            ClaimRecord(
                path: try path(2), size: 5, kind: "layer", outcome: .reused, detail: Data("{}".utf8), at: at(1)),
            ClaimRecord(
                path: try path(3), size: 5, kind: "layer", outcome: .reused, code: "content-size", at: at(1)),
        ]
        try await store.recordReuse(records, run: run)
        #expect(try await store.run(run)?.claims == records)
        #expect(try await rows(scratch, "claimSet") == 0)
    }

    @Test func placesKnowWhatWasReused() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        let first = try await store.prove(path(1))
        try await store.prove(path(1, repository: "other/app"))
        let run = try await store.begin(start())
        try await store.recordReuse([claim(path(1), .reused)], run: run)
        var places = try await store.places(of: digest(1))
        #expect(places.map(\.repository?.description) == ["team/app", "other/app"])
        #expect(places[0].run == run && places[0].size == 1234 && places[0].kind == "layer" && !places[0].isOpen)
        #expect(places[1].run == RunID(rawValue: first.rawValue + 1))

        // The refusal of a later run is open, until a later one reuses a proof.
        let bad = try await store.begin(start())
        try await store.recordFailure(claim(path(1), .refused, at: at(2)), run: bad, erasingProof: true, lease: nil)
        places = try await store.places(of: digest(1))
        #expect(places[0].run == bad && places[0].isOpen)
        let good = try await store.begin(start())
        try await store.recordReuse([claim(path(1), .reused, at: at(3))], run: good)
        places = try await store.places(of: digest(1))
        #expect(places[0].run == good && !places[0].isOpen)
        // Within one run, the row counts.
        try await store.recordFailure(claim(path(1), .undecided, at: at(4)), run: good, erasingProof: false, lease: nil)
        #expect(try await store.places(of: digest(1)).first?.isOpen == true)
    }

    /// Earlier versions stored a row for each.
    @Test func rowsOfEarlierVersionsCount() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        try await prove(store, [path(1), path(2)])
        let run = try await store.begin(start())
        try await scratch.connect().write { db in
            try db.execute(
                sql: """
                    INSERT INTO claim (run, path, size, kind, outcome, at)
                    SELECT ?, id, 7, 'layer', 'reused', 5 FROM path
                    """, arguments: [run.rawValue])
        }
        #expect(try await store.run(run)?.summary.claims == [.reused: 2])
        #expect(try await store.verifiedPaths(in: run) == [path(1), path(2)])
        #expect(try await store.places(of: digest(1)).first?.run == run)
    }

    @Test func pruningDeletesUnusedSets() async throws {
        let scratch = try Scratch()
        let clock = Clock()
        let store = try scratch.open(clock: clock)
        let paths = try (1...3).map { try path($0) }
        try await prove(store, paths)
        for (number, count) in [3, 3, 2].enumerated() {
            let date = at(Double(number + 1) * 1000)
            let run = try await store.begin(start(at: date))
            try await store.recordReuse(paths.prefix(count).map { claim($0, .reused, at: date) }, run: run)
            try await store.finish(run, try end(.verified))
        }
        // The run of the proofs is kept because of them.
        #expect(try await store.prune(runsBefore: at(1500), proofsBefore: at(-1)).runs == 1)
        #expect(try await rows(scratch, "claimSet") == 2)
        #expect(try await store.prune(runsBefore: at(2500), proofsBefore: at(-1)).runs == 1)
        #expect(try await rows(scratch, "claimSet") == 1)
        #expect(try await rows(scratch, "claimSetMember") == 2)
        // A path in a set is kept, although its proof is not.
        _ = try await store.prune(runsBefore: at(2500), proofsBefore: at(9000))
        #expect(try await rows(scratch, "path") == 2)
        _ = try await store.prune(runsBefore: at(9000), proofsBefore: at(9000))
        #expect(try await rows(scratch, "claimSet") == 0)
        #expect(try await rows(scratch, "path") == 0)
    }
}
