package import Foundation
import GRDB
package import OCI
package import Record

extension LedgerStore {
    /// Records an override, which is active from now until it expires or is withdrawn.
    ///
    /// - Parameters:
    ///   - backend: `nil` for every backend.
    ///   - registry: `nil` for every registry.
    package func addOverride(
        _ digest: Digest, backend: String?, registry: RegistryName?, reason: String, who: String, expiresAt: Date
    ) async throws(LedgerError) -> Override {
        let now = Milliseconds(now())
        let end = Milliseconds(expiresAt)
        return try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO exception (digest, backend, registry, reason, who, createdAt, expiresAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [digest.description, backend, registry?.description, reason, who, now.count, end.count])
            return Override(
                id: db.lastInsertedRowID, digest: digest, backend: backend, registry: registry, reason: reason,
                who: who, createdAt: now.date, expiresAt: end.date, withdrawnAt: nil)
        }
    }

    /// All overrides ever recorded, newest first.
    package func overrides() async throws(LedgerError) -> [Override] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM exception ORDER BY id DESC").map { try Override($0) }
        }
    }

    /// The overrides active at a time, newest first; see ``Override/isActive(at:)``.
    package func overrides(activeAt date: Date) async throws(LedgerError) -> [Override] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM exception WHERE withdrawnAt IS NULL AND expiresAt > ? ORDER BY id DESC",
                arguments: [Milliseconds(date).count]
            ).map { try Override($0) }.filter { $0.isActive(at: date) }
        }
    }

    /// Withdraws an override now. If it was withdrawn before, its time does not change.
    ///
    /// - Returns: The updated override; `nil` if the ledger has no such number.
    package func withdrawOverride(_ id: Int64) async throws(LedgerError) -> Override? {
        let now = Milliseconds(now())
        return try await write { db in
            try db.execute(
                sql: "UPDATE exception SET withdrawnAt = ? WHERE id = ? AND withdrawnAt IS NULL",
                arguments: [now.count, id])
            return try Row.fetchOne(db, sql: "SELECT * FROM exception WHERE id = ?", arguments: [id])
                .map { try Override($0) }
        }
    }
}

extension Override {
    fileprivate init(_ row: Row) throws {
        try self.init(
            id: row.value("id"), digest: row.parsed("digest") { (text: String) in try Digest(parsing: text) },
            backend: row.optional("backend"),
            registry: row.optional("registry", as: String.self) == nil
                ? nil : row.parsed("registry") { (text: String) in RegistryName(text) },
            reason: row.value("reason"), who: row.value("who"),
            createdAt: Milliseconds(count: row.value("createdAt")).date,
            expiresAt: Milliseconds(count: row.value("expiresAt")).date,
            withdrawnAt: row.optional("withdrawnAt").map { Milliseconds(count: $0).date })
    }
}
