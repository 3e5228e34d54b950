package import Foundation
import GRDB
internal import OCI
package import Record

extension LedgerStore {
    /// Records overrides, all or none, which are active from now until they expire or are withdrawn.
    package func addOverrides(
        _ scopes: [OverrideScope], reason: String, who: String, expiresAt: Date
    ) async throws(LedgerError) -> [Override] {
        let now = Milliseconds(now())
        let end = Milliseconds(expiresAt)
        return try await write { db in
            try scopes.map { scope in
                var digest: String?
                var name: (repository: String, tag: String)?
                switch scope.subject {
                case .content(let content): digest = content.description
                case .tag(let repository, let tag): name = (repository.description, tag.description)
                }
                try db.execute(
                    sql: """
                        INSERT INTO exception
                        (digest, repository, tag, backend, registry, reason, who, createdAt, expiresAt)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        digest, name?.repository, name?.tag, scope.backend, scope.registry?.description, reason, who,
                        now.count, end.count,
                    ])
                return Override(
                    id: db.lastInsertedRowID, scope, reason: reason, who: who, createdAt: now.date,
                    expiresAt: end.date)
            }
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
        let backend: String? = try row.optional("backend")
        let registry: RegistryName? =
            try row.optional("registry", as: String.self) == nil
            ? nil : row.parsed("registry") { (text: String) in RegistryName(text) }
        let subject: OverrideSubject =
            try row.optional("digest", as: String.self) != nil
            ? .content(row.parsed("digest") { (text: String) in try Digest(parsing: text) })
            : .tag(
                row.parsed("repository") { (text: String) in RepositoryName(text) },
                row.parsed("tag") { (text: String) in Tag(text) })
        try self.init(
            id: row.value("id"), OverrideScope(subject, backend: backend, registry: registry),
            reason: row.value("reason"), who: row.value("who"),
            createdAt: Milliseconds(count: row.value("createdAt")).date,
            expiresAt: Milliseconds(count: row.value("expiresAt")).date,
            withdrawnAt: row.optional("withdrawnAt").map { Milliseconds(count: $0).date })
    }
}
