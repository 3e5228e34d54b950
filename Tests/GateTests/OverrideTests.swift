import Foundation
import Ledger
import OCI
import Record
import Support
import Testing

@testable import Gate

/// Faults waived by a recorded override: reported, never proven.
@Suite(.timeLimit(.minutes(10))) struct OverrideTests {
    @discardableResult
    private func add(
        _ store: LedgerStore, _ digest: Digest, on backend: String? = nil, registry: String? = nil,
        for seconds: TimeInterval = 600
    ) async throws -> Override {
        let scope = OverrideScope(.content(digest), backend: backend, registry: registry.flatMap { RegistryName($0) })
        return try #require(
            await store.addOverrides(
                [scope], reason: "ticket 7", who: "ann@deploy1", expiresAt: .now.addingTimeInterval(seconds)
            ).first)
    }

    @Test(arguments: [nil, "two"]) func aRefusalIsWaivedAndNotProven(backend: String?) async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let layer = image.layers[0].digest
            let store = try scene.store()
            scene[1].on(.blob(layer), .flipByte(at: 0))
            let added = try await add(store, layer, on: backend, registry: registryName)
            let run = try await scene.check(nil, store)
            #expect(run.verdict == .overridden)
            #expect(run.exitCode == .verified)
            #expect(run.images.map(\.verdict) == [.overridden])
            #expect(run.faults == ["content-digest on two"])
            #expect(run.findings.first?.weight == .reported)
            #expect(run.overrides.map(\.override.id) == [added.id])
            #expect(run.overrides.first?.findings.count == 1)
            #expect(run.overrides.first?.override.who == "ann@deploy1")
            #expect(run.overrides.first?.override.expiresAt == added.expiresAt)
            #expect(run.result(layer, on: "two")?.status.isProof == false)
            let id = try #require(run.id)
            let record = try #require(try await store.run(id))
            #expect(record.summary.verdict == .overridden)
            #expect(record.claims.filter { $0.path.digest == layer }.map(\.outcome).contains(.refused))
            #expect(try await store.lastUnverifiedRun()?.id == id)

            _ = try await store.withdrawOverride(added.id)
            let after = try await scene.check(nil, store)
            #expect(after.exitCode == .refused)
            #expect(after.overrides.isEmpty)
            #expect(scene.pulls(layer) == [1, 4])
        }
    }

    @Test func faultsThatItDoesNotCoverStillRefuse() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let (first, second) = (image.layers[0].digest, image.layers[1].digest)
            let store = try scene.store()
            scene[1].on(.blob(first), .flipByte(at: 0))
            try await add(store, first, on: "one")
            try await add(store, first, registry: "other.test")
            try await add(store, second)
            #expect(try await scene.check(nil, store).exitCode == .refused)
            try await add(store, first)
            #expect(try await scene.check(nil, store).exitCode == .verified)
            scene[1].on(.manifest(.digest(image.manifest.digest)), .flipByte(at: 10))
            // A recent proof of the manifest would replace the read.
            let run = try await scene.check(scene.request { $0.fresh = true }, store)
            #expect(run.exitCode == .refused)
            #expect(try await scene.check().exitCode == .refused)
        }
    }

    @Test func anUndecidedClaimAndAManifestAreWaivedToo() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let store = try scene.store()
            scene[0].on(.blob(image.layers[0].digest), .status(503))
            scene[1].on(.manifest(.digest(image.manifest.digest)), .flipByte(at: 10))
            try await add(store, image.layers[0].digest)
            try await add(store, image.manifest.digest)
            let run = try await scene.check(scene.request { $0.retries = 0 }, store)
            #expect(run.verdict == .overridden)
            #expect(run.overrides.count == 2)
        }
    }

    /// A tag that is missing on one host has no digest.
    @Test(arguments: [1, 2]) func everythingThatRefusedARunIsWaivedAtOnce(faults: Int) async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let store = try scene.store()
            scene[1].on(RequestPattern(path: .exactly("/v2/app/manifests/v1")), .status(404))
            if faults == 2 { scene[2].on(.blob(image.layers[1].digest), .flipByte(at: 0)) }
            let refused = try await scene.check(nil, store)
            #expect(refused.exitCode == .refused)
            #expect(refused.overrideScopes.count == faults)
            _ = try await store.addOverrides(
                refused.overrideScopes, reason: "ticket 7", who: "ann@deploy1", expiresAt: .now.addingTimeInterval(600))
            let run = try await scene.check(nil, store)
            #expect(run.exitCode == .verified)
            #expect(run.verdict == .overridden)
            #expect(run.overrides.count == faults)
        }
    }

    /// Such a name leads to no claims that could be proven or waived.
    @Test(arguments: [true, false]) func aNameThatIsMissingEverywhereIsWaived(isDigest: Bool) async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let store = try scene.store()
            let reference = isDigest ? "@\(image.manifest.digest)" : ":v1"
            for registry in scene.registries {
                for name in ["v1", image.manifest.digest.description] {
                    registry.on(RequestPattern(path: .exactly("/v2/app/manifests/\(name)")), .status(404))
                }
            }
            let request = try scene.request(["\(registryName)/app\(reference)"])
            let refused = try await scene.check(request, store)
            #expect(refused.exitCode == .refused)
            _ = try await store.addOverrides(
                refused.overrideScopes, reason: "ticket 7", who: "ann@deploy1", expiresAt: .now.addingTimeInterval(600))
            let run = try await scene.check(request, store)
            #expect(run.exitCode == .verified)
            #expect(run.verdict == .overridden)
        }
    }

    @Test func anExpiredOverrideIsMentionedAndDoesNothing() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let layer = image.layers[0].digest
            let store = try scene.store()
            scene[1].on(.blob(layer), .flipByte(at: 0))
            try await add(store, layer, for: -60)
            try await add(store, layer, for: -8 * 86_400)
            try await add(store, image.config.digest, for: -60)
            let run = try await scene.check(nil, store)
            #expect(run.exitCode == .refused)
            #expect(run.noticeTexts.filter { $0.contains("override") }.count == 1)
            #expect(
                run.noticeTexts.contains { $0.hasPrefix("override 1 by ann@deploy1 for \(layer.short) expired at ") })
            scene[1].heal()
            #expect(try await scene.check(nil, store).noticeTexts.isEmpty)
        }
    }

    /// Recording an override during a hold ends the hold.
    @Test func anOverrideEndsAHold() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let layer = image.layers[0].digest
            let store = try scene.store()
            scene[1].on(.blob(layer), .flipByte(at: 0))
            let recorder = Recorder { event in
                guard case .round(let look, _, _) = event, look.number == 2 else { return }
                Task { try await add(store, layer, on: "two") }
            }
            let request = try scene.request { $0.hold = .seconds(30) }
            let run = try await scene.gate(store, observer: recorder).check(request)
            #expect(run.verdict == .overridden)
            #expect(run.exitCode == .verified)
            #expect(run.rounds.last?.refused == 0)
            #expect(run.rounds.last?.healed.isEmpty == true)
        }
    }

    @Test func verdictsAreOrdered() {
        #expect(Verdict.combined([.verified, .overridden]) == .overridden)
        #expect(Verdict.combined([.unproven, .overridden]) == .overridden)
        #expect(Verdict.combined([.undecided, .overridden]) == .undecided)
        #expect(Verdict.combined([.refused, .overridden]) == .refused)
    }
}
