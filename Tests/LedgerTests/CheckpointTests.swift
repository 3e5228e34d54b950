import Foundation
import GRDB
import OCI
import Record
import Testing

@testable import Ledger

struct CheckpointTests {
    private func prove(
        _ store: LedgerStore, _ path: ProofPath, at date: Date, _ bytes: [UInt8], size: Int64 = 1234
    ) async throws -> RunID {
        let run = try await store.begin(start(at: date))
        try await store.record(
            aProof(path, at: date, run: run), claim: claim(path, at: date), lease: nil,
            checkpoints: StoredCheckpoints(size: size, encoded: bytes))
        try await store.finish(run, try end(.verified))
        return run
    }

    private func rows(_ scratch: Scratch) async throws -> Int? {
        try await scratch.connect().read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM checkpoint") }
    }

    @Test func oneRowServesAllPathsOfADigest() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        #expect(try await store.checkpoints(of: digest(1)) == nil)
        let bytes = (0..<4321).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for (second, path) in [
            (0.0, try path()), (1, try path(backend: "two")), (2, try path(repository: "team/other")),
            (3, try path()), (4, try path(repository: nil)),
        ] {
            _ = try await prove(store, path, at: at(second), bytes)
        }
        let kept = try #require(try await scratch.open().checkpoints(of: digest(1)))
        #expect(kept.encoded == Data(bytes))
        #expect(kept.size == 1234)
        #expect(kept.provenAt == at(0))
        #expect(try await rows(scratch) == 1)
        _ = try await prove(store, path(2), at: at(5), [7])
        #expect(try await store.checkpoints(of: digest(2))?.encoded == Data([7]))
        #expect(try await store.checkpoints(of: digest(3)) == nil)
        #expect(try await rows(scratch) == 2)
    }

    /// The digest is proven again, so the stored checkpoints were corrupt.
    @Test func corruptCheckpointsAreReplaced() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        _ = try await prove(store, path(), at: at(0), [1, 2, 3])
        try await scratch.connect().write { db in try db.execute(sql: "UPDATE checkpointPart SET states = x'00'") }
        _ = try await prove(store, path(backend: "two"), at: at(9), [1, 2, 3])
        let kept = try #require(try await store.checkpoints(of: digest(1)))
        #expect(kept.encoded == Data([1, 2, 3]))
        #expect(kept.provenAt == at(0))
    }

    @Test func theyOutliveRefusalsAndPrunedProofs() async throws {
        let clock = Clock()
        let scratch = try Scratch()
        let store = try scratch.open(clock: clock)
        let day = 86400.0
        let run = try await prove(store, path(1), at: at(-9 * day), [1])
        _ = try await prove(store, path(2), at: at(-9 * day), [2])
        _ = try await prove(store, path(2, backend: "two"), at: at(-1 * day), [2])
        _ = try await prove(store, path(3), at: at(-9 * day), [3])
        try await store.recordFailure(
            claim(path(1), .refused, at: at(-1 * day)), run: run, erasingProof: true, lease: nil)
        #expect(try await store.checkpoints(of: digest(1))?.encoded == Data([1]))

        // Proofs are pruned, runs are kept: each path still has a claim.
        let first = try await store.prune(runsBefore: at(-20 * day), proofsBefore: at(-5 * day))
        #expect(first == PruneResult(runs: 0, proofs: 2, leases: 0, checkpoints: 0))
        for number in 1...3 { #expect(try await store.checkpoints(of: digest(number)) != nil) }

        let second = try await store.prune(runsBefore: at(-5 * day), proofsBefore: at(-5 * day))
        #expect(second.checkpoints == 1)
        #expect(try await store.checkpoints(of: digest(1)) != nil, "it was refused a day ago")
        #expect(try await store.checkpoints(of: digest(2)) != nil, "it was proven on the other backend a day ago")
        #expect(try await store.checkpoints(of: digest(3)) == nil)
        let parts = try await scratch.connect().read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM checkpointPart")
        }
        #expect(parts == 2)
    }

    @Test func noProofMeansNoCheckpoints() async throws {
        let store = try LedgerStore.inMemory()
        let path = try path()
        let states = StoredCheckpoints(size: 1, encoded: [1])
        _ = await expectError(.other) {
            try await store.record(
                aProof(path, run: RunID(rawValue: 7)), claim: claim(path), lease: nil, checkpoints: states)
        }
        #expect(try await store.checkpoints(of: path.digest) == nil)
    }

    @Test func aSpotCheckLastsAsLongAsItsProof() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        let path = try path()
        try await store.recordSpotCheck(of: path, at: at(1))
        try await store.prove(path)
        func checkedAt() async throws -> Date? { try await store.proofs(for: [path])[path]?.spotCheckedAt }
        #expect(try await checkedAt() == nil)
        for (second, expected) in [(5.0, 5.0), (9, 9), (7, 9)] {
            try await store.recordSpotCheck(of: path, at: at(second))
            #expect(try await checkedAt() == at(expected))
        }
        #expect(try await store.proofs(for: [path])[path]?.provenAt == at(0))
        try await store.prove(path, at: at(50))
        #expect(try await checkedAt() == nil)
    }
}

struct CertificateTests {
    @Test func recordedValuesAreReadBack() async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        let run = try await store.begin(start())
        let path = try path()
        for proof in [
            aProof(path, run: run, certificate: "c1", isReadThrough: true),
            aProof(
                path, at: at(1), run: run, certificate: "c2", isReadThrough: false, spotCheckedAt: at(2),
                nodes: [.docker, .crio]),
            aProof(path, at: at(2), run: run, nodes: []),
        ] {
            try await store.record(proof, claim: claim(path), lease: nil)
            #expect(try await store.proofs(for: [path])[path] == proof)
        }
    }

    @Test(
        arguments: [
            ("c1", [], true), ("c1", ["c1"], true), ("c1", ["c0", "c1"], true), ("c1", ["c2"], false),
            ("c1", ["c0", "c2"], false), (nil, [], true), (nil, ["c1"], true),
        ] as [(String?, Set<String>, Bool)])
    func aProofIsValidForItsCertificate(recorded: String?, shown: Set<String>, stands: Bool) async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        let run = try await store.begin(start())
        let path = try path()
        let proof = aProof(path, run: run, certificate: recorded)
        try await store.record(proof, claim: claim(path), lease: nil)
        #expect(proof.isReusable(endpoint: "e1", notBefore: at(-1), now: at(0), certificates: shown) == stands)
        #expect(proof.isOfAnotherCertificate(shown) == !stands)
        let found = try await store.proof(for: path, endpoint: "e1", notBefore: at(-1), certificates: shown)
        #expect(found == (stands ? proof : nil))
        let outcome = try await store.acquire(
            path, holder: "me", lifetime: .seconds(9), acceptingProofSince: at(-1), endpoint: "e1", certificates: shown)
        #expect(outcome == (stands ? .proven(proof) : .acquired))
    }
}
