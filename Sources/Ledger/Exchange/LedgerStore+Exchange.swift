package import Foundation
import GRDB
internal import Record

extension LedgerStore {
    /// The entries to export to other ledgers: each proof with its origin, and each path's last refusal.
    ///
    /// Checkpoints are not exported. They tell anyone with the digest which bytes are right in every range, and are
    /// trusted only by ledgers that hashed the whole blob.
    ///
    /// - Parameter date: Older entries are omitted; `nil` exports everything.
    package func entries(since date: Date? = nil) async throws(LedgerError) -> [LedgerEntry] {
        let since = date.map { Milliseconds($0).count } ?? .min
        return try await read { db in
            let proofs = try Row.fetchAll(
                db,
                sql: """
                    SELECT proof.*, registry, path.repository AS repository, digest, backend, machine,
                    run.vantage AS runVantage, \(ProofSource.columns)
                    FROM proof JOIN path ON path.id = proof.path JOIN run ON run.id = proof.run \(ProofSource.join)
                    WHERE provenAt >= ? ORDER BY path.id
                    """, arguments: [since])
            let refusals = try Row.fetchAll(
                db, sql: "SELECT * FROM path WHERE lastRefusedAt >= ? ORDER BY id", arguments: [since])
            return try proofs.map { row in
                let proof = try Proof(row, of: ProofPath(row))
                let own = try ProofOrigin(run: proof.run, vantage: row.value("runVantage"))
                return .proof(proof.seen(by: proof.origin ?? own, in: proof.run))
            }
                + refusals.map { row in
                    .refusal(
                        try RecordedRefusal(
                            path: ProofPath(row), at: Milliseconds(count: row.value("lastRefusedAt")).date))
                }
        }
    }

    /// Imports entries of other ledgers, all or nothing. The newest evidence for a path wins; if a proof and a refusal
    /// have the same time, the refusal wins. Known entries change nothing, so a second import has no effect.
    ///
    /// Imported proofs are trusted like local ones: they are reused while recent.
    ///
    /// - Parameters:
    ///   - start: The run that represents the import; created only if a proof is imported.
    ///   - machine: The identity of this machine. Entries about backends that belong to another one say nothing here.
    package func take(
        _ entries: [LedgerEntry], as start: RunStart, on machine: String? = nil
    ) async throws(LedgerError) -> ImportResult {
        let now = Milliseconds(now())
        let own = entries.filter { $0.holds(on: machine, vantage: start.vantage) }
        return try await write { db in
            var result = ImportResult()
            result.ofOtherMachines = entries.count - own.count
            let entries = own
            for case .refusal(let refusal) in entries { try db.take(refusal, &result) }
            for case .proof(let proof) in entries {
                guard let origin = proof.origin, try db.isNews(proof, now: now, &result) else { continue }
                if result.run == nil { result.run = try db.begin(start) }
                guard let run = result.run else { continue }
                try db.keep(
                    proof.seen(by: origin, in: RunID(rawValue: run)), row: db.row(of: proof.path),
                    since: Milliseconds(proof.provenAt), now: now)
                result.taken += 1
            }
            if let run = result.run {
                try db.execute(
                    sql: "UPDATE run SET finishedAt = ?, verdict = ?, exitCode = 0, report = ? WHERE id = ?",
                    arguments: [
                        now.count, Verdict.unproven.rawValue, try JSONEncoder().encode(result), run,
                    ])
            }
            return result
        }
    }
}

extension Database {
    fileprivate func take(_ refusal: RecordedRefusal, _ result: inout ImportResult) throws {
        let at = Milliseconds(refusal.at).count
        let row = try row(of: refusal.path)
        let known = try Int64.fetchOne(
            self, sql: "SELECT lastRefusedAt FROM path WHERE id = ?", arguments: [row])
        if let known, known >= at { return }
        try execute(sql: "UPDATE path SET lastRefusedAt = ? WHERE id = ?", arguments: [at, row])
        try execute(sql: "DELETE FROM proof WHERE path = ? AND provenAt <= ?", arguments: [row, at])
        result.refusals += 1
        result.erased += changesCount
    }

    fileprivate func isNews(_ proof: Proof, now: Milliseconds, _ result: inout ImportResult) throws -> Bool {
        let at = Milliseconds(proof.provenAt)
        guard !at.isInTheFuture(at: now) else {
            result.fromTheFuture += 1
            return false
        }
        guard let row = try existingRow(of: proof.path) else { return true }
        let refused = try Int64.fetchOne(
            self, sql: "SELECT lastRefusedAt FROM path WHERE id = ?", arguments: [row])
        if let refused, refused >= at.count, !Milliseconds(count: refused).isInTheFuture(at: now) {
            result.contradicted += 1
            return false
        }
        guard let own = try self.proof(of: proof.path) else { return true }
        let ownTime = Milliseconds(own.provenAt)
        guard ownTime < at || ownTime.isInTheFuture(at: now) else {
            result.known += 1
            return false
        }
        return true
    }
}
