package import Foundation
import GRDB
internal import OCI
package import Record

extension LedgerStore {
    /// The proven manifests of some repositories, as far as the caller wants them.
    ///
    /// - Parameters:
    ///   - repositories: The names; without repository for a registry that shares proofs.
    ///   - date: Older proofs are left out.
    ///   - isWanted: Whether the caller can use this one.
    package func manifests(
        in repositories: Set<ProofRepository>, since date: Date,
        where isWanted: @escaping @Sendable (StoredManifest) -> Bool
    ) async throws(LedgerError) -> StoredManifests {
        try await read { db in
            let names = Set(repositories.map(\.key))
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT path.registry, path.repository, path.digest, path.backend, path.machine, proof.*,
                    manifestReply.contentType, manifestReply.rootNodes, \(ProofSource.columns)
                    FROM manifestReply JOIN proof ON proof.path = manifestReply.path
                    JOIN path ON path.id = manifestReply.path \(ProofSource.join) WHERE proof.provenAt >= ?
                    """, arguments: [Milliseconds(date).count])
            var manifests: [ProofPath: StoredManifest] = [:]
            while let row = try rows.next() {
                let name = try ProofRepository.key(row.value("registry"), row.value("repository"))
                guard names.contains(name) else { continue }
                let manifest = try StoredManifest(row)
                if isWanted(manifest) { manifests[manifest.proof.path] = manifest }
            }
            var packed: [Digest: Data] = [:]
            for digest in Set(manifests.keys.map(\.digest)) {
                let statement = try db.cachedStatement(sql: "SELECT packed FROM manifest WHERE digest = ?")
                let row = try Row.fetchOne(statement, arguments: [digest.description])
                packed[digest] = try row?.value("packed")
            }
            return StoredManifests(manifests, packed: packed)
        }
    }

    /// Records for which kinds of nodes the requests before some references by digest were right; none if they were wrong.
    /// Paths without a stored manifest are ignored.
    package func recordRoots(_ roots: [ProofPath: Set<NodeKind>]) async throws(LedgerError) {
        guard !roots.isEmpty else { return }
        try await write { db in
            for (path, nodes) in roots {
                guard let row = try db.existingRow(of: path) else { continue }
                let text = nodes.isEmpty ? nil : nodes.map(\.rawValue).sorted().joined(separator: " ")
                try db.cachedStatement(sql: "UPDATE manifestReply SET rootNodes = ? WHERE path = ?")
                    .execute(arguments: [text, row])
            }
        }
    }
}

extension Database {
    /// Stores the reply next to the proof, unless the proof was not kept because of a later refusal.
    func keep(_ reply: ManifestReply, with proof: Proof, row: Int64) throws {
        guard let packed = RecordPacker.packed(Data(reply.bytes)) else { return }
        try cachedStatement(
            sql: """
                INSERT OR REPLACE INTO manifestReply (path, contentType)
                SELECT path, ? FROM proof WHERE path = ? AND provenAt = ?
                """
        ).execute(arguments: [reply.contentType, row, Milliseconds(proof.provenAt).count])
        guard changesCount > 0 else { return }
        // Other paths have the same bytes. A damaged row is replaced.
        try cachedStatement(
            sql: """
                INSERT INTO manifest (digest, packed) VALUES (:digest, :packed)
                ON CONFLICT (digest) DO UPDATE SET packed = excluded.packed WHERE packed <> excluded.packed
                """
        ).execute(arguments: ["digest": proof.path.digest.description, "packed": packed])
    }

    /// Deletes the bytes of manifests that no path is proven to serve.
    func eraseUnprovenManifests() throws {
        try execute(
            sql: """
                DELETE FROM manifest WHERE digest NOT IN
                (SELECT path.digest FROM manifestReply JOIN path ON path.id = manifestReply.path)
                """)
    }
}

extension StoredManifest {
    fileprivate init(_ row: Row) throws {
        let nodes: String? = try row.optional("rootNodes")
        try self.init(
            proof: Proof(row, of: ProofPath(row)), contentType: row.optional("contentType"),
            // A newer version may know more kinds.
            rootNodes: Set((nodes ?? "").split(separator: " ").compactMap { NodeKind(rawValue: String($0)) }))
    }
}
