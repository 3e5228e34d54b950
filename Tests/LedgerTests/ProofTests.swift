import Foundation
import OCI
import Record
import Testing

@testable import Ledger

struct ProofTests {
    @Test func recordedValuesAreReadBack() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        for path in [try path(), try path(repository: nil), try path(2)] {
            let run = try await store.begin(start())
            let full = aProof(path, at: at(0.1234567), run: run)
            try await store.record(full, claim: claim(path), lease: nil)
            #expect(try await store.proof(for: path, endpoint: "e1", notBefore: at(0)) == full)

            let bare = Proof(
                path: path, size: 0, endpoint: "e2", address: nil, cacheStatus: nil, provenAt: at(1), run: run)
            try await store.record(bare, claim: claim(path), lease: nil)
            #expect(try await store.proofs(for: [path]) == [path: bare])
        }
    }

    @Test func aProofAppliesOnlyToItsPath() async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        try await store.prove(path())
        let others = [
            try path(2), try path(backend: "two"), try path(repository: "team/other"), try path(repository: nil),
        ]
        #expect(try await store.proofs(for: others).isEmpty)
        #expect(try await store.proofs(for: others + [path()]).keys.sorted() == [path()])
    }

    @Test(arguments: [
        (0.0, -60.0, "e1", true), (0, 0, "e1", true), (-0.001, 0, "e1", false), (0, -60, "e2", false),
        (300, -60, "e1", true), (300.001, -60, "e1", false), (86400, -60, "e1", false),
    ])
    func reuseHasLimits(provenAt: Double, notBefore: Double, endpoint: String, expected: Bool) async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        try await store.prove(path(), at: at(provenAt))
        let found = try await store.proof(for: path(), endpoint: endpoint, notBefore: at(notBefore))
        #expect((found != nil) == expected)
        #expect(try await store.proofs(for: [path()]).count == 1)
    }

    @Test func theNewestProofWins() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        try await store.prove(path(), at: at(50))
        try await store.prove(path(), at: at(20))
        #expect(try await store.proofs(for: [path()])[path()]?.provenAt == at(50))
        try await store.prove(path(), at: at(80), endpoint: "e2")
        #expect(try await store.proofs(for: [path()])[path()]?.endpoint == "e2")
    }

    @Test func aProofFromTheFutureIsReplaced() async throws {
        let clock = Clock()
        let store = try LedgerStore.inMemory(now: { clock.date })
        try await store.prove(path(), at: at(86400))
        try await store.prove(path(), at: at(0))
        #expect(try await store.proof(for: path(), endpoint: "e1", notBefore: at(-60))?.provenAt == at(0))
    }

    @Test func aRefusalErasesAndAnAccessFaultDoesNot() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        let run = try await store.prove(path())
        try await store.prove(path(backend: "two"))
        try await store.recordFailure(claim(path(), .undecided, at: at(10)), run: run, erasingProof: false, lease: nil)
        #expect(try await store.proofs(for: [path()]).count == 1)
        try await store.recordFailure(claim(path(), .refused, at: at(10)), run: run, erasingProof: true, lease: nil)
        #expect(try await store.proofs(for: [path(), path(backend: "two")]).keys.map(\.backend) == ["two"])
    }

    @Test func aProofRecordedLateDoesNotSupersedeANewerRefusal() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        let run = try await store.begin(start())
        try await store.recordFailure(claim(path(), .refused, at: at(50)), run: run, erasingProof: true, lease: nil)
        try await store.prove(path(), at: at(40))
        #expect(try await store.proofs(for: [path()]).isEmpty)
        try await store.prove(path(), at: at(60))
        #expect(try await store.proofs(for: [path()]).count == 1)
    }

    /// The refusal of a spot check, or of a gate that took over the lease of a suspended one.
    @Test(
        "A read that began before a refusal does not supersede it, whenever it ended",
        arguments: [(began: 40.0, isKept: false), (49.999, false), (50, true), (55, true)])
    func readsAcrossARefusal(began: TimeInterval, isKept: Bool) async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        let run = try await store.begin(start())
        try await store.recordFailure(claim(path(), .refused, at: at(50)), run: run, erasingProof: true, lease: nil)
        let proof = aProof(try path(), at: at(60), run: run)
        try await store.record(proof, claim: claim(path(), at: at(60)), lease: nil, readSince: at(began))
        #expect(try await store.proofs(for: [path()]).isEmpty == !isKept)
    }

    @Test func everProvenSurvivesARefusalAndCoversAllBackends() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        let path = try path()
        #expect(try await !store.everProven(path.registry, path.repository, path.digest))
        let run = try await store.begin(start())
        try await store.recordFailure(claim(path, .refused), run: run, erasingProof: true, lease: nil)
        #expect(try await !store.everProven(path.registry, path.repository, path.digest))

        try await store.prove(path, at: at(10))
        try await store.recordFailure(claim(path, .refused, at: at(20)), run: run, erasingProof: true, lease: nil)
        #expect(try await store.everProven(path.registry, path.repository, path.digest))
        #expect(try await !store.everProven(path.registry, nil, path.digest))
        #expect(try await !store.everProven(path.registry, path.repository, digest(2)))
    }

    @Test func aProofOfAnUnknownRunIsRejected() async throws {
        let store = try LedgerStore.inMemory()
        let path = try path()
        _ = await expectError(.other) {
            try await store.record(aProof(path, run: RunID(rawValue: 7)), claim: claim(path), lease: nil)
        }
        #expect(try await !store.everProven(path.registry, path.repository, path.digest))
    }

    @Test func aCancelledTaskStillRecords() async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        let path = try path()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await store.prove(path)
        }
        task.cancel()
        try await task.value
        #expect(try await store.proofs(for: [path]).count == 1)
    }

    @Test(arguments: [TimeInterval.nan, .infinity, -.infinity, 1e300, -1e300, Date.distantPast.timeIntervalSince1970])
    func noDateTraps(_ seconds: TimeInterval) async throws {
        let date = Date(timeIntervalSince1970: seconds)
        let store = try LedgerStore.inMemory()
        try await store.prove(path(), at: date)
        _ = try await store.proof(for: path(), endpoint: "e1", notBefore: date)
    }

    @Test func pathsAreOrderedByBlobThenBackend() throws {
        let sorted = [
            try path(1, repository: nil), try path(1, backend: "a"), try path(1, backend: "b"),
            try path(2, backend: "a"),
        ]
        #expect(sorted.shuffled().sorted() == sorted)
        #expect(try path(repository: nil).description == "registry.example:5000/*@\(digest(1)) on one")
    }

    @Test(arguments: [
        ("1", 1), ("1234", 1234), ("0", nil), ("-1", nil), ("+1", nil), ("01", nil), ("", nil), ("x", nil),
    ])
    func runNumbersAreRead(text: String, expected: Int64?) {
        #expect(RunID(text)?.rawValue == expected)
    }

    /// More contents than one query asks for, in several repositories and on several backends.
    @Test(arguments: [1, 15, 16, 17, 33]) func manyProofsAreFoundAtOnce(count: Int) async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        let run = try await store.begin(start())
        var paths: [ProofPath] = []
        for number in 1...count {
            for backend in ["one", "two"] {
                for repository in ["team/app", "team/other", nil] {
                    let path = try path(number, backend: backend, repository: repository)
                    paths.append(path)
                    try await store.record(aProof(path, run: run), claim: claim(path), lease: nil)
                }
            }
        }
        // Neither others of the same repositories, nor paths without a proof.
        let unproven = try [
            path(count + 1), path(1, backend: "three"), path(1, repository: "x"),
            ProofPath(
                registry: paths[0].registry, backend: "one", repository: paths[0].repository, digest: paths[0].digest,
                machine: "m"),
        ]
        let found = try await store.proofs(for: paths + unproven)
        #expect(Set(found.keys) == Set(paths))
        #expect(found.allSatisfy { $0.key == $0.value.path })
        let half = Array(paths.prefix(count))
        #expect(try await Set(store.proofs(for: half).keys) == Set(half))
        #expect(try await store.proofs(for: []).isEmpty)
    }
}
