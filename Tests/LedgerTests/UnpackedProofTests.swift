import Foundation
import OCI
import Record
import Testing

@testable import Ledger

/// The unpacked layer's digest in a proof.
struct UnpackedProofTests {
    private func proof(_ path: ProofPath, at date: Date, unpacked: Digest?, run: RunID) -> Proof {
        Proof(
            path: path, size: 9, endpoint: "e1", address: nil, cacheStatus: nil, provenAt: date, run: run,
            diffID: unpacked)
    }

    @Test func itIsKeptByALaterProofWithoutIt() async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        let run = try await store.begin(start())
        let path = try path()
        for (second, unpacked, expected) in [
            (0.0, nil, nil), (1, try digest(7), try digest(7)), (2, nil, try digest(7)),
            (3, try digest(8), try digest(8)),
        ] {
            try await store.record(
                proof(path, at: at(second), unpacked: unpacked, run: run), claim: claim(path), lease: nil)
            #expect(try await store.proofs(for: [path])[path]?.diffID == expected)
            #expect(try await store.proofs(for: [path])[path]?.provenAt == at(second))
        }
        // A refusal erases it too.
        try await store.recordFailure(claim(path, .refused, at: at(4)), run: run, erasingProof: true, lease: nil)
        try await store.record(proof(path, at: at(5), unpacked: nil, run: run), claim: claim(path), lease: nil)
        #expect(try await store.proofs(for: [path])[path]?.diffID == nil)
    }

    @Test func theLayersOfAConfigurationAreKeptLikewise() async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        let run = try await store.begin(start())
        let path = try path()
        func record(_ count: Int?, at second: Double) async throws {
            let proof = Proof(
                path: path, size: 9, endpoint: "e1", address: nil, cacheStatus: nil, provenAt: at(second), run: run,
                layerCount: count)
            try await store.record(proof, claim: claim(path), lease: nil)
        }
        for (second, count, expected) in [(0.0, nil, nil), (1, 3, 3), (2, nil, 3)] as [(Double, Int?, Int?)] {
            try await record(count, at: second)
            #expect(try await store.proofs(for: [path])[path]?.layerCount == expected)
        }
        try await store.recordFailure(claim(path, .refused, at: at(4)), run: run, erasingProof: true, lease: nil)
        try await record(nil, at: 5)
        let proof = try #require(try await store.proofs(for: [path])[path])
        #expect(proof.layerCount == nil)
    }

    @Test(arguments: [false, true]) func aLeaseIsNeededIfTheProofLacksIt(unpacked: Bool) async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        let run = try await store.begin(start())
        let path = try path()
        let known = proof(path, at: at(0), unpacked: unpacked ? try digest(7) : nil, run: run)
        try await store.record(known, claim: claim(path), lease: nil)
        for wanted in [false, true] {
            let outcome = try await store.acquire(
                path, holder: "me", lifetime: .seconds(9), acceptingProofSince: at(-1), endpoint: "e1"
            ) { $0.diffID != nil || !wanted }
            #expect(outcome == (wanted && !unpacked ? .acquired : .proven(known)))
        }
    }
}
