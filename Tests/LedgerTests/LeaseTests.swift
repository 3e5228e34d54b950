import Foundation
import Record
import Testing

@testable import Ledger

struct LeaseTests {
    private func acquire(
        _ store: LedgerStore, _ path: ProofPath, _ holder: String, since: Date = at(-3600), endpoint: String = "e1"
    ) async throws -> LeaseOutcome {
        try await store.acquire(
            path, holder: holder, lifetime: .seconds(30), acceptingProofSince: since, endpoint: endpoint)
    }

    @Test func oneAcquiresAndTheOthersWaitForTheProof() async throws {
        let scratch = try Scratch()
        let clock = Clock()
        let stores = [try scratch.open(clock: clock), try scratch.open(clock: clock)]
        let path = try path()
        let run = try await stores[0].begin(start())

        let first = try await outcomes(of: 40, on: stores, path)
        let winners = first.filter { $0.outcome == .acquired }
        #expect(winners.count == 1)
        let winner = try #require(winners.first?.holder)
        #expect(
            first.filter { $0.holder != winner }.allSatisfy { $0.outcome == .held(by: winner, until: at(30)) })

        let proof = aProof(path, run: run)
        try await stores[1].record(proof, claim: claim(path), lease: winner)
        let second = try await outcomes(of: 40, on: stores, path)
        #expect(second.allSatisfy { $0.outcome == .proven(proof) })
    }

    /// A gate that waits for another one needs no lock to learn that the other is not done.
    @Test func aGateThatWaitsLocksNothing() async throws {
        let scratch = try Scratch()
        let clock = Clock()
        let store = try scratch.open(clock: clock)
        let other = try scratch.open(waitingUpTo: .zero, clock: clock)
        let (held, free) = try (path(), path(2))
        let run = try await store.begin(start())
        #expect(try await acquire(store, held, "a") == .acquired)

        let isLocked = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        let writing = Task {
            try await store.write { _ in
                isLocked.continuation.finish()
                release.wait()
            }
        }
        for await _ in isLocked.stream { break }
        func look(_ path: ProofPath) async throws -> LeaseOutcome {
            try await other.acquire(
                path, holder: "b", lifetime: .seconds(30), acceptingProofSince: at(-3600), endpoint: "e1",
                looksFirst: true)
        }
        #expect(try await look(held) == .held(by: "a", until: at(30)))
        await #expect(throws: LedgerError.self) { _ = try await look(free) }
        release.signal()
        try await writing.value
        #expect(try await look(free) == .acquired)
        let proof = aProof(held, run: run)
        try await store.record(proof, claim: claim(held), lease: "a")
        #expect(try await look(held) == .proven(proof))
    }

    private func outcomes(
        of number: Int, on stores: [LedgerStore], _ path: ProofPath
    ) async throws -> [(holder: String, outcome: LeaseOutcome)] {
        try await withThrowingTaskGroup(of: (holder: String, outcome: LeaseOutcome).self) { group in
            for index in 0..<number {
                let store = stores[index % stores.count]
                group.addTask { ("h\(index)", try await acquire(store, path, "h\(index)")) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func onlyExpiredLeasesAreTakenOver() async throws {
        let clock = Clock()
        let store = try LedgerStore.inMemory(now: { clock.date })
        #expect(try await acquire(store, path(), "a") == .acquired)
        #expect(try await acquire(store, path(2), "a") == .acquired)
        clock.move(20)
        try await store.renew(holder: "a", lifetime: .seconds(30))
        clock.move(20)
        #expect(try await acquire(store, path(), "b") == .held(by: "a", until: at(50)))
        clock.move(10)
        #expect(try await acquire(store, path(), "b") == .acquired)
        try await store.renew(holder: "a", lifetime: .seconds(30))
        #expect(try await acquire(store, path(), "c") == .held(by: "b", until: at(80)))
        #expect(try await acquire(store, path(2), "c") == .held(by: "a", until: at(80)))
    }

    @Test func aLeaseFromAFastClockIsTakenOver() async throws {
        let clock = Clock()
        let store = try LedgerStore.inMemory(now: { clock.date })
        #expect(try await acquire(store, path(), "a") == .acquired)
        clock.move(-301)
        #expect(try await acquire(store, path(), "b") == .acquired)
    }

    @Test func theHolderGetsItsLeaseAgain() async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        #expect(try await acquire(store, path(), "a") == .acquired)
        #expect(try await acquire(store, path(), "a") == .acquired)
    }

    @Test(arguments: [(-10.0, "e1", true), (-7200, "e1", false), (-10, "e2", false), (600, "e1", false)])
    func onlyAnAcceptedProofMakesAPullUnnecessary(provenAt: Double, endpoint: String, needless: Bool) async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        let run = try await store.prove(path(), at: at(provenAt))
        let expected = try needless ? LeaseOutcome.proven(aProof(path(), at: at(provenAt), run: run)) : .acquired
        #expect(try await acquire(store, path(), "a", endpoint: endpoint) == expected)
    }

    @Test func onlyTheHolderCanRelease() async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        for number in 1...3 { #expect(try await acquire(store, path(number), "a") == .acquired) }
        try await store.release(path(1), holder: "b")
        #expect(try await acquire(store, path(1), "b") == .held(by: "a", until: at(30)))
        try await store.release(path(1), holder: "a")
        try await store.release(path(9), holder: "a")
        #expect(try await acquire(store, path(1), "b") == .acquired)
        try await store.releaseAll(holder: "a")
        #expect(try await acquire(store, path(2), "b") == .acquired)
        #expect(try await acquire(store, path(1), "a") == .held(by: "b", until: at(30)))
    }

    @Test func recordingReleasesTheLease() async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        let run = try await store.begin(start())
        #expect(try await acquire(store, path(), "a") == .acquired)
        try await store.recordFailure(claim(path(), .undecided), run: run, erasingProof: false, lease: "a")
        #expect(try await acquire(store, path(), "b") == .acquired)
        try await store.record(aProof(path(), run: run), claim: claim(path()), lease: "b")
        #expect(try await acquire(store, path(), "c", endpoint: "e2") == .acquired)
    }

    /// A killed process releases nothing, but no one has to wait for its lease to expire.
    @Test func theLeaseOfAKilledProcessIsFree() async throws {
        let scratch = try Scratch()
        let store = try scratch.open(clock: Clock())
        let path = try path()
        let live = LeaseHolder(host: "a host").description
        #expect(live.hasPrefix("a-host:\(ProcessInfo.processInfo.processIdentifier) "))
        #expect(try await acquire(store, path, live) == .acquired)
        let name = "a-host:\(ProcessInfo.processInfo.processIdentifier)"
        #expect(try await acquire(store, path, "second") == .held(by: name, until: at(30)))

        var words = live.split(separator: " ").map(String.init)
        // The same PID with another start time: the PID was used by another process before.
        words[words.count - 1] = "1"
        try await store.releaseAll(holder: live)
        #expect(try await acquire(store, path, words.joined(separator: " ")) == .acquired)
        #expect(try await acquire(store, path, "second") == .acquired)

        // Nothing is known about another boot or namespace.
        for index in [2, 3] {
            var foreign = words
            foreign[index] = "elsewhere"
            try await store.releaseAll(holder: "second")
            #expect(try await acquire(store, path, foreign.joined(separator: " ")) == .acquired)
            #expect(try await acquire(store, path, "second") == .held(by: name, until: at(30)))
            try await store.releaseAll(holder: foreign.joined(separator: " "))
        }
    }
}
