import GRDB
internal import OCI

extension Database {
    /// The digests of one query. What is left of it is filled with the last one, so that there is one statement.
    private static var batch: Int { 16 }

    /// The current proofs of some paths, with one query for several contents of a repository on all backends.
    func proofs(of paths: [ProofPath]) throws -> [ProofPath: Proof] {
        var repositories: [ProofRepository: [String: [ProofPath]]] = [:]
        for path in paths {
            let name = ProofRepository(registry: path.registry, repository: path.repository)
            repositories[name, default: [:]][path.digest.description, default: []].append(path)
        }
        let statement = try cachedStatement(
            sql: """
                SELECT path.digest, path.backend, path.machine, proof.*, \(ProofSource.columns)
                FROM path JOIN proof ON proof.path = path.id \(ProofSource.join)
                WHERE path.registry = ? AND path.repository = ?
                AND path.digest IN (\(Array(repeating: "?", count: Self.batch).joined(separator: ", ")))
                """)
        var found: [ProofPath: Proof] = [:]
        for (name, wanted) in repositories {
            var left = Array(wanted.keys)[...]
            while let last = left.last {
                let digests = Array(left.suffix(Self.batch))
                left = left.dropLast(digests.count)
                let arguments =
                    [name.registry.description, ProofPath.key(name.repository)] + digests
                    + Array(repeating: last, count: Self.batch - digests.count)
                let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
                while let row = try rows.next() {
                    let (backend, machine): (String, String) = try (row.value("backend"), row.value("machine"))
                    let digest: String = try row.value("digest")
                    let path = wanted[digest]?.first { $0.backend == backend && $0.machineKey == machine }
                    if let path { found[path] = try Proof(row, of: path) }
                }
            }
        }
        return found
    }
}
