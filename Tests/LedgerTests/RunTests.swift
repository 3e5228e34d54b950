import Foundation
import GRDB
import OCI
import Record
import Testing

@testable import Ledger

struct RunTests {
    @Test func aRunIsReadBack() async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        let first = try await store.prove(path())
        let run = try await store.begin(start("recheck", at: at(5), recheckOf: first))
        let records = [
            try claim(path(), .reused, at: at(6)),
            ClaimRecord(
                path: try path(2, repository: nil), size: 9, kind: "config", outcome: .refused, code: "digest-mismatch",
                detail: Data("{\"a\":1}".utf8), at: at(7)),
            try claim(path(3), .undecided, at: at(8)),
        ]
        try await store.recordReuse([records[0]], run: run)
        try await store.recordFailure(records[1], run: run, erasingProof: true, lease: nil)
        try await store.recordFailure(records[2], run: run, erasingProof: false, lease: nil)

        let running = try #require(try await store.run(run))
        #expect(running.summary.isRunning && !running.summary.isInterrupted && running.run == nil)
        try await store.finish(run, try end(.refused))
        let record = try #require(try await store.run(run))
        #expect(record.claims == records)
        #expect(record.request == Data("{}".utf8))
        #expect(try record.run == end(.refused))
        let summary = record.summary
        #expect(summary.id == run && summary.recheckOf == first && summary.command == "recheck")
        #expect(summary.startedAt == at(5) && summary.finishedAt == at(60))
        #expect(summary.vantage == "host (10.0.0.1)" && summary.version == "1.0")
        #expect(summary.verdict == .refused && summary.exitCode == 1 && !summary.isRunning)
        #expect(summary.claims == [.reused: 1, .refused: 1, .undecided: 1])
        #expect(try await store.runs(limit: 10) == [summary, #require(try await store.run(first)).summary])
        #expect(try await store.runs(limit: 1).map(\.id) == [run])
        #expect(try await store.run(RunID(rawValue: 99)) == nil)
    }

    /// If one fails, the earlier ones are rolled back, and nothing is recorded in part.
    @Test func reusedClaimsAreRecordedInOneTransaction() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let run = try await store.begin(start())
        try await scratch.connect().write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON claim WHEN NEW.outcome = 'present'
                    BEGIN SELECT RAISE(ABORT, 'no'); END
                    """)
        }
        let good = try (1...5).map { try claim(path($0), .reused) }
        _ = await expectError(.other) {
            try await store.recordReuse(good + [claim(path(6), .present)], run: run)
        }
        #expect(try await store.run(run)?.claims == [])
        try await store.recordReuse(good, run: run)
        try await store.recordReuse([], run: run)
        #expect(try await store.run(run)?.claims == good)
    }

    @Test func theLatestRecordOfAClaimCounts() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        let run = try await store.begin(start())
        try await store.recordFailure(claim(path(), .refused, at: at(1)), run: run, erasingProof: true, lease: nil)
        try await store.record(aProof(path(), at: at(2), run: run), claim: claim(path(), at: at(2)), lease: nil)
        let record = try #require(try await store.run(run))
        #expect(record.claims.map(\.outcome) == [.refused, .verified])
        #expect(record.summary.claims == [.verified: 1])
        #expect(try await store.verifiedPaths(in: run) == [path()])
    }

    @Test func verifiedPathsHaveAValidProof() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        let run = try await store.begin(start())
        for number in 1...3 {
            try await store.record(aProof(path(number), run: run), claim: claim(path(number)), lease: nil)
        }
        try await store.prove(path(4))
        try await store.recordReuse([claim(path(4), .reused)], run: run)
        try await store.recordFailure(claim(path(5), .undecided), run: run, erasingProof: false, lease: nil)
        let later = try await store.begin(start())
        try await store.recordFailure(claim(path(1), .refused, at: at(9)), run: later, erasingProof: true, lease: nil)
        try await store.recordFailure(claim(path(2), .undecided, at: at(9)), run: run, erasingProof: false, lease: nil)
        #expect(try await store.verifiedPaths(in: run) == [path(3), path(4)])
    }

    @Test func theLastUnverifiedRunIsFound() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        #expect(try await store.lastUnverifiedRun() == nil)
        let refused = try await store.begin(start())
        try await store.finish(refused, try end(.refused))
        try await store.finish(try await store.begin(start()), try end(.verified))
        _ = try await store.begin(start())
        #expect(try await store.lastUnverifiedRun()?.id == refused)

        let interrupted = try await store.begin(start())
        try await store.finish(interrupted, try end(nil))
        #expect(try await store.lastUnverifiedRun()?.id == interrupted)
        #expect(try await store.lastUnverifiedRun()?.summary.isInterrupted == true)

        let killed = try await store.begin(start())
        try await scratch.connect().write { db in
            try db.execute(sql: "UPDATE run SET process = 'x pid:[1] 1 2' WHERE id = ?", arguments: [killed.rawValue])
        }
        #expect(try await store.lastUnverifiedRun()?.id == killed)
        let undecided = try await store.begin(start())
        try await store.finish(undecided, try end(.undecided))
        #expect(try await store.lastUnverifiedRun()?.id == undecided)
    }

    @Test func anUnknownRunCannotBeFinished() async throws {
        let store = try LedgerStore.inMemory()
        let error = await expectError(.other) { try await store.finish(RunID(rawValue: 5), try end(.verified)) }
        #expect(error?.reason == "there is no run 5 to finish")
    }

    @Test func thisProcessIsAliveAndAnEarlierOneIsNot() {
        #expect(ProcessMark.current.isAlive)
        var parts = ProcessMark.current.text.split(separator: " ").map(String.init)
        parts[3] += "0"
        #expect(!ProcessMark(text: parts.joined(separator: " ")).isAlive)
        #expect(!ProcessMark(text: "").isAlive)
    }
}

struct PruneTests {
    @Test func oldRecordsAreDeletedUnlessReferenced() async throws {
        let clock = Clock()
        let scratch = try Scratch()
        let store = try scratch.open(clock: clock)
        let day = 86400.0
        let old = try await store.prove(path(1), at: at(-30 * day))
        let named = try await store.prove(path(2), at: at(-10 * day))
        let young = try await store.prove(path(3), at: at(-1 * day))
        for run in [old, named, young] { try await store.finish(run, try end(.verified)) }
        let going = try await store.begin(start(at: at(-30 * day)))
        _ = try await store.acquire(
            path(4), holder: "dead", lifetime: .seconds(1), acceptingProofSince: at(0), endpoint: "e1")
        _ = try await store.acquire(
            path(5), holder: "live", lifetime: .seconds(60), acceptingProofSince: at(0), endpoint: "e1")
        clock.move(2)

        let result = try await store.prune(runsBefore: at(-5 * day), proofsBefore: at(-20 * day), compacting: true)
        #expect(result == PruneResult(runs: 1, proofs: 1, leases: 1, checkpoints: 0))
        #expect(try await store.runs(limit: 10).map(\.id) == [going, young, named])
        #expect(try await store.proofs(for: [path(1), path(2), path(3)]).keys.sorted() == [path(2), path(3)])
        let gone = try path(1)
        #expect(try await !store.everProven(gone.registry, gone.repository, gone.digest))
        let rows = try await scratch.connect().read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM path") }
        #expect(rows == 3)

        let again = try await store.prune(runsBefore: at(-5 * day), proofsBefore: at(-20 * day))
        #expect(again == PruneResult(runs: 0, proofs: 0, leases: 0, checkpoints: 0))
        let next = try await store.begin(start())
        #expect(next > going)
    }

    @Test func aRehearsalOnlyCounts() async throws {
        let clock = Clock()
        let store = try LedgerStore.inMemory(now: { clock.date })
        let run = try await store.prove(path(1), at: at(-100))
        try await store.finish(run, try end(.verified))
        let counted = try await store.prune(runsBefore: at(0), proofsBefore: at(0), isRehearsal: true)
        #expect(counted == PruneResult(runs: 1, proofs: 1, leases: 0, checkpoints: 0))
        #expect(try await store.runs(limit: 9).count == 1)
        #expect(try await store.proofs(for: [path(1)]).count == 1)
        #expect(try await store.prune(runsBefore: at(0), proofsBefore: at(0)) == counted)
        #expect(try await store.runs(limit: 9).isEmpty)
    }
}

/// Old runs, which are deleted without being asked for.
struct OldRunTests {
    private static let day = 86_400.0

    /// Runs without proofs, from this many days ago.
    private static func runs(_ store: LedgerStore, days: [Double], claims: Int = 0) async throws -> [RunID] {
        var runs: [RunID] = []
        for age in days {
            let run = try await store.begin(start(at: at(-age * day)))
            if claims > 0 {
                try await store.recordReuse(try (1...claims).map { claim(try path($0), .present) }, run: run)
            }
            try await store.finish(run, try end(.refused))
            runs.append(run)
        }
        return runs
    }

    private static func left(_ store: LedgerStore) async throws -> [RunID] {
        try await store.runs(limit: 100).map(\.id).reversed()
    }

    @Test func onlyOldRunsWithoutProofsAreDeleted() async throws {
        let clock = Clock()
        let store = try LedgerStore.inMemory(now: { clock.date })
        let named = try await store.prove(path(1), at: at(-200 * Self.day))
        try await store.finish(named, try end(.verified))
        let going = try await store.begin(start(at: at(-200 * Self.day)))
        let runs = try await Self.runs(store, days: [120, 91, 89, 0])
        #expect(try await store.pruneOldRuns(before: at(-90 * Self.day)) == 2)
        #expect(try await Self.left(store) == [named, going] + runs.suffix(2))
        #expect(try await store.proofs(for: [path(1)]).count == 1)
    }

    @Test func itIsDoneOnceADay() async throws {
        let clock = Clock()
        let scratch = try Scratch()
        _ = try await Self.runs(try scratch.open(clock: clock), days: [120])
        // Another process of the same day.
        #expect(try await scratch.open(clock: clock).pruneOldRuns(before: at(-90 * Self.day)) == 1)
        let store = try scratch.open(clock: clock)
        _ = try await Self.runs(store, days: [120])
        #expect(try await store.pruneOldRuns(before: at(-90 * Self.day)) == nil)
        clock.move(Self.day)
        #expect(try await store.pruneOldRuns(before: at(-90 * Self.day)) == 1)
    }

    @Test func whatExceedsTheLimitsIsLeftToTheNextRun() async throws {
        let clock = Clock()
        let store = try LedgerStore.inMemory(now: { clock.date })
        let runs = try await Self.runs(store, days: [100, 99, 98, 97, 96], claims: 3)
        var limits = PruneLimits()
        limits.runs = 2
        #expect(try await store.pruneOldRuns(before: at(-90 * Self.day), limits: limits) == 2)
        #expect(try await Self.left(store) == Array(runs.suffix(3)))
        // Each run has three claims, so the second would exceed the limit.
        limits.claims = 5
        #expect(try await store.pruneOldRuns(before: at(-90 * Self.day), limits: limits) == 1)
        limits.claims = 1
        #expect(try await store.pruneOldRuns(before: at(-90 * Self.day), limits: limits) == 1)
        #expect(try await store.pruneOldRuns(before: at(-90 * Self.day), limits: limits) == 1)
        #expect(try await Self.left(store).isEmpty)
        #expect(try await store.pruneOldRuns(before: at(-90 * Self.day)) == nil)
    }
}
