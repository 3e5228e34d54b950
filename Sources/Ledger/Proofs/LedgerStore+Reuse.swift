import Foundation
import GRDB
internal import OCI
internal import Record

extension LedgerStore {
    /// Records, in one transaction, claims covered by a proof of an earlier run, or claims without proof.
    ///
    /// A run that reuses what an earlier one reused adds only references to its sets.
    package func recordReuse(_ claims: [ClaimRecord], run: RunID) async throws(LedgerError) {
        guard !claims.isEmpty else { return }
        try await write { db in
            // The latest record of a path counts, and a row counts more than a set.
            let known = try db.paths(in: run)
            var sets: [ProofRepository: [ClaimRecord]] = [:]
            var order: [ProofRepository] = []
            for claim in claims {
                guard claim.isPlainReuse, !known.contains(claim.path) else {
                    try db.add(claim, to: run)
                    continue
                }
                let name = ProofRepository(registry: claim.path.registry, repository: claim.path.repository)
                if sets[name] == nil { order.append(name) }
                sets[name, default: []].append(claim)
            }
            for name in order { try db.addSet(sets[name] ?? [], to: run) }
        }
    }
}

extension ClaimRecord {
    /// Whether a set says all about it.
    fileprivate var isPlainReuse: Bool { outcome == .reused && code == nil && detail == nil }
}

extension Database {
    /// The paths that have rows in a run.
    fileprivate func paths(in run: RunID) throws -> Set<ProofPath> {
        let rows = try Row.fetchAll(
            self, sql: "SELECT path.* FROM path WHERE id IN (SELECT path FROM claim WHERE run = ?)",
            arguments: [run.rawValue])
        return try Set(rows.map { try ProofPath($0) })
    }

    fileprivate func addSet(_ claims: [ClaimRecord], to run: RunID) throws {
        guard let last = claims.last else { return }
        try cachedStatement(sql: "INSERT OR IGNORE INTO reuse (run, claimSet, at) VALUES (?, ?, ?)")
            .execute(arguments: [run.rawValue, claimSet(claims), Milliseconds(last.at).count])
    }

    private func claimSet(_ claims: [ClaimRecord]) throws -> Int64 {
        // All are of one repository.
        let members = claims.map {
            "\($0.path.digest) \($0.path.backend) \($0.path.machineKey) \($0.size) \($0.kind)"
        }
        let name = claims.first.map { ProofRepository(registry: $0.path.registry, repository: $0.path.repository).key }
        let key = Fingerprint.of([name ?? "", members.joined(separator: "\n")])
        let known = try Int64.fetchOne(
            cachedStatement(sql: "SELECT id FROM claimSet WHERE key = ?"), arguments: [key])
        if let known { return known }
        try cachedStatement(sql: "INSERT INTO claimSet (key) VALUES (?)").execute(arguments: [key])
        let set = lastInsertedRowID
        for claim in claims {
            try cachedStatement(
                sql: "INSERT OR IGNORE INTO claimSetMember (claimSet, path, size, kind) VALUES (?, ?, ?, ?)"
            ).execute(arguments: [set, row(of: claim.path), claim.size, claim.kind])
        }
        return set
    }

    /// Deletes sets of claims that no run refers to any more.
    func eraseUnusedClaimSets() throws {
        try execute(sql: "DELETE FROM claimSet WHERE id NOT IN (SELECT claimSet FROM reuse)")
        try execute(sql: "DELETE FROM claimSetMember WHERE claimSet NOT IN (SELECT id FROM claimSet)")
    }
}
