package import Foundation
import GRDB
package import OCI

extension LedgerStore {
    /// Records an exception, which holds from now until it expires or is withdrawn.
    ///
    /// - Parameters:
    ///   - backend: The backend that it is about; `nil` for each.
    ///   - registry: The registry that it is about; `nil` for each.
    package func addException(
        _ digest: Digest, backend: String?, registry: RegistryName?, reason: String, who: String, expiresAt: Date
    ) async throws(LedgerError) -> RecordedException {
        let now = Milliseconds(now())
        let end = Milliseconds(expiresAt)
        return try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO exception (digest, backend, registry, reason, who, createdAt, expiresAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [digest.description, backend, registry?.description, reason, who, now.count, end.count])
            return RecordedException(
                id: db.lastInsertedRowID, digest: digest, backend: backend, registry: registry, reason: reason,
                who: who, createdAt: now.date, expiresAt: end.date, withdrawnAt: nil)
        }
    }

    /// All exceptions that were ever recorded, newest first.
    package func exceptions() async throws(LedgerError) -> [RecordedException] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM exception ORDER BY id DESC").map { try RecordedException($0) }
        }
    }

    /// The exceptions that hold at a time, newest first; see ``RecordedException/isActive(at:)``.
    package func exceptions(activeAt date: Date) async throws(LedgerError) -> [RecordedException] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM exception WHERE withdrawnAt IS NULL AND expiresAt > ? ORDER BY id DESC",
                arguments: [Milliseconds(date).count]
            ).map { try RecordedException($0) }.filter { $0.isActive(at: date) }
        }
    }

    /// Ends an exception now. One that was withdrawn before keeps its time.
    ///
    /// - Returns: The exception as it stands then; `nil` when the ledger has no such number.
    package func withdrawException(_ id: Int64) async throws(LedgerError) -> RecordedException? {
        let now = Milliseconds(now())
        return try await write { db in
            try db.execute(
                sql: "UPDATE exception SET withdrawnAt = ? WHERE id = ? AND withdrawnAt IS NULL",
                arguments: [now.count, id])
            return try Row.fetchOne(db, sql: "SELECT * FROM exception WHERE id = ?", arguments: [id])
                .map { try RecordedException($0) }
        }
    }
}

extension RecordedException {
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
