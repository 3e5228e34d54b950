package import Foundation
import GRDB

/// The number of deleted records, by kind.
package struct PruneResult: Hashable, Sendable {
    /// Runs, with their claims.
    package let runs: Int
    package let proofs: Int
    /// Expired leases.
    package let leases: Int
    /// Checkpoints of blobs.
    package let checkpoints: Int
}

extension LedgerStore {
    /// Deletes old records: proofs, runs with their claims, expired leases, and paths that nothing else refers to and
    /// that were last checked before `proofsBefore`. The bytes of a manifest are deleted with its last proof, the checkpoints of
    /// a blob with the last path on which it was ever proven.
    ///
    /// A run is kept while a proof refers to it, so that "verified by run 1234" can always be looked up, and while it
    /// is running.
    ///
    /// - Parameters:
    ///   - compacting: Whether to return the space to the file system, which rewrites the whole file.
    ///   - isRehearsal: Whether only to count what would be deleted.
    package func prune(
        runsBefore: Date, proofsBefore: Date, compacting: Bool = false, isRehearsal: Bool = false
    ) async throws(LedgerError) -> PruneResult {
        let now = Milliseconds(now())
        let work: @Sendable (Database) throws -> PruneResult = { db in
            let leases = try db.prune(
                "lease WHERE expiresAt <= ? OR renewedAt > ?", [now.count, now.count + Milliseconds.tolerance])
            try db.erasePartials(
                before: max(Milliseconds(proofsBefore), now.advanced(by: .zero - Self.partialLifetime)))
            let proofs = try db.prune("proof WHERE provenAt < ?", [Milliseconds(proofsBefore).count])
            let runs = try db.pruneRuns(before: Milliseconds(runsBefore))
            if runs > 0 || proofs > 0 { try db.eraseUnusedContents() }
            _ = try db.prune(
                """
                path WHERE max(coalesce(lastProvenAt, lastRefusedAt, :at - 1), coalesce(lastRefusedAt, :at - 1)) < :at
                AND id NOT IN (SELECT path FROM proof) AND id NOT IN (SELECT path FROM lease)
                AND id NOT IN (SELECT path FROM claim) AND id NOT IN (SELECT path FROM partial)
                AND id NOT IN (SELECT path FROM claimSetMember)
                """, ["at": Milliseconds(proofsBefore).count])
            let checkpoints = try db.eraseCheckpoints(
                "digest NOT IN (SELECT digest FROM path WHERE firstProvenAt IS NOT NULL)")
            return PruneResult(runs: runs, proofs: proofs, leases: leases, checkpoints: checkpoints)
        }
        guard !isRehearsal else { return try await rehearse(work) }
        let result = try await write(work)
        if compacting {
            try await outsideTransaction { db in
                try db.execute(sql: "VACUUM")
                try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
        }
        return result
    }
}

extension Database {
    fileprivate func prune(_ what: String, _ arguments: StatementArguments) throws -> Int {
        try execute(sql: "DELETE FROM \(what)", arguments: arguments)
        return changesCount
    }

    fileprivate func pruneRuns(before: Milliseconds) throws -> Int {
        let old = try Row.fetchAll(
            self,
            sql: """
                SELECT id, finishedAt, process FROM run
                WHERE startedAt < ? AND id NOT IN (SELECT run FROM proof)
                """, arguments: [before.count])
        var count = 0
        for row in old where try !row.isRunning {
            try execute(sql: "DELETE FROM run WHERE id = ?", arguments: [row.value("id", as: Int64.self)])
            count += 1
        }
        return count
    }
}
