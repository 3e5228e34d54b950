package import Foundation
import GRDB

/// The number of an unfinished blob. A path that is read again gets a new one, so that a late writer changes nothing.
package struct PartialID: Hashable, Sendable {
    let rawValue: Int64
}

extension LedgerStore {
    /// How long an unfinished blob is kept at most. Proofs are reused for hours.
    static let partialLifetime = Duration.seconds(7 * 86_400)

    /// The unfinished blob of a path; `nil` if there is none, or if the path was refused after it was begun.
    package func partial(of path: ProofPath) async throws(LedgerError) -> StoredPartial? {
        try await read { db in
            guard let row = try db.existingRow(of: path),
                let found = try db.firstRow(
                    """
                    SELECT partial.* FROM partial JOIN path ON path.id = partial.path WHERE path.id = ?
                    AND (lastRefusedAt IS NULL OR lastRefusedAt < startedAt)
                    """, [row])
            else { return nil }
            let states = try Row.fetchAll(
                db, sql: "SELECT states FROM partialStates WHERE partial = ? ORDER BY number",
                arguments: [found.value("id", as: Int64.self)])
            return try StoredPartial(
                path: path, size: found.value("size"), endpoint: found.value("endpoint"),
                certificate: found.optional("certificate"),
                startedAt: Milliseconds(count: found.value("startedAt")).date,
                entityTag: found.optional("entityTag"), cacheStatus: found.optional("cacheStatus"),
                showsCache: found.value("showsCache"), opening: found.value("opening"),
                states: states.map { try $0.value("states") })
        }
    }

    /// Stores an unfinished blob in place of any other of its path.
    package func begin(_ partial: StoredPartial) async throws(LedgerError) -> PartialID {
        try await write { db in
            let row = try db.row(of: partial.path)
            try db.erasePartial(row: row)
            try db.run(
                """
                INSERT INTO partial
                (path, size, endpoint, certificate, startedAt, entityTag, cacheStatus, showsCache, opening)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    row, partial.size, partial.endpoint, partial.certificate, Milliseconds(partial.startedAt).count,
                    partial.entityTag, partial.cacheStatus, partial.showsCache, partial.opening,
                ])
            let id = PartialID(rawValue: db.lastInsertedRowID)
            try db.add(partial.states, to: id)
            return id
        }
    }

    /// Adds the states that follow. Does nothing if the blob is finished, or was begun again.
    package func extend(_ id: PartialID, with states: [Data]) async throws(LedgerError) {
        try await write { db in try db.add(states, to: id) }
    }

    /// Forgets the unfinished blob of a path.
    package func erasePartial(of path: ProofPath) async throws(LedgerError) {
        try await write { db in
            if let row = try db.existingRow(of: path) { try db.erasePartial(row: row) }
        }
    }
}

extension Database {
    func erasePartial(row: Int64) throws {
        try run("DELETE FROM partial WHERE path = ?", [row])
    }

    /// Deletes unfinished blobs that no one will continue.
    func erasePartials(before date: Milliseconds) throws {
        try execute(sql: "DELETE FROM partial WHERE startedAt < ?", arguments: [date.count])
    }

    fileprivate func add(_ states: [Data], to id: PartialID) throws {
        for piece in states {
            try run(
                """
                INSERT INTO partialStates (partial, number, states)
                SELECT id, (SELECT count(*) FROM partialStates WHERE partial = :id), :states
                FROM partial WHERE id = :id
                """, ["id": id.rawValue, "states": piece])
        }
    }
}
