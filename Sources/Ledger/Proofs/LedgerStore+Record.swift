package import Foundation
import GRDB
import OCI

extension LedgerStore {
    /// Records matching bytes in one transaction: the proof, the claim of the proof's run, the end of the lease, the hash
    /// checkpoints, the bytes of a manifest, and that the blob is no longer unfinished.
    ///
    /// The newest proof of a path wins. No proof supersedes a later refusal.
    ///
    /// - Parameter readSince: When the read began, if that was before `provenAt`. Another gate may have refused the path
    ///   since: a spot check reads without a lease, and a suspended holder loses its own.
    package func record(
        _ proof: Proof, claim: ClaimRecord, lease holder: String?, checkpoints: StoredCheckpoints? = nil,
        readSince: Date? = nil, manifest: ManifestReply? = nil
    ) async throws(LedgerError) {
        let now = Milliseconds(now())
        let since = min(Milliseconds(readSince ?? proof.provenAt), Milliseconds(proof.provenAt))
        try await write { db in
            let row = try db.row(of: proof.path)
            try db.keep(proof, row: row, since: since, now: now)
            try db.erasePartial(row: row)
            if let manifest { try db.keep(manifest, with: proof, row: row) }
            try db.add(claim, to: proof.run)
            if let checkpoints { try db.keep(checkpoints, of: proof.path.digest, at: Milliseconds(proof.provenAt)) }
            if let holder { try db.release(row: row, holder: holder) }
        }
    }

    /// Records a failed claim and releases its lease.
    ///
    /// - Parameters:
    ///   - erasingProof: Whether the failure shows that the bytes are wrong or gone (invariant 5). An access fault does not,
    ///     so the proof stays.
    ///   - erasingSource: Whether it says the same about other paths that are served from the same source.
    package func recordFailure(
        _ claim: ClaimRecord, run: RunID, erasingProof: Bool, erasingSource: Bool = false, lease holder: String?
    ) async throws(LedgerError) {
        try await write { db in
            let row = try db.row(of: claim.path)
            if erasingProof {
                try db.run("DELETE FROM proof WHERE path = ?", [row])
                try db.erasePartial(row: row)
                try db.run(
                    "UPDATE path SET lastRefusedAt = max(coalesce(lastRefusedAt, ?), ?) WHERE id = ?",
                    [Milliseconds(claim.at).count, Milliseconds(claim.at).count, row])
            }
            if erasingSource { try db.deleteProofs(besides: row) }
            try db.add(claim, to: run)
            if let holder { try db.release(row: row, holder: holder) }
        }
    }
}

extension Database {
    /// Stores a proof, unless the path was refused after the read began.
    func keep(_ proof: Proof, row: Int64, since: Milliseconds, now: Milliseconds) throws {
        let at = Milliseconds(proof.provenAt).count
        let trusted = now.count + Milliseconds.tolerance
        try run(
            """
            UPDATE path SET firstProvenAt = min(coalesce(firstProvenAt, :at), :at),
            lastProvenAt = max(coalesce(lastProvenAt, :at), :at) WHERE id = :row
            """, ["at": at, "row": row])
        // A time in the future comes from a wrong clock that was corrected later: it neither wins nor blocks. What was
        // read from the bytes is a function of their digest, so a new proof without it keeps what is known.
        try run(
            """
            INSERT INTO proof
            (path, size, endpoint, address, cacheStatus, provenAt, run, diffID, layerCount, certificate,
            readThrough, spotCheckedAt, nodes, originRun, originVantage)
            SELECT :row, :size, :endpoint, :address, :cacheStatus, :at, :run, :diffID, :layerCount, :certificate,
            :readThrough, :spotCheckedAt, :nodes, :originRun, :originVantage FROM path WHERE id = :row
            AND (lastRefusedAt IS NULL OR lastRefusedAt <= :since OR lastRefusedAt > :trusted)
            ON CONFLICT (path) DO UPDATE SET size = excluded.size, endpoint = excluded.endpoint,
            address = excluded.address, cacheStatus = excluded.cacheStatus, provenAt = excluded.provenAt,
            run = excluded.run, diffID = coalesce(excluded.diffID, proof.diffID),
            layerCount = coalesce(excluded.layerCount, proof.layerCount),
            certificate = excluded.certificate, readThrough = excluded.readThrough,
            spotCheckedAt = excluded.spotCheckedAt, nodes = excluded.nodes, originRun = excluded.originRun,
            originVantage = excluded.originVantage
            WHERE excluded.provenAt >= proof.provenAt OR proof.provenAt > :trusted
            """,
            [
                "row": row, "size": proof.size, "endpoint": proof.endpoint, "address": proof.address,
                "cacheStatus": proof.cacheStatus, "at": at, "run": proof.run.rawValue,
                "diffID": proof.diffID?.description, "layerCount": proof.layerCount, "certificate": proof.certificate,
                "readThrough": proof.isReadThrough, "spotCheckedAt": proof.spotCheckedAt.map { Milliseconds($0).count },
                "nodes": proof.nodes.listed, "originRun": proof.origin?.run.rawValue,
                "originVantage": proof.origin?.vantage, "trusted": trusted,
                "since": since.count,
            ])
        // What was stored with another reply says nothing about this one.
        guard changesCount > 0 else { return }
        try keep(proof.source, row: row)
        try run("DELETE FROM manifestReply WHERE path = ?", [row])
    }

    func add(_ claim: ClaimRecord, to run: RunID) throws {
        let sql = "INSERT INTO claim (run, path, size, kind, outcome, code, detail, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        try self.run(
            sql,
            [
                run.rawValue, row(of: claim.path), claim.size, claim.kind, claim.outcome.rawValue, claim.code,
                claim.detail, Milliseconds(claim.at).count,
            ])
    }
}
