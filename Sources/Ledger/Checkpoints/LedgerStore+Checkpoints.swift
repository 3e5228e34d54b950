package import Foundation
import GRDB
package import OCI

extension LedgerStore {
    /// The checkpoints of a blob that was verified on any path at any time. `nil` if none are stored, for example
    /// because the blob is too small.
    package func checkpoints(of digest: Digest) async throws(LedgerError) -> StoredCheckpoints? {
        try await read { db in try db.checkpoints(of: digest) }
    }

    /// Records that a part of a proven path's bytes was read again and matched. Does nothing if the proof has been
    /// erased.
    package func recordSpotCheck(of path: ProofPath, at date: Date) async throws(LedgerError) {
        try await write { db in
            guard let row = try db.existingRow(of: path) else { return }
            try db.run(
                "UPDATE proof SET spotCheckedAt = max(coalesce(spotCheckedAt, :at), :at) WHERE path = :row",
                ["at": Milliseconds(date).count, "row": row])
        }
    }

    /// Deletes a proof that no longer applies to what its path serves, even though nothing wrong was seen there. A new
    /// proof may replace it at any time. A proof made after `date` stays.
    package func deleteProof(of path: ProofPath, notAfter date: Date) async throws(LedgerError) {
        try await write { db in
            guard let row = try db.existingRow(of: path) else { return }
            try db.execute(
                sql: "DELETE FROM proof WHERE path = ? AND provenAt <= ?",
                arguments: [row, Milliseconds(date).count])
        }
    }
}

extension Database {
    /// The size of a part, in bytes: with the row overhead, four fit into a page of 4096.
    private static var partLength: Int { 1000 }

    /// Writes only new checkpoints: a digest always has the same states, unless the stored ones are corrupt.
    func keep(_ checkpoints: StoredCheckpoints, of digest: Digest, at time: Milliseconds) throws {
        let kept = try self.checkpoints(of: digest)
        if let kept, kept.size == checkpoints.size, kept.encoded == checkpoints.encoded { return }
        _ = try eraseCheckpoints("digest = ?", [digest.description])
        let first = try Int64.fetchOne(self, sql: "SELECT coalesce(max(id), 0) + 1 FROM checkpointPart") ?? 1
        var count: Int64 = 0
        var rest = checkpoints.encoded[...]
        while !rest.isEmpty {
            try run(
                "INSERT INTO checkpointPart (id, states) VALUES (?, ?)",
                [first + count, Data(rest.prefix(Self.partLength))])
            rest = rest.dropFirst(Self.partLength)
            count += 1
        }
        try run(
            "INSERT INTO checkpoint (digest, size, provenAt, firstPart, parts) VALUES (?, ?, ?, ?, ?)",
            [
                digest.description, checkpoints.size, kept?.provenAt.map { Milliseconds($0).count } ?? time.count,
                first, count,
            ])
    }

    /// Deletes the checkpoints of the digests that match a condition on the table `checkpoint`.
    ///
    /// - Returns: The number of digests.
    func eraseCheckpoints(_ condition: String, _ arguments: StatementArguments = []) throws -> Int {
        try execute(
            sql: """
                DELETE FROM checkpointPart WHERE id IN (
                SELECT part.id FROM checkpoint JOIN checkpointPart AS part
                ON part.id >= firstPart AND part.id < firstPart + parts WHERE \(condition))
                """, arguments: arguments)
        try execute(sql: "DELETE FROM checkpoint WHERE \(condition)", arguments: arguments)
        return changesCount
    }

    fileprivate func checkpoints(of digest: Digest) throws -> StoredCheckpoints? {
        let found = try firstRow("SELECT * FROM checkpoint WHERE digest = ?", [digest.description])
        guard let found else { return nil }
        let first: Int64 = try found.value("firstPart")
        let parts = try Row.fetchAll(
            self, sql: "SELECT states FROM checkpointPart WHERE id >= ? AND id < ? ORDER BY id",
            arguments: [first, first &+ found.value("parts", as: Int64.self)])
        return try StoredCheckpoints(
            size: found.value("size"),
            encoded: parts.reduce(into: Data()) { try $0 += $1.value("states", as: Data.self) },
            provenAt: Milliseconds(count: found.value("provenAt")).date)
    }
}
