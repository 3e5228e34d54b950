package import Foundation
import GRDB

extension LedgerStore {
    /// Requests the right to pull a path, so that concurrent gates pull it once.
    ///
    /// A lease is free if it has expired, if it lies in the future because a clock was corrected, or if its holder was
    /// killed. A holder that asks again gets its own lease again.
    ///
    /// - Parameters:
    ///   - holder: The text of a `LeaseHolder`, or any other text unique to this process.
    ///   - lifetime: How long the lease lasts unless it is renewed.
    ///   - acceptingProofSince: The age of the oldest proof that makes a pull unnecessary, for this endpoint only.
    ///   - certificates: The certificates that the backend presents now; a proof under another one does not count.
    ///   - looksFirst: Whether another holder probably still has it. Then nothing is locked just to find that out: many gates
    ///     that wait for one would keep it from recording.
    ///   - suffices: Whether a proof states all that the caller needs to know.
    package func acquire(
        _ path: ProofPath, holder: String, lifetime: Duration, acceptingProofSince: Date, endpoint: String,
        certificates: Set<String> = [], looksFirst: Bool = false,
        suffices: @escaping @Sendable (Proof) -> Bool = { _ in true }
    ) async throws(LedgerError) -> LeaseOutcome {
        let now = now()
        let standing: @Sendable (Database) throws -> LeaseOutcome? = { db in
            if let proof = try db.proof(of: path), suffices(proof),
                proof.isReusable(
                    endpoint: endpoint, notBefore: acceptingProofSince, now: now, certificates: certificates)
            {
                return .proven(proof)
            }
            guard let row = try db.existingRow(of: path), let lease = try db.lease(row: row), lease.holder != holder,
                lease.holds(at: Milliseconds(now))
            else { return nil }
            let other = LeaseHolder(recorded: lease.holder)
            return other.isGone ? nil : .held(by: other.name, until: lease.expiresAt.date)
        }
        if looksFirst, let known = try await read(standing) { return known }
        return try await write { db in
            if let known = try standing(db) { return known }
            let row = try db.row(of: path)
            let start = Milliseconds(now)
            try db.run(
                "INSERT OR REPLACE INTO lease (path, holder, renewedAt, expiresAt) VALUES (?, ?, ?, ?)",
                [row, holder, start.count, start.advanced(by: lifetime).count])
            return .acquired
        }
    }

    /// Extends every lease of a holder to `lifetime` from now.
    package func renew(holder: String, lifetime: Duration) async throws(LedgerError) {
        let now = Milliseconds(now())
        try await write { db in
            try db.execute(
                sql: "UPDATE lease SET renewedAt = ?, expiresAt = ? WHERE holder = ?",
                arguments: [now.count, now.advanced(by: lifetime).count, holder])
        }
    }

    /// Releases a lease. Does nothing if another holder has it by now.
    package func release(_ path: ProofPath, holder: String) async throws(LedgerError) {
        try await write { db in
            if let row = try db.existingRow(of: path) { try db.release(row: row, holder: holder) }
        }
    }

    /// Releases every lease of a holder.
    package func releaseAll(holder: String) async throws(LedgerError) {
        try await write { db in
            try db.execute(sql: "DELETE FROM lease WHERE holder = ?", arguments: [holder])
        }
    }
}

private struct Lease {
    let holder: String
    let renewedAt: Milliseconds
    let expiresAt: Milliseconds

    func holds(at now: Milliseconds) -> Bool { expiresAt > now && !renewedAt.isInTheFuture(at: now) }
}

extension Database {
    func release(row: Int64, holder: String) throws {
        try run("DELETE FROM lease WHERE path = ? AND holder = ?", [row, holder])
    }

    fileprivate func lease(row: Int64) throws -> Lease? {
        try firstRow("SELECT * FROM lease WHERE path = ?", [row]).map { lease in
            try Lease(
                holder: lease.value("holder"), renewedAt: Milliseconds(count: lease.value("renewedAt")),
                expiresAt: Milliseconds(count: lease.value("expiresAt")))
        }
    }
}
