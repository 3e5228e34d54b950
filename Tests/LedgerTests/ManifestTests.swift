import Foundation
import GRDB
import OCI
import Record
import Testing

@testable import Ledger

/// The bytes of proven manifests.
struct ManifestTests {
    private static let text = Array(#"{"schemaVersion":2,"manifests":[]}"#.utf8)
    private static let other = Array(#"{"schemaVersion":2,"config":{},"layers":[]}"#.utf8)

    private func record(
        _ store: LedgerStore, _ path: ProofPath, _ bytes: [UInt8] = text, type: String? = "application/json",
        at date: Date = at(0), run: RunID? = nil
    ) async throws {
        let run = if let run { run } else { try await store.begin(start(at: date)) }
        try await store.record(
            aProof(path, at: date, run: run), claim: claim(path, at: date), lease: nil,
            manifest: ManifestReply(bytes: bytes, contentType: type))
    }

    private func load(
        _ store: LedgerStore, _ paths: [ProofPath], since date: Date = at(-9),
        where isWanted: @escaping @Sendable (StoredManifest) -> Bool = { _ in true }
    ) async throws -> StoredManifests {
        let names = Set(paths.map { ProofRepository(registry: $0.registry, repository: $0.repository) })
        return try await store.manifests(in: names, since: date, where: isWanted)
    }

    @Test func manifestsAreReadBack() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        let paths = try [
            path(1), path(1, backend: "two"), path(2), path(3, repository: nil), path(1, repository: "other/app"),
        ]
        let types: [String?] = ["application/json", nil, "", "text/plain; charset=utf-8", "a"]
        for (path, type) in zip(paths, types) {
            try await record(store, path, path.digest == paths[2].digest ? Self.other : Self.text, type: type)
        }
        try await store.prove(path(9))
        let all = try await load(store, paths)
        #expect(Set(all.manifests.keys) == Set(paths))
        #expect(paths.map { all.manifests[$0]?.contentType } == types)
        #expect(try all.manifests[paths[0]]?.proof == (await store.proofs(for: paths))[paths[0]])
        #expect(all.manifests[paths[0]]?.rootNodes == [])
        for path in paths {
            let bytes = all.bytes(of: path.digest, limit: 1000)
            #expect(bytes == (path.digest == paths[2].digest ? Self.other : Self.text))
            #expect(all.bytes(of: path.digest, limit: 20) == nil)
        }
        #expect(try all.bytes(of: digest(9), limit: 1000) == nil)
        let named = try await load(store, [paths[4]])
        #expect(Set(named.manifests.keys) == [paths[4]])
        let wanted = try await load(store, paths) { $0.proof.path.backend == "two" }
        #expect(Set(wanted.manifests.keys) == [paths[1]])
        #expect(try wanted.bytes(of: digest(2), limit: 1000) == nil)
    }

    @Test func olderProofsAreLeftOut() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        for number in 1...3 { try await record(store, path(number), at: at(Double(number * 10))) }
        #expect(try await load(store, [path()], since: at(20)).manifests.keys.map(\.digest).count == 2)
        #expect(try await load(store, [path()], since: at(30.5)).manifests.isEmpty)
    }

    /// The reply of a path goes with its proof (invariant 5).
    @Test func aReplyIsDeletedWithItsProof() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        for number in 1...4 { try await record(store, path(number)) }
        let run = try await store.begin(start())
        try await store.recordFailure(claim(path(1), .refused, at: at(1)), run: run, erasingProof: true, lease: nil)
        try await store.deleteProof(of: path(2), notAfter: at(1))
        // A new proof without the bytes, such as an imported one, knows nothing of the header.
        try await store.record(aProof(path(3), at: at(5), run: run), claim: claim(path(3)), lease: nil)
        try await store.recordFailure(claim(path(4), .undecided, at: at(1)), run: run, erasingProof: false, lease: nil)
        #expect(try await Set(load(store, [path()]).manifests.keys) == [path(4)])
    }

    /// A proof that was not kept brings no reply, and leaves that of the kept one.
    @Test func onlyTheKeptProofHasAReply() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        let run = try await store.begin(start())
        try await store.recordFailure(claim(path(1), .refused, at: at(9)), run: run, erasingProof: true, lease: nil)
        try await record(store, path(1), at: at(5), run: run)
        try await record(store, path(2), type: "new", at: at(9), run: run)
        try await record(store, path(2), type: "old", at: at(5), run: run)
        let found = try await load(store, [path()])
        #expect(try found.manifests.mapValues(\.contentType) == [path(2): "new"])
    }

    @Test func theNodesOfARootAreKeptUntilTheNextProof() async throws {
        let store = try LedgerStore.inMemory(now: { at(100) })
        try await record(store, path(1))
        try await record(store, path(2))
        try await store.recordRoots([path(1): [.containerd], path(2): [.crio, .docker], path(7): [.crio]])
        var nodes = try await load(store, [path()]).manifests.mapValues(\.rootNodes)
        #expect(try nodes == [path(1): [.containerd], path(2): [.crio, .docker]])
        try await store.recordRoots([path(1): []])
        try await record(store, path(2), at: at(3))
        nodes = try await load(store, [path()]).manifests.mapValues(\.rootNodes)
        #expect(try nodes == [path(1): [], path(2): []])
    }

    /// A damaged row is a miss, and is replaced by the next proof.
    @Test(arguments: [Data(), Data("no frame".utf8), Data(repeating: 0x28, count: 90)])
    func damagedBytes(packed: Data) async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        try await record(store, path(1))
        try await record(store, path(2), Self.other)
        try await scratch.connect().write { db in
            try db.execute(
                sql: "UPDATE manifest SET packed = ? WHERE digest = ?", arguments: [packed, digest(1).description])
        }
        let found = try await load(store, [path()])
        #expect(found.manifests.count == 2)
        #expect(try found.bytes(of: digest(1), limit: 1000) == nil)
        #expect(try found.bytes(of: digest(2), limit: 1000) == Self.other)
        try await record(store, path(1), at: at(3))
        #expect(try await load(store, [path()]).bytes(of: digest(1), limit: 1000) == Self.text)
    }

    @Test func pruningDeletesManifestsWithTheirLastProof() async throws {
        let scratch = try Scratch()
        let store = try scratch.open(clock: Clock())
        try await record(store, path(1), at: at(0))
        try await record(store, path(1, backend: "two"), at: at(50))
        try await record(store, path(2), Self.other, at: at(0))
        func digests() async throws -> [String] {
            try await scratch.connect().read { db in
                try String.fetchAll(db, sql: "SELECT digest FROM manifest ORDER BY digest")
            }
        }
        #expect(try await digests() == [digest(1).description, digest(2).description])
        _ = try await store.prune(runsBefore: at(-1), proofsBefore: at(25), isRehearsal: true)
        #expect(try await digests().count == 2)
        #expect(try await store.prune(runsBefore: at(-1), proofsBefore: at(25)).proofs == 2)
        #expect(try await digests() == [digest(1).description])
        #expect(try await load(store, [path()]).bytes(of: digest(1), limit: 1000) == Self.text)
        _ = try await store.prune(runsBefore: at(-1), proofsBefore: at(60))
        #expect(try await digests().isEmpty)
    }
}
