import Foundation
import Testing

@testable import Ledger

/// Unfinished blobs.
struct PartialTests {
    private func partial(_ path: ProofPath, at date: Date = at(0), states: [UInt8]...) -> StoredPartial {
        StoredPartial(
            path: path, size: 1234, endpoint: "e1", certificate: "c1", startedAt: date, entityTag: "\"t\"",
            cacheStatus: "HIT", showsCache: true, opening: Data([31, 139]), states: states.map { Data($0) })
    }

    @Test func statesAreAddedInOrder() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        #expect(try await store.partial(of: path()) == nil)
        let id = try await store.begin(partial(path(), states: [1]))
        _ = try await store.begin(partial(path(backend: "two"), states: [9]))
        try await store.extend(id, with: [Data([2]), Data([3])])
        try await store.extend(id, with: [Data([4])])
        #expect(
            try await scratch.open().partial(of: path()) == partial(try path(), states: [1], [2], [3], [4]))
        #expect(try await store.partial(of: path(backend: "two"))?.states == [Data([9])])
        #expect(try await store.partial(of: path(repository: "team/other")) == nil)
    }

    @Test func aLateWriterChangesNothing() async throws {
        let store = try LedgerStore.inMemory()
        let old = try await store.begin(partial(path(), states: [1]))
        let new = try await store.begin(partial(path(), states: [5]))
        try await store.extend(old, with: [Data([2])])
        #expect(try await store.partial(of: path())?.states == [Data([5])])
        try await store.erasePartial(of: path())
        try await store.extend(new, with: [Data([6])])
        #expect(try await store.partial(of: path()) == nil)
        // A number is never used again.
        let next = try await store.begin(partial(path(), states: [7]))
        #expect(next != old && next != new)
    }

    @Test func theEndOfABlobEndsIt() async throws {
        let store = try LedgerStore.inMemory()
        let run = try await store.begin(start())
        let (one, two, three) = (try path(), try path(backend: "two"), try path(backend: "three"))
        for path in [one, two, three] { _ = try await store.begin(partial(path, states: [1])) }
        try await store.record(aProof(one, run: run), claim: claim(one), lease: nil)
        #expect(try await store.partial(of: one) == nil)
        try await store.recordFailure(claim(two, .refused), run: run, erasingProof: true, lease: nil)
        #expect(try await store.partial(of: two) == nil)
        // A transfer that broke off goes on.
        try await store.recordFailure(claim(three, .undecided), run: run, erasingProof: false, lease: nil)
        #expect(try await store.partial(of: three) != nil)
    }

    @Test func aRefusalByAnotherRunEndsIt() async throws {
        let store = try LedgerStore.inMemory()
        _ = try await store.begin(partial(path(), at: at(0), states: [1]))
        let exporter = try LedgerStore.inMemory()
        let run = try await exporter.begin(start())
        try await exporter.recordFailure(claim(path(), .refused, at: at(5)), run: run, erasingProof: true, lease: nil)
        _ = try await store.take(try await exporter.entries(), as: start("import"))
        #expect(try await store.partial(of: path()) == nil)
        _ = try await store.begin(partial(path(), at: at(6), states: [1]))
        #expect(try await store.partial(of: path()) != nil)
    }

    @Test func oldOnesArePruned() async throws {
        let clock = Clock()
        let store = try LedgerStore.inMemory(now: { clock.date })
        _ = try await store.begin(partial(path(), at: clock.date, states: [1]))
        _ = try await store.prune(runsBefore: .distantPast, proofsBefore: .distantPast)
        #expect(try await store.partial(of: path()) != nil)
        clock.move(8 * 86_400)
        _ = try await store.begin(partial(path(backend: "two"), at: clock.date, states: [1]))
        _ = try await store.pruneOldRuns(before: .distantPast)
        #expect(try await store.partial(of: path()) == nil)
        #expect(try await store.partial(of: path(backend: "two")) != nil)
        _ = try await store.prune(runsBefore: .distantPast, proofsBefore: at(9 * 86_400))
        #expect(try await store.partial(of: path(backend: "two")) == nil)
    }

    @Test func onlyAFirstPartOfTheSamePlaceIsUsable() throws {
        let stored = try partial(path(), at: at(100))
        func isUsable(
            size: Int64 = 1234, endpoint: String = "e1", since: Date = at(50), now: Date = at(200),
            certificates: Set<String> = []
        ) -> Bool {
            stored.isUsable(
                size: size, endpoint: endpoint, notBefore: since, now: now, certificates: certificates)
        }
        #expect(isUsable() && isUsable(certificates: ["c1", "c2"]))
        #expect(!isUsable(size: 1235))
        #expect(!isUsable(endpoint: "e2"))
        #expect(!isUsable(since: at(101)))
        #expect(!isUsable(now: at(-1000)))
        #expect(!isUsable(certificates: ["c2"]))
    }
}
