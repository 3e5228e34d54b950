package import Foundation
import GRDB

/// How much one call deletes at most: a run has one claim per path, and a release may have many thousands.
package struct PruneLimits: Sendable {
    var runs = 200
    var claims = 20_000

    package init() {}
}

extension LedgerStore {
    /// Deletes runs that are older than a date, once a day (UTC), with their claims and the contents of their images. A
    /// run is kept while a proof refers to it, and while it is running. What exceeds the limits is left to the next
    /// call.
    ///
    /// - Returns: The number of deleted runs; `nil` if nothing is left to do today.
    @discardableResult
    package func pruneOldRuns(
        before date: Date, limits: PruneLimits = PruneLimits()
    ) async throws(LedgerError) -> Int? {
        let now = Milliseconds(now())
        let today = now.count / 86_400_000
        // The ledger is not locked if there is nothing to do.
        guard try await read({ db in try db.dayOfPruning() != today }) else { return nil }
        return try await write { db -> Int? in
            guard try db.dayOfPruning() != today else { return nil }
            let (deleted, isDone) = try db.pruneOldRuns(before: Milliseconds(date), limits)
            if isDone {
                try db.erasePartials(before: now.advanced(by: .zero - Self.partialLifetime))
                try db.eraseUnusedContents()
                try db.execute(sql: "PRAGMA user_version = \(today)")
            }
            return deleted
        }
    }
}

extension Database {
    /// The last day on which no old run was left, in days since 1970. It is in the header of the file, in a field that
    /// nothing else uses: an older Blobgate would reject a ledger with a new table.
    fileprivate func dayOfPruning() throws -> Int64? { try Int64.fetchOne(self, sql: "PRAGMA user_version") }

    fileprivate func pruneOldRuns(
        before date: Milliseconds, _ limits: PruneLimits
    ) throws -> (deleted: Int, isDone: Bool) {
        let rows = try Row.fetchAll(
            self,
            sql: """
                SELECT id, finishedAt, process, (SELECT count(*) FROM claim WHERE claim.run = run.id) AS claims
                FROM run WHERE startedAt < ? AND NOT EXISTS (SELECT 1 FROM proof WHERE proof.run = run.id)
                ORDER BY id LIMIT ?
                """, arguments: [date.count, limits.runs + 1])
        var deleted = 0
        var claims = 0
        for row in rows.prefix(limits.runs) where try !row.isRunning {
            claims += try row.value("claims", as: Int.self)
            // At least one, or a run with too many claims would stay forever.
            guard deleted == 0 || claims <= limits.claims else { return (deleted, false) }
            try execute(sql: "DELETE FROM run WHERE id = ?", arguments: [row.value("id", as: Int64.self)])
            deleted += 1
        }
        return (deleted, rows.count <= limits.runs)
    }
}
