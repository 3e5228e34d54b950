internal import Foundation
import GRDB
internal import Record

extension LedgerStore {
    /// Starts a run and assigns its number.
    package func begin(_ start: RunStart) async throws(LedgerError) -> RunID {
        try await write { db in RunID(rawValue: try db.begin(start)) }
    }

    /// The latest runs, newest first.
    package func runs(limit: Int) async throws(LedgerError) -> [RunSummary] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY id DESC LIMIT ?", arguments: [max(0, limit)])
                .map { try RunSummary($0, claims: db.outcomes(of: $0.value("id"))) }
        }
    }

    /// One run with its claims; `nil` if the ledger has no such run.
    package func run(_ id: RunID) async throws(LedgerError) -> RunRecord? {
        try await read { db in try db.run(id) }
    }

    /// The newest run that ended as refused or undecided, or without a verdict because it was interrupted or killed.
    /// Skips runs that are still running, and `diagnose` runs with their rechecks: they examine what a person asked
    /// for, not a release. A watch that is undecided reads the rest in its next rounds.
    package func lastUnverifiedRun() async throws(LedgerError) -> RunRecord? {
        try await read { db in
            let candidates = try Row.fetchCursor(
                db,
                sql: """
                    WITH RECURSIVE closer (id) AS (
                        SELECT id FROM run WHERE command = 'diagnose'
                        UNION SELECT run.id FROM run JOIN closer ON run.recheckOf = closer.id)
                    SELECT id, finishedAt, process FROM run WHERE (verdict IS NULL OR verdict NOT IN (?, ?))
                    AND id NOT IN closer AND NOT (command = 'watch' AND verdict IS 'undecided') ORDER BY id DESC
                    """, arguments: [Verdict.verified.rawValue, Verdict.unproven.rawValue])
            while let row = try candidates.next() {
                if try !row.isRunning { return try db.run(RunID(rawValue: row.value("id"))) }
            }
            return nil
        }
    }

    /// The newest run of a watch at this vantage that ended by itself; `nil` if there is none.
    package func lastWatchRun(at vantage: String) async throws(LedgerError) -> RunRecord? {
        try await read { db in
            let id = try Int64.fetchOne(
                db,
                sql: """
                    SELECT max(id) FROM run WHERE command = 'watch' AND vantage = ? AND verdict IS NOT NULL
                    """, arguments: [vantage])
            return try id.map { try db.run(RunID(rawValue: $0)) } ?? nil
        }
    }

    /// The paths whose latest record in a run is `verified` or `reused` and whose proof is still valid. A later
    /// failure, in any run, removes a path.
    package func verifiedPaths(in run: RunID) async throws(LedgerError) -> Set<ProofPath> {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT path.* FROM proof JOIN path ON path.id = proof.path WHERE proof.path IN (
                        SELECT path FROM claim WHERE id IN (SELECT max(id) FROM claim WHERE run = :run GROUP BY path)
                        AND outcome IN (:verified, :reused)
                        UNION SELECT path FROM reuse JOIN claimSetMember USING (claimSet) WHERE run = :run
                        AND path NOT IN (SELECT path FROM claim WHERE run = :run))
                    """,
                arguments: [
                    "run": run.rawValue, "verified": ClaimOutcome.verified.rawValue,
                    "reused": ClaimOutcome.reused.rawValue,
                ])
            return try Set(rows.map { try ProofPath($0) })
        }
    }
}

extension Database {
    /// Starts a run and returns its number.
    func begin(_ start: RunStart) throws -> Int64 {
        let (request, inputs) = try stored(start.request)
        try execute(
            sql: """
                INSERT INTO run (startedAt, vantage, version, command, process, recheckOf, request, inputs)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Milliseconds(start.startedAt).count, start.vantage, start.version, start.command,
                ProcessMark.current.text, start.recheckOf?.rawValue, request, inputs,
            ])
        return lastInsertedRowID
    }

    fileprivate func run(_ id: RunID) throws -> RunRecord? {
        guard let row = try Row.fetchOne(self, sql: "SELECT * FROM run WHERE id = ?", arguments: [id.rawValue]) else {
            return nil
        }
        // Reuse is recorded before anything is pulled.
        let claims = try Row.fetchAll(
            self,
            sql: """
                SELECT path.*, size, kind, 'reused' AS outcome, NULL AS code, NULL AS detail, at, 0 AS number
                FROM reuse JOIN claimSetMember USING (claimSet) JOIN path ON path.id = claimSetMember.path WHERE run = :run
                UNION ALL
                SELECT path.*, size, kind, outcome, code, detail, at, claim.id AS number
                FROM claim JOIN path ON path.id = claim.path WHERE claim.run = :run ORDER BY number, id
                """,
            arguments: ["run": id.rawValue])
        return try RunRecord(
            summary: RunSummary(row, claims: outcomes(of: id.rawValue)), request: request(of: row),
            report: record(of: row), claims: claims.map { try ClaimRecord($0) })
    }

    fileprivate func outcomes(of run: Int64) throws -> [ClaimOutcome: Int] {
        let rows = try Row.fetchAll(
            self,
            sql: """
                SELECT outcome, count(*) AS number FROM (
                    SELECT outcome FROM claim WHERE id IN (SELECT max(id) FROM claim WHERE run = :run GROUP BY path)
                    UNION ALL SELECT :reused FROM (
                        SELECT DISTINCT path FROM reuse JOIN claimSetMember USING (claimSet) WHERE run = :run
                        AND path NOT IN (SELECT path FROM claim WHERE run = :run)))
                GROUP BY outcome
                """, arguments: ["run": run, "reused": ClaimOutcome.reused.rawValue])
        var counts: [ClaimOutcome: Int] = [:]
        for row in rows { counts[try row.parsed("outcome", ClaimOutcome.init(rawValue:))] = try row.value("number") }
        return counts
    }
}

extension Row {
    var isRunning: Bool {
        get throws {
            try optional("finishedAt", as: Int64.self) == nil && ProcessMark(text: value("process")).isAlive
        }
    }
}

extension RunSummary {
    fileprivate init(_ row: Row, claims: [ClaimOutcome: Int]) throws {
        try self.init(
            id: RunID(rawValue: row.value("id")),
            startedAt: Milliseconds(count: row.value("startedAt")).date,
            finishedAt: row.optional("finishedAt").map { Milliseconds(count: $0).date },
            vantage: row.value("vantage"),
            version: row.value("version"),
            command: row.value("command"),
            recheckOf: row.optional("recheckOf").map(RunID.init(rawValue:)),
            verdict: row.optional("verdict", as: String.self) == nil
                ? nil : row.parsed("verdict", Verdict.init(rawValue:)),
            exitCode: row.optional("exitCode"),
            isRunning: row.isRunning,
            claims: claims)
    }
}

extension ClaimRecord {
    fileprivate init(_ row: Row) throws {
        try self.init(
            path: ProofPath(row), size: row.value("size"), kind: row.value("kind"),
            outcome: row.parsed("outcome", ClaimOutcome.init(rawValue:)), code: row.optional("code"),
            detail: row.optional("detail"), at: Milliseconds(count: row.value("at")).date)
    }
}
