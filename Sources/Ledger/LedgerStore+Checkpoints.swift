public import Foundation
import GRDB
public import OCI

extension LedgerStore {
    /// The checkpoints of a blob that was verified on any path at any time; `nil` when none are kept, which is so for
    /// blobs too small to have any.
    public func checkpoints(of digest: Digest) async throws(LedgerError) -> StoredCheckpoints? {
        try await read { db in
            try Row.fetchOne(
                db, sql: "SELECT * FROM checkpoint WHERE digest = ?", arguments: [digest.description]
            ).map { row in
                try StoredCheckpoints(
                    size: row.value("size"), encoded: row.value("states"),
                    provenAt: Milliseconds(count: row.value("provenAt")).date)
            }
        }
    }

    /// Remembers that a part of a proven path's bytes was read again and was right. Nothing happens where the proof was
    /// erased since.
    public func recordSpotCheck(of path: ProofPath, at date: Date) async throws(LedgerError) {
        try await write { db in
            guard let row = try db.existingRow(of: path) else { return }
            try db.execute(
                sql: "UPDATE proof SET spotCheckedAt = max(coalesce(spotCheckedAt, :at), :at) WHERE path = :row",
                arguments: ["at": Milliseconds(date).count, "row": row])
        }
    }
}

extension Database {
    /// Writes only what is new: the same digest has the same states, unless those that are kept have rotted.
    func keep(_ checkpoints: StoredCheckpoints, of digest: Digest, at time: Milliseconds) throws {
        try execute(
            sql: """
                INSERT INTO checkpoint (digest, size, states, provenAt) VALUES (?, ?, ?, ?)
                ON CONFLICT (digest) DO UPDATE SET size = excluded.size, states = excluded.states
                WHERE size <> excluded.size OR states <> excluded.states
                """,
            arguments: [digest.description, checkpoints.size, checkpoints.encoded, time.count])
    }
}
