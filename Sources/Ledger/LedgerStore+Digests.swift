import GRDB
package import OCI

extension LedgerStore {
    /// The digests with this start that the ledger knows, in order: of requested content, of contents of images, and of
    /// overrides.
    package func digests(startingWith prefix: DigestPrefix, limit: Int) async throws(LedgerError) -> [Digest] {
        let start = prefix.description
        return try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT digest FROM path WHERE digest >= :start AND digest < :end
                    UNION SELECT digest FROM content WHERE digest >= :start AND digest < :end
                    UNION SELECT digest FROM exception WHERE digest >= :start AND digest < :end
                    ORDER BY digest LIMIT :limit
                    """,
                // A hash has no character after "f".
                arguments: ["start": start, "end": start + "g", "limit": max(0, limit)])
            return try rows.map { try $0.parsed("digest") { (text: String) in try Digest(parsing: text) } }
        }
    }
}
