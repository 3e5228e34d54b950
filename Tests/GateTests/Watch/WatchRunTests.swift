import Foundation
import OCI
import Record
import Support
import Testing

@testable import Gate
@testable import Ledger

/// Rounds of a watch on the real gate.
@Suite(.timeLimit(.minutes(10))) struct WatchRunTests {
    private static func request(
        _ scene: Scene, credit: Int64? = nil, within: Duration = .seconds(3600), every: Duration = .milliseconds(1),
        urgent: Set<FaultPlace> = []
    ) throws -> GateRequest {
        var request = try scene.request { $0.maxAge = within }
        request.command = .watch
        request.watch = WatchRound(every: every, within: within, credit: credit, urgent: urgent)
        return request
    }

    private static func pulled(_ scene: Scene) -> Int { scene.registries.reduce(0) { $0 + $1.requests(.blobs).count } }

    @Test func aRoundReadsTheOldestProofsWithinItsCredit() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2), bytes(3))
            let store = try scene.store()
            // Nothing is proven: as much as the credit allows, and the rest is left open.
            let first = try await scene.gate(store).check(Self.request(scene, credit: 12_000))
            #expect(first.totals.bytesPulled <= 12_000 + 2 * 3000)
            #expect(first.totals.planned > 0 && first.verdict == .undecided && first.exitCode == .undecided)
            #expect(first.findings.isEmpty)
            var rounds = 1
            while try await scene.gate(store).check(Self.request(scene, credit: 12_000)).totals.planned > 0 {
                rounds += 1
                try #require(rounds < 10)
            }
            #expect(Self.pulled(scene) == 8)
            // All are proven, and young.
            let settled = try await scene.gate(store).check(Self.request(scene))
            #expect(settled.exitCode == .verified && settled.totals.reusedBlobs == 8)
            #expect(Self.pulled(scene) == 8)
            // An even load reads the oldest again.
            let again = try await scene.gate(store).check(
                Self.request(scene, within: .seconds(3600), every: .seconds(900)))
            #expect(again.exitCode == .verified)
            #expect(again.totals.verifiedBlobs >= 1 && again.totals.verifiedBlobs < 8)
            #expect(Self.pulled(scene) == 8 + again.totals.verifiedBlobs)
            #expect(again.result(image.layers[0].digest, on: "one") != nil)
        }
    }

    /// The bytes of a proven layer go bad: the round that reads it refuses, and it stays urgent until it is right.
    @Test func aFaultIsFoundAndStaysUrgent() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            scene[1].on(.blob(image.layers[0].digest), .flipByte(at: 7))
            let quiet = try await scene.gate(store).check(Self.request(scene))
            #expect(quiet.exitCode == .verified)
            let found = try await scene.gate(store).check(
                Self.request(scene, within: .seconds(3600), every: .seconds(3600)))
            #expect(found.faults == ["content-digest on two"])
            let urgent = Set(found.findings.map(\.place))
            // Without credit it is not read, and is no longer called right.
            let broke = try await scene.gate(store).check(Self.request(scene, credit: 0, urgent: urgent))
            #expect(broke.verdict == .undecided && broke.totals.planned == 1)
            scene[1].heal()
            let healed = try await scene.gate(store).check(Self.request(scene, credit: 100_000, urgent: urgent))
            #expect(healed.exitCode == .verified && healed.totals.verifiedBlobs == 1)
        }
    }

    /// An unreachable backend does not erase the proof, which must not hide that it is still unreachable.
    @Test func anUncheckedClaimIsReadAgainDespiteItsProof() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            let digest = image.layers[0].digest
            scene[0].on(.blob(digest), .status(503))
            let place = try #require(
                try await scene.check(nil, store).claims.first { $0.digest == digest }?.place)
            let down = try await scene.gate(store).check(Self.request(scene, urgent: [place]))
            #expect(down.verdict == .undecided && down.result(digest, on: "one")?.status.verdict == .undecided)
            let reused = try await scene.gate(store).check(Self.request(scene))
            #expect(reused.verdict == .verified, "the proof is young enough for a round that does not know better")
        }
    }

    /// A watch with credit leaves no trace of what it did not read.
    @Test func reusedClaimsAreNotWrittenIntoTheLedgerAgain() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1), bytes(2))
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            let round = try await scene.gate(store).check(Self.request(scene))
            let id = try #require(round.id)
            let record = try #require(try await store.run(id))
            #expect(record.claims.allSatisfy { $0.outcome != .reused })
            #expect(try await store.lastWatchRun(at: "test")?.id == round.id)
            #expect(try await store.lastWatchRun(at: "elsewhere") == nil)
        }
    }
}
