package import Foundation
import GRDB
package import OCI
internal import Record

extension LedgerStore {
    /// The proof of a path, if it may replace a pull; see ``Proof/isReusable(endpoint:notBefore:now:certificates:)``.
    package func proof(
        for path: ProofPath, endpoint: String, notBefore: Date, certificates: Set<String> = []
    ) async throws(LedgerError) -> Proof? {
        let now = now()
        return try await read { db in
            guard let proof = try db.proof(of: path) else { return nil }
            let stands = proof.isReusable(
                endpoint: endpoint, notBefore: notBefore, now: now, certificates: certificates)
            return stands ? proof : nil
        }
    }

    /// The current proofs of some paths, of any age and endpoint: the caller decides which to trust.
    package func proofs(for paths: [ProofPath]) async throws(LedgerError) -> [ProofPath: Proof] {
        try await read { db in try db.proofs(of: paths) }
    }

    /// Whether a blob was ever proven under a repository (`nil`: if proofs are shared by digest) on any backend. A
    /// later failure does not change the answer.
    package func everProven(
        _ registry: RegistryName, _ repository: RepositoryName?, _ digest: Digest
    ) async throws(LedgerError) -> Bool {
        try await read { db in
            let sql = """
                SELECT EXISTS (SELECT 1 FROM path
                WHERE registry = ? AND repository = ? AND digest = ? AND firstProvenAt IS NOT NULL)
                """
            let key = [registry.description, ProofPath.key(repository), digest.description]
            return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: StatementArguments(key)) ?? false
        }
    }
}

extension Database {
    /// The row of a path, created if missing.
    func row(of path: ProofPath) throws -> Int64 {
        if let row = try existingRow(of: path) { return row }
        try cachedStatement(
            sql: "INSERT INTO path (registry, repository, digest, backend, machine) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: path.key)
        return lastInsertedRowID
    }

    func existingRow(of path: ProofPath) throws -> Int64? {
        try Int64.fetchOne(
            cachedStatement(
                sql: """
                    SELECT id FROM path
                    WHERE registry = ? AND repository = ? AND digest = ? AND backend = ? AND machine = ?
                    """),
            arguments: path.key)
    }

    func proof(of path: ProofPath) throws -> Proof? {
        let statement = try cachedStatement(
            sql: """
                SELECT proof.*, \(ProofSource.columns) FROM path JOIN proof ON proof.path = path.id \(ProofSource.join)
                WHERE path.registry = ? AND path.repository = ? AND digest = ? AND backend = ? AND machine = ?
                """)
        return try Row.fetchOne(statement, arguments: path.key).map { try Proof($0, of: path) }
    }
}

extension ProofPath {
    fileprivate var key: StatementArguments {
        [registry.description, repositoryKey, digest.description, backend, machineKey]
    }

    init(_ row: Row) throws {
        let repository: String = try row.value("repository")
        let machine: String = try row.value("machine")
        try self.init(
            registry: row.parsed("registry") { (text: String) in RegistryName(text) },
            backend: row.value("backend"),
            repository: repository.isEmpty ? nil : row.parsed("repository") { (text: String) in RepositoryName(text) },
            digest: row.parsed("digest") { (text: String) in try Digest(parsing: text) },
            machine: machine.isEmpty ? nil : machine)
    }
}

extension Proof {
    init(_ row: Row, of path: ProofPath) throws {
        try self.init(
            path: path, size: row.value("size"), endpoint: row.value("endpoint"), address: row.optional("address"),
            cacheStatus: row.optional("cacheStatus"), provenAt: Milliseconds(count: row.value("provenAt")).date,
            run: RunID(rawValue: row.value("run")),
            diffID: row.optional("diffID", as: String.self) == nil
                ? nil : row.parsed("diffID") { (text: String) in try Digest(parsing: text) },
            layerCount: row.optional("layerCount"), certificate: row.optional("certificate"),
            isReadThrough: row.optional("readThrough"),
            spotCheckedAt: row.optional("spotCheckedAt").map { Milliseconds(count: $0).date },
            nodes: Set<NodeKind>(listed: row.value("nodes")),
            origin: row.optional("originVantage").map { (vantage: String) in
                try ProofOrigin(run: RunID(rawValue: row.value("originRun")), vantage: vantage)
            })
        source = try ProofSource(row)
    }
}

extension Set<NodeKind> {
    /// The kinds in a list with commas. Kinds that only a newer version knows are left out.
    init(listed text: String) { self.init(text.split(separator: ",").compactMap { NodeKind(rawValue: String($0)) }) }

    /// The kinds as a list with commas, in the order of `NodeKind`.
    var listed: String { NodeKind.allCases.filter(contains).map(\.rawValue).joined(separator: ",") }
}
