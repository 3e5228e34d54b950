import Foundation
import GRDB
internal import OCI

extension LedgerStore {
    /// The proofs of a digest on a backend that have a source, under any repository, with the newest first.
    ///
    /// - Parameter paths: Registry, backend, digest and machine of each; the repositories do not matter.
    package func proofsWithSource(like paths: [ProofPath]) async throws(LedgerError) -> [Proof] {
        guard !paths.isEmpty else { return [] }
        return try await read { db in
            guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM proofSource)") == true else { return [] }
            let statement = try db.cachedStatement(
                sql: """
                    SELECT proof.*, path.*, \(ProofSource.columns) FROM path
                    JOIN proof ON proof.path = path.id JOIN proofSource ON proofSource.path = path.id
                    WHERE digest = ? AND registry = ? AND backend = ? AND machine = ? ORDER BY provenAt DESC
                    """)
            return try paths.flatMap { path in
                try Row.fetchAll(
                    statement,
                    arguments: [path.digest.description, path.registry.description, path.backend, path.machineKey]
                ).map { try Proof($0, of: ProofPath($0)) }
            }
        }
    }

    /// Records, in one transaction, a claim that is proven by bytes that were hashed under another repository, its proof with
    /// their time, and the end of its lease.
    ///
    /// No proof is kept if the same digest was refused on this backend since, under any repository.
    package func recordShared(
        _ proof: Proof, claim: ClaimRecord, run: RunID, lease holder: String
    ) async throws(LedgerError) {
        let now = Milliseconds(now())
        try await write { db in
            let row = try db.row(of: proof.path)
            let at = Milliseconds(proof.provenAt)
            let refused = try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT max(lastRefusedAt) FROM path
                        WHERE digest = ? AND registry = ? AND backend = ? AND machine = ?
                        """),
                arguments: [
                    proof.path.digest.description, proof.path.registry.description, proof.path.backend,
                    proof.path.machineKey,
                ])
            if refused.map({ $0 <= at.count }) ?? true { try db.keep(proof, row: row, since: at, now: now) }
            try db.add(claim, to: run)
            try db.release(row: row, holder: holder)
        }
    }
}

extension Database {
    /// Stores what served the bytes of the proof that a path has now.
    func keep(_ source: ProofSource?, row: Int64) throws {
        guard let source else {
            return try run("DELETE FROM proofSource WHERE path = ?", [row])
        }
        try cachedStatement(
            sql: "INSERT OR REPLACE INTO proofSource (path, place, entityTag, repository) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [row, source.place.text, source.entityTag, source.repository?.description])
    }

    /// Deletes the proofs of other paths to the same content, as far as they may depend on the same source as this path's: what
    /// served wrong bytes once makes all its paths suspect.
    func deleteProofs(besides row: Int64) throws {
        try execute(
            sql: """
                DELETE FROM proof WHERE path IN (
                    SELECT other.id FROM path JOIN path AS other INDEXED BY pathByDigest ON other.digest = path.digest
                    AND other.registry = path.registry AND other.backend = path.backend
                    AND other.machine = path.machine
                    JOIN proofSource ON proofSource.path = other.id
                    WHERE path.id = ? AND other.id <> path.id)
                """, arguments: [row])
    }
}

extension ProofSource {
    /// The columns of `init(_:)`. `repository` is a column of `path` too.
    static let columns =
        "proofSource.place AS sourcePlace, proofSource.entityTag, proofSource.repository AS hashedUnder"
    static let join = "LEFT JOIN proofSource ON proofSource.path = proof.path"

    /// `nil` if the proof has none.
    init?(_ row: Row) throws {
        guard let place = try row.optional("sourcePlace", as: String.self) else { return nil }
        let repository =
            try row.optional("hashedUnder", as: String.self) == nil
            ? nil : row.parsed("hashedUnder") { (text: String) in RepositoryName(text) }
        self.init(Place(text: place), entityTag: try row.optional("entityTag"), repository: repository)
    }
}
