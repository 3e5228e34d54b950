package import Foundation
import GRDB
package import OCI

/// What the ledger knows about one path, over all runs.
package struct PathHistory: Hashable, Sendable {
    package let path: ProofPath
    /// When it was first proven; `nil` for never. Older than any claim, if the run of that proof was pruned.
    package let firstProvenAt: Date?
    /// When it was last refused.
    package let lastRefusedAt: Date?
    /// The records of its claims, in order of recording.
    package internal(set) var claims: [Entry] = []

    /// One claim with its run.
    package struct Entry: Hashable, Sendable {
        package let run: RunID
        package let outcome: ClaimOutcome
        /// When it ended.
        package let at: Date
    }
}

extension LedgerStore {
    /// The history of some contents on every path, ordered by path. `limit` is the number of latest claims per path.
    package func history(of digests: Set<Digest>, limit: Int = 1000) async throws(LedgerError) -> [PathHistory] {
        try await read { db in
            var found: [PathHistory] = []
            for digest in digests.sorted() {
                let rows = try Row.fetchAll(
                    db, sql: "SELECT * FROM path WHERE digest = ?", arguments: [digest.description])
                for row in rows {
                    var history = try PathHistory(row)
                    let claims = try Row.fetchAll(
                        db,
                        sql: """
                            SELECT run, outcome, at FROM (SELECT * FROM claim WHERE path = ? ORDER BY id DESC LIMIT ?)
                            ORDER BY id
                            """,
                        arguments: [row.value("id") as Int64, max(0, limit)])
                    history.claims = try claims.map { try PathHistory.Entry($0) }
                    found.append(history)
                }
            }
            return found.sorted { $0.path < $1.path }
        }
    }

    /// The runs with these numbers or later, oldest first.
    package func runs(from first: RunID, limit: Int) async throws(LedgerError) -> [RunID] {
        try await read { db in
            try Int64.fetchAll(
                db, sql: "SELECT id FROM run WHERE id >= ? ORDER BY id LIMIT ?",
                arguments: [first.rawValue, max(0, limit)]
            ).map(RunID.init(rawValue:))
        }
    }
}

extension PathHistory {
    fileprivate init(_ row: Row) throws {
        try self.init(
            path: ProofPath(row),
            firstProvenAt: row.optional("firstProvenAt").map { Milliseconds(count: $0).date },
            lastRefusedAt: row.optional("lastRefusedAt").map { Milliseconds(count: $0).date })
    }
}

extension PathHistory.Entry {
    fileprivate init(_ row: Row) throws {
        try self.init(
            run: RunID(rawValue: row.value("run")),
            outcome: row.parsed("outcome", ClaimOutcome.init(rawValue:)),
            at: Milliseconds(count: row.value("at")).date)
    }
}
