import Foundation
import GRDB
import OCI
import Testing

@testable import Ledger

/// What served the bytes of a proof, and the proofs of other repositories by the same bytes.
struct SourceTests {
    private static let object = ProofSource(.object("https://s3.test:443/a"), entityTag: "\"x\"")

    private static func prove(
        _ path: ProofPath, _ source: ProofSource?, at date: Date = at(0), in store: LedgerStore
    ) async throws {
        let run = try await store.begin(start())
        var proof = aProof(path, at: date, run: run)
        proof.source = source
        try await store.record(proof, claim: claim(path, at: date), lease: nil)
    }

    private static func share(
        _ path: ProofPath, _ source: ProofSource, at date: Date = at(0), in store: LedgerStore
    ) async throws {
        let run = try await store.begin(start(at: at(20)))
        var proof = aProof(path, at: date, run: run)
        proof.source = source
        try await store.recordShared(proof, claim: claim(path, .reused, at: at(20)), run: run, lease: "me")
    }

    private static func refuse(_ path: ProofPath, source: Bool, at date: Date = at(10), in store: LedgerStore)
        async throws
    {
        let run = try await store.begin(start())
        try await store.recordFailure(
            claim(path, .refused, at: date), run: run, erasingProof: true, erasingSource: source, lease: nil)
    }

    @Test func aSourceIsStoredAndReplaced() async throws {
        let store = try LedgerStore.inMemory(now: { at(30) })
        try await Self.prove(path(), Self.object, in: store)
        #expect(try await store.proofs(for: [path()])[path()]?.source == Self.object)
        try await Self.prove(path(), ProofSource(.storage), at: at(1), in: store)
        #expect(try await store.proofs(for: [path()])[path()]?.source == ProofSource(.storage))
        // An older proof changes nothing.
        try await Self.prove(path(), Self.object, at: at(0), in: store)
        #expect(try await store.proofs(for: [path()])[path()]?.source == ProofSource(.storage))
        try await Self.prove(path(), nil, at: at(2), in: store)
        let proof = try #require(try await store.proofs(for: [path()])[path()])
        #expect(proof.source == nil)
    }

    @Test func proofsOfOtherRepositoriesAreFound() async throws {
        let store = try LedgerStore.inMemory(now: { at(30) })
        try await Self.prove(path(repository: "a"), Self.object, in: store)
        try await Self.prove(path(repository: "b"), ProofSource(.storage), at: at(1), in: store)
        try await Self.prove(path(repository: "c"), nil, in: store)
        try await Self.prove(path(backend: "two", repository: "a"), Self.object, in: store)
        try await Self.prove(path(2, repository: "a"), Self.object, in: store)
        let found = try await store.proofsWithSource(like: [path(repository: nil)])
        #expect(found.map { $0.path.repository?.description } == ["b", "a"])
        #expect(found.map(\.source) == [ProofSource(.storage), Self.object])
        #expect(try await store.proofsWithSource(like: []).isEmpty)
    }

    @Test func aSharedProofStatesWhereTheBytesWereHashed() async throws {
        let store = try LedgerStore.inMemory(now: { at(30) })
        try await Self.prove(path(repository: "a"), Self.object, in: store)
        let (b, a) = (try path(repository: "b"), try #require(RepositoryName("a")))
        _ = try await store.acquire(b, holder: "me", lifetime: .seconds(30), acceptingProofSince: at(0), endpoint: "e1")
        try await Self.share(b, Self.object.under(a), in: store)
        let proof = try #require(try await store.proofs(for: [b])[b])
        #expect(proof.provenAt == at(0))
        #expect(proof.source?.repository == a)
        #expect(try #require(proof.source).under(#require(RepositoryName("c"))).repository == a)
        // Its lease is given back.
        let other = try await store.acquire(
            b, holder: "other", lifetime: .seconds(30), acceptingProofSince: at(5), endpoint: "e1")
        #expect(other == .acquired)
    }

    @Test func noSharedProofIsKeptAfterARefusal() async throws {
        for repository in ["a", "b", "c"] {
            let store = try LedgerStore.inMemory(now: { at(30) })
            try await Self.refuse(path(repository: repository), source: true, in: store)
            let b = try path(repository: "b")
            try await Self.share(b, Self.object.under(#require(RepositoryName("a"))), in: store)
            #expect(try await store.proofs(for: [b]).isEmpty)
        }
    }

    @Test func aFaultOfTheSourceDeletesAllItsProofs() async throws {
        let store = try LedgerStore.inMemory(now: { at(30) })
        let a = try #require(RepositoryName("a"))
        let own = try path(repository: "c")
        let (elsewhere, other) = (try path(backend: "two", repository: "a"), try path(2, repository: "a"))
        try await Self.prove(path(repository: "a"), Self.object, in: store)
        try await Self.share(path(repository: "b"), Self.object.under(a), in: store)
        for path in [own] { try await Self.prove(path, nil, in: store) }
        for path in [elsewhere, other] { try await Self.prove(path, Self.object, in: store) }
        try await Self.refuse(path(repository: "b"), source: true, in: store)
        let left = try await store.proofs(for: [path(repository: "a"), path(repository: "b"), own, elsewhere, other])
        #expect(Set(left.keys) == [own, elsewhere, other])
    }

    @Test func aFaultOfOneRepositoryDeletesOneProof() async throws {
        let store = try LedgerStore.inMemory(now: { at(30) })
        try await Self.prove(path(repository: "a"), Self.object, in: store)
        try await Self.share(path(repository: "b"), Self.object.under(#require(RepositoryName("a"))), in: store)
        try await Self.refuse(path(repository: "b"), source: false, in: store)
        let left = try await store.proofs(for: [path(repository: "a"), path(repository: "b")])
        #expect(try Set(left.keys) == [path(repository: "a")])
    }

    @Test func anArchiveKeepsTheSource() async throws {
        let (from, to) = (try LedgerStore.inMemory(now: { at(30) }), try LedgerStore.inMemory(now: { at(40) }))
        let shared = Self.object.under(try #require(RepositoryName("a")))
        try await Self.share(path(repository: "b"), shared, in: from)
        try await Self.prove(path(repository: "c"), nil, in: from)
        let text = LedgerArchive.write(try await from.entries(), vantage: "there", writer: "1.0", at: at(35))
        _ = try await to.take(try LedgerArchive.read(text, named: "x.jsonl"), as: start("import"))
        let taken = try await to.proofs(for: [path(repository: "b"), path(repository: "c")])
        #expect(try taken[path(repository: "b")]?.source == shared)
        #expect(try #require(try taken[path(repository: "c")]).source == nil)
    }
}
