import Foundation
import GRDB
package import OCI

extension LedgerStore {
    /// The images of earlier runs that used some content: each image once per set of origins, from the newest run that
    /// used it, newest first.
    ///
    /// - Parameters:
    ///   - registry: The registry that it is pulled from; `nil` for any.
    ///   - excluding: A run to leave out.
    package func uses(
        of digest: Digest, in registry: RegistryName? = nil, excluding run: RunID? = nil, limit: Int
    ) async throws(LedgerError) -> [RecordedUse] {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT max(imageUse.run) AS run, run.startedAt, image.text AS reference, origins.text AS origins
                    FROM content JOIN word AS registry ON registry.id = content.registry
                    JOIN contentSetMember ON contentSetMember.content = content.id
                    JOIN imageUse ON imageUse.contentSet = contentSetMember.contentSet
                    JOIN run ON run.id = imageUse.run
                    JOIN word AS image ON image.id = imageUse.image
                    JOIN word AS origins ON origins.id = imageUse.origins
                    WHERE content.digest = :digest AND (:registry IS NULL OR registry.text = :registry)
                    AND imageUse.run <> :run
                    GROUP BY imageUse.image, imageUse.origins ORDER BY run DESC, reference, origins LIMIT :limit
                    """,
                arguments: [
                    "digest": digest.description, "registry": registry?.description, "run": run?.rawValue ?? 0,
                    "limit": max(0, limit),
                ])
            return try rows.map { row in
                try RecordedUse(
                    run: RunID(rawValue: row.value("run")),
                    startedAt: Milliseconds(count: row.value("startedAt")).date, reference: row.value("reference"),
                    origins: row.parsed("origins") { (text: String) in
                        try JSONDecoder().decode([String].self, from: Data(text.utf8))
                    })
            }
        }
    }

    /// The names under which some content was requested, the most recent first.
    package func places(of digest: Digest) async throws(LedgerError) -> [KnownPlace] {
        try await read { db in
            // If no claim refers to a path any more, only its name is known.
            let rows = try Row.fetchAll(
                db,
                sql: """
                    WITH latest AS (
                        SELECT path.*, claim.id AS claim, claim.run AS checkedBy, claim.outcome,
                        coalesce(claim.size, member.size) AS size, coalesce(claim.kind, member.kind) AS kind,
                        (SELECT max(run) FROM claimSetMember JOIN reuse USING (claimSet)
                        WHERE claimSetMember.path = path.id) AS reusedBy
                        FROM path LEFT JOIN claim ON claim.id = (SELECT max(id) FROM claim WHERE claim.path = path.id)
                        LEFT JOIN claimSetMember AS member ON member.path = path.id AND member.claimSet =
                        (SELECT min(claimSet) FROM claimSetMember WHERE claimSetMember.path = path.id)
                        WHERE path.digest = ?)
                    SELECT latest.*, max(coalesce(checkedBy, reusedBy), coalesce(reusedBy, checkedBy)) AS run,
                    reusedBy IS NOT NULL AND (checkedBy IS NULL OR reusedBy > checkedBy) AS isReused FROM latest
                    ORDER BY run IS NULL, run DESC, claim IS NULL, claim DESC, registry, repository, backend
                    """, arguments: [digest.description])
            var places: [KnownPlace] = []
            for row in rows {
                let place = try KnownPlace(row)
                let known = places.firstIndex { $0.registry == place.registry && $0.repository == place.repository }
                if let known {
                    places[known].isOpen = places[known].isOpen || place.isOpen
                    places[known].size = places[known].size ?? place.size
                } else {
                    places.append(place)
                }
            }
            return places
        }
    }
}

extension Database {
    /// Records the contents of a run's images.
    func add(_ images: [RunImage], to run: RunID) throws {
        var known: [RegistryName: [Digest: Int64]] = [:]
        for image in images where !image.contents.isEmpty {
            let registry = try word(image.registry.description)
            let members = try image.contents.map { digest in
                if let id = known[image.registry]?[digest] { return id }
                let id = try content(digest, registry)
                known[image.registry, default: [:]][digest] = id
                return id
            }
            let origins = String(decoding: try JSONEncoder().encode(image.origins), as: UTF8.self)
            try cachedStatement(
                sql: "INSERT OR REPLACE INTO imageUse (run, image, origins, contentSet) VALUES (?, ?, ?, ?)"
            ).execute(arguments: [
                run.rawValue, word(image.reference), word(origins), contentSet(members.sorted()),
            ])
        }
    }

    /// Deletes contents, sets of claims, records and inputs that no run refers to any more, and manifests without proofs.
    func eraseUnusedContents() throws {
        try eraseUnusedClaimSets()
        try eraseUnusedRecords()
        try eraseUnprovenManifests()
        for sql in [
            "contentSet WHERE id NOT IN (SELECT contentSet FROM imageUse)",
            "contentSetMember WHERE contentSet NOT IN (SELECT id FROM contentSet)",
            "content WHERE id NOT IN (SELECT content FROM contentSetMember)",
            """
            word WHERE id NOT IN (SELECT image FROM imageUse UNION SELECT origins FROM imageUse
            UNION SELECT registry FROM content)
            """,
        ] { try execute(sql: "DELETE FROM \(sql)") }
    }

    private func word(_ text: String) throws -> Int64 {
        try interned("word", "text = ?", "(text) VALUES (?)", [text])
    }

    private func content(_ digest: Digest, _ registry: Int64) throws -> Int64 {
        try interned(
            "content", "digest = ? AND registry = ?", "(digest, registry) VALUES (?, ?)",
            [digest.description, registry])
    }

    private func contentSet(_ members: [Int64]) throws -> Int64 {
        let key = Data(
            members.flatMap { member in (0..<8).reversed().map { UInt8(truncatingIfNeeded: member >> ($0 * 8)) } })
        if let row = try Int64.fetchOne(
            cachedStatement(sql: "SELECT id FROM contentSet WHERE members = ?"), arguments: [key])
        {
            return row
        }
        try cachedStatement(sql: "INSERT INTO contentSet (members) VALUES (?)").execute(arguments: [key])
        let set = lastInsertedRowID
        for member in members {
            try cachedStatement(sql: "INSERT INTO contentSetMember (content, contentSet) VALUES (?, ?)")
                .execute(arguments: [member, set])
        }
        return set
    }

    private func interned(
        _ table: String, _ condition: String, _ values: String, _ arguments: StatementArguments
    ) throws -> Int64 {
        let known = try Int64.fetchOne(
            cachedStatement(sql: "SELECT id FROM \(table) WHERE \(condition)"), arguments: arguments)
        if let known { return known }
        try cachedStatement(sql: "INSERT INTO \(table) \(values)").execute(arguments: arguments)
        return lastInsertedRowID
    }
}

extension KnownPlace {
    fileprivate init(_ row: Row) throws {
        let path = try ProofPath(row)
        let size: Int64? = try row.optional("size")
        let outcome: String? = try row.value("isReused") ? nil : row.optional("outcome")
        try self.init(
            registry: path.registry, repository: path.repository, size: size == 0 ? nil : size,
            kind: row.optional("kind"), run: row.optional("run").map(RunID.init(rawValue:)),
            isOpen: outcome == ClaimOutcome.refused.rawValue || outcome == ClaimOutcome.undecided.rawValue)
    }
}
