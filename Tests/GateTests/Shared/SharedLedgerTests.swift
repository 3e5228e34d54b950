import Foundation
import Ledger
import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate

/// Proofs under one repository that later runs, or other gates, use for another.
@Suite(.timeLimit(.minutes(10))) struct SharedLedgerTests {
    @Test func aNewRepositoryUsesAFreshProof() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            let store = try bench.scene.store()
            let first = try await bench.check(["app"], store)
            let second = try await bench.check(["web"], store)
            #expect(second.exitCode == .verified)
            #expect(bench.pulls == 1)
            let shared = try #require(bench.status("web", in: second)?.shared)
            #expect(shared.run == first.number)
            #expect(shared.repository.description == "app")
            // Its proof is as old as the bytes, and says where they were hashed.
            let third = try await bench.check(["web"], store)
            #expect(bench.probes == 1)
            let reuse = try #require(bench.status("web", in: third)?.reuse)
            #expect(reuse.run == first.number)
            #expect(reuse.repository?.description == "app")
            #expect(abs(reuse.provenAt.timeIntervalSince(shared.provenAt)) < 0.001)
        }
    }

    @Test func anOldProofIsNotUsed() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            let store = try bench.scene.store()
            _ = try await bench.check(["app"], store)
            try await Task.sleep(for: .milliseconds(30))
            _ = try await bench.check(["web"], store) { $0.maxAge = .milliseconds(10) }
            #expect(bench.pulls == 2)
            _ = try await bench.check(["app"], store) { $0.fresh = true }
            #expect(bench.pulls == 3)
        }
    }

    /// What a faulty object was proven for before is suspect, in this run and in the ledger.
    @Test func aFaultyObjectMakesAllItsPathsSuspect() async throws {
        try await StorageScene.run(["app", "web", "api"]) { bench in
            for repository in ["app", "web", "api"] { try bench.redirect(repository) }
            let store = try bench.scene.store()
            _ = try await bench.check(["app", "web"], store)
            #expect(bench.pulls == 1)
            bench.storage.on(.blob(bench.layer), .flipByte(at: 5), .header("ETag", "\"new\""))
            let bad = try await bench.check(["app", "web", "api"], store)
            #expect(bad.faults == Array(repeating: "content-digest on one", count: 3))
            #expect(bad.totals.reusedBlobs == 2)
            bench.storage.heal()
            let before = bench.pulls
            let healed = try await bench.check(["web"], store)
            #expect(healed.exitCode == .verified)
            #expect(bench.pulls == before + 1)
        }
    }

    @Test func aRefusalUnderOneRepositoryErasesTheOthers() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            let store = try bench.scene.store()
            _ = try await bench.check(["app", "web"], store)
            bench.storage.on(.blob(bench.layer), .flipByte(at: 5))
            let bad = try await bench.check(["app"], store) { $0.fresh = true }
            #expect(bad.exitCode == .refused)
            let web = try await bench.check(["web"], store)
            #expect(web.exitCode == .refused)
        }
    }

    /// An absence under one repository says nothing about the object.
    @Test func anAbsenceUnderOneRepositoryErasesNothingElse() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            let store = try bench.scene.store()
            _ = try await bench.check(["app", "web"], store)
            bench.backend.heal()
            try bench.redirect("web")
            bench.backend.remove(bench.layer, from: "app")
            let bad = try await bench.check(["app"], store) { $0.fresh = true }
            #expect(bad.faults == ["absence-blob on one"])
            let web = try await bench.check(["web"], store)
            #expect(bench.status("web", in: web)?.reuse != nil)
        }
    }

    @Test func aSpotCheckOfOnePathDoubtsTheOthers() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            let store = try bench.scene.store()
            _ = try await bench.check(["app", "web"], store)
            // Only the spot check of one path sees it.
            let spot = RequestPattern.blob(bench.layer).ranged(true)
            bench.storage.on(spot, .only(1), .wrongBytes)
            let run = try await bench.check(["app", "web"], store) { $0.spot = .share(percent: 100) }
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-flapping on one"])
            // The other path was pulled, and is right.
            #expect(["app", "web"].count { bench.status($0, in: run)?.isVerified == true } == 1)
        }
    }

    @Test func aRecheckReadsWhatTheRunRefused() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            let store = try bench.scene.store()
            bench.storage.on(.blob(bench.layer), .flipByte(at: 5))
            let bad = try await bench.check(["app", "web"], store)
            #expect(bad.exitCode == .refused)
            bench.storage.heal()
            let before = bench.pulls
            let again = try await bench.check(["app", "web"], store, recheckOf: bad.id)
            #expect(again.exitCode == .verified)
            #expect(bench.pulls == before + 1)
        }
    }

    @Test func twoGatesReadAnObjectOnce() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            bench.storage.on(.blobs, .delay(.milliseconds(150)))
            let request = try bench.scene.request(["registry.test/app:v1", "registry.test/web:v1"])
            let gates = try (0..<2).map { _ in try bench.scene.gate(bench.scene.store()) }
            let runs = await withTaskGroup(of: Run.self) { group in
                for gate in gates { group.addTask { await gate.check(request) } }
                return await group.reduce(into: [Run]()) { $0.append($1) }
            }
            #expect(runs.map(\.exitCode) == [.verified, .verified])
            #expect(bench.pulls == 1)
        }
    }

    @Test func aHoldReadsWhatWasMissing() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            bench.storage.on(RequestPattern(path: .query("X-Amz-Signature=web")), .first(2), .status(403))
            let store = try bench.scene.store()
            let run = try await bench.check(["app", "web"], store) { policy in
                policy.hold = .seconds(5)
                policy.retries = 0
            }
            #expect(run.exitCode == .verified)
            #expect(bench.status("web", in: run)?.isProof == true)
            #expect(bench.pulls <= 2)
        }
    }
}
