import Foundation
import GRDB
import OCI
import Record
import Testing

@testable import Ledger

/// Ledgers written by earlier versions.
struct MigrationTests {
    static let forms = [
        "1 paths, proofs, leases, runs, claims", "2 unpacked layers",
        "3 checkpoints, certificates, spot checks, exceptions", "4 images of runs and their contents",
        "5 proofs of other machines", "6 layers of configurations", "7 overrides of names", "8 backends of one machine",
    ]

    @Test(arguments: forms) func anOlderLedgerIsMigrated(form: String) async throws {
        let scratch = try Scratch()
        let path = try path()
        do {
            let queue = try scratch.connect()
            try Schema.migrator.migrate(queue, upTo: form)
            try await queue.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO run (id, startedAt, vantage, version, command, process, request)
                        VALUES (4, 0, 'v', '0', 'check', '', x'');
                        INSERT INTO path (id, registry, repository, digest, backend, firstProvenAt, lastProvenAt)
                        VALUES (1, ?, ?, ?, ?, 0, 0);
                        INSERT INTO proof (path, size, endpoint, provenAt, run) VALUES (1, 9, 'e1', 0, 4);
                        INSERT INTO claim (run, path, size, kind, outcome, at) VALUES (4, 1, 9, 'layer', 'verified', 0);
                        """,
                    arguments: [
                        path.registry.description, path.repositoryKey, path.digest.description, path.backend,
                    ])
                if form != Self.forms[0] {
                    try db.execute(sql: "UPDATE proof SET diffID = ?", arguments: [digest(7).description])
                }
            }
            try queue.close()
        }
        let store = try scratch.open()
        let proof = try #require(try await store.proofs(for: [path])[path])
        #expect(proof.run == RunID(rawValue: 4))
        #expect(proof.size == 9)
        #expect(try proof.diffID == (form != Self.forms[0] ? digest(7) : nil))
        #expect(proof.layerCount == nil)
        #expect(proof.certificate == nil)
        #expect(proof.isReadThrough == nil)
        #expect(proof.spotCheckedAt == nil)
        #expect(proof.origin == nil)
        // A value that an earlier version did not record does not invalidate the proof.
        let long = Date(timeIntervalSince1970: 0)
        #expect(try await store.proof(for: path, endpoint: "e1", notBefore: long, certificates: ["c1"]) == proof)
        #expect(try await store.run(RunID(rawValue: 4))?.claims.count == 1)
        #expect(try await store.checkpoints(of: path.digest) == nil)
        #expect(try await store.overrides().isEmpty)
        #expect(try await store.uses(of: path.digest, limit: 1).isEmpty)

        let run = try await store.begin(start())
        let new = aProof(path, run: run, certificate: "c2", isReadThrough: true)
        let states = StoredCheckpoints(size: 1234, encoded: [1, 2, 3])
        try await store.record(new, claim: claim(path), lease: nil, checkpoints: states)
        #expect(try await scratch.open().proofs(for: [path])[path]?.certificate == "c2")
        #expect(try await scratch.open().checkpoints(of: path.digest)?.encoded == Data([1, 2, 3]))
    }
}
