import Foundation
import Ledger
import OCI
import Record
import Registry
import Support
import Synchronization
import Testing

@testable import Gate

/// The first backend asked is the bad one, and nothing was proven before.
@Suite(.timeLimit(.minutes(10))) struct DeadEndTests {
    private static let slice = 1 << 20
    private static let cache = CachePolicy(kind: "nginx", key: "$uri$slice_range", sliceBytes: Int64(slice))
    private static let layer = noise(11, 3 * slice + 500)
    /// Damaged in slice 1, and in slice 3.
    private static let damaged = [slice + 77, 3 * slice + 3]

    private static func wrong(_ offset: Int) -> [UInt8] {
        var bytes = layer
        bytes[offset] ^= 0x40
        return bytes
    }

    /// Fronts with caches, all cold, and an image with one layer.
    private func run(_ count: Int = 3, _ body: (Scene, Digest) async throws -> Void) async throws {
        try await Scene.run(count) { scene in
            let image = try scene.addImage("app", Self.layer)
            for registry in scene.registries { registry.cacheBlobs(sliceBytes: Self.slice) }
            try await body(scene, image.layers[0].digest)
        }
    }

    private func check(
        _ scene: Scene, _ store: LedgerStore? = nil, roles: [Backend.Role] = [], recheckOf: RunID? = nil,
        images: [String] = ["registry.test/app:v1"]
    ) async throws -> Run {
        try await scene.check(
            scene.request(images, roles: roles, cache: Self.cache, recheckOf: recheckOf), store)
    }

    /// Replaces the blob in the storage behind every backend.
    private func breakStorage(_ scene: Scene, _ digest: Digest, at offset: Int) throws {
        for registry in scene.registries { try registry.addBlob(Self.wrong(offset), to: "app", as: digest) }
    }

    @Test("After a HIT the others are read, cold or warm", arguments: damaged, [false, true])
    func aHitIsFollowedUp(offset: Int, isWarm: Bool) async throws {
        try await run { scene, digest in
            scene[0].warm(digest, of: "app", with: Self.wrong(offset))
            if isWarm { scene[2].warm(digest, of: "app", with: Self.layer) }
            let run = try await check(scene)
            #expect(run.faults == ["content-digest on one"])
            #expect(run.exitCode == .refused)
            #expect(run.verdicts(on: "two") == [.verified])
            #expect(run.verdicts(on: "three") == [.verified])
        }
    }

    @Test("After a MISS no cold cache gets the blob", arguments: damaged)
    func aMissFillsNoColdCache(offset: Int) async throws {
        try await run { scene, digest in
            try breakStorage(scene, digest, at: offset)
            let run = try await check(scene)
            #expect(run.faults == ["content-digest on one", "access-withheld on two", "access-withheld on three"])
            #expect(scene.pulls(digest).dropFirst() == [0, 0])
            // A probe stops at the first slice that is not cached: the last one.
            for front in 1...2 { #expect(scene[front].cachedSlices(digest, of: "app") == [3]) }
        }
    }

    @Test("A blob of a single slice is not even probed: one byte would cache all of it", arguments: [5000, 1 << 20])
    func aSingleSliceIsNotProbed(count: Int) async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", noise(5, count))
            let digest = image.layers[0].digest
            for registry in scene.registries {
                registry.cacheBlobs(sliceBytes: Self.slice)
                try registry.addBlob(noise(6, count), to: "app", as: digest)
            }
            let run = try await check(scene)
            #expect(run.faults == ["content-digest on one", "access-withheld on two"])
            #expect(scene[1].requests(.blob(digest)).isEmpty)
            #expect(scene[1].cachedSlices(digest, of: "app").isEmpty)
        }
    }

    @Test("A front that has the blob is read although the storage is bad; a cold one is not", arguments: damaged)
    func aWarmFrontIsReadAfterAMiss(offset: Int) async throws {
        try await run { scene, digest in
            try breakStorage(scene, digest, at: offset)
            scene[2].warm(digest, of: "app", with: Self.layer)
            let run = try await check(scene)
            #expect(run.faults == ["content-digest on one", "access-withheld on two"])
            #expect(run.result(digest, on: "three")?.status.verified?.cacheStatus == "HIT")
            #expect(scene.pulls(digest)[1] == 0)
        }
    }

    @Test("A front that lost a slice is not read: a pull would fetch it from bad storage", arguments: [0, 2])
    func aFrontWithAGapIsNotRead(gap: Int) async throws {
        try await run(2) { scene, digest in
            try breakStorage(scene, digest, at: Self.damaged[0])
            scene[1].warm(digest, of: "app", with: Self.layer)
            scene[1].evict(digest, of: "app", slice: gap)
            #expect(try await check(scene).faults == ["content-digest on one", "access-withheld on two"])
            #expect(scene.pulls(digest)[1] == 0)
        }
    }

    @Test("The registry itself is bad: fronts with the blob are read, the others are not", arguments: damaged)
    func aBadRegistryItself(offset: Int) async throws {
        try await run { scene, digest in
            try breakStorage(scene, digest, at: offset)
            scene[0].warm(digest, of: "app", with: Self.layer)
            let run = try await check(scene, roles: [.serving, .serving, .direct])
            #expect(run.faults == ["content-digest on three", "access-withheld on two"])
            #expect(run.result(digest, on: "one")?.status.isProof == true)
        }
    }

    @Test("A MISS under another name on the same front shows that the storage is good", arguments: damaged)
    func anotherNameShowsGoodStorage(offset: Int) async throws {
        try await run { scene, digest in
            try scene.addImage("other", Self.layer)
            scene[0].warm(digest, of: "app", with: Self.wrong(offset))
            // One slice came from behind the cache just now, so the HIT of the others settles nothing.
            scene[0].evict(digest, of: "app", slice: 2)
            let run = try await check(scene, images: ["registry.test/app:v1", "registry.test/other:v1"])
            #expect(run.faults == ["content-digest on one"])
            #expect(scene.pulls(digest)[1...].allSatisfy { $0 == 2 })
        }
    }

    @Test("So does another name that only the ledger knows", arguments: damaged)
    func anotherNameOfTheLedger(offset: Int) async throws {
        try await run { scene, digest in
            let store = try scene.store()
            try scene.addImage("other", Self.layer)
            #expect(try await check(scene, store, images: ["registry.test/other:v1"]).exitCode == .verified)
            for registry in scene.registries { registry.evict(digest, of: "other") }
            scene[0].warm(digest, of: "app", with: Self.wrong(offset))
            scene[0].evict(digest, of: "app", slice: 2)
            let run = try await check(scene, store)
            #expect(run.faults == ["content-digest on one"])
            #expect(run.verdicts(on: "two") == [.verified])
        }
    }

    // MARK: Overrides

    @Test("An override for the bad backend ends with 0: the others are read", arguments: [true, false])
    func anOverrideIsEnough(isHit: Bool) async throws {
        try await run { scene, digest in
            let store = try scene.store()
            if isHit {
                scene[0].warm(digest, of: "app", with: Self.wrong(5))
            } else {
                try scene[0].addBlob(Self.wrong(5), to: "app", as: digest)
            }
            #expect(try await check(scene, store).exitCode == .refused)
            _ = try await store.addOverrides(
                [OverrideScope(.content(digest), backend: "one", registry: RegistryName(registryName))],
                reason: "ticket 7", who: "ann@deploy1",
                expiresAt: .now.addingTimeInterval(600))
            let run = try await check(scene, store)
            #expect(run.exitCode == .verified)
            #expect(run.verdict == .overridden)
            #expect(run.faults == ["content-digest on one"])
            #expect(run.verdicts(on: "two") == [.verified])
            #expect(run.verdicts(on: "three") == [.verified])
        }
    }

    @Test("An override for the bad manifest of one backend ends with 0 too")
    func anOverrideOfAManifest() async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage("app", bytes(1))
            let store = try scene.store()
            scene[0].on(.manifest(.digest(image.manifest.digest)), .flipByte(at: 10))
            #expect(try await scene.check(nil, store).exitCode == .refused)
            _ = try await store.addOverrides(
                [OverrideScope(.content(image.manifest.digest), backend: "one", registry: nil)], reason: "ticket 8",
                who: "ann@deploy1",
                expiresAt: .now.addingTimeInterval(600))
            let run = try await scene.check(nil, store)
            #expect(run.exitCode == .verified)
            #expect(run.verdicts(on: "three") == [.verified])
        }
    }

    @Test("An override for another backend changes nothing")
    func anOverrideOfAnotherBackend() async throws {
        try await run { scene, digest in
            let store = try scene.store()
            try breakStorage(scene, digest, at: 9)
            _ = try await store.addOverrides(
                [OverrideScope(.content(digest), backend: "two", registry: nil)], reason: "ticket 9",
                who: "ann@deploy1",
                expiresAt: .now.addingTimeInterval(600))
            #expect(try await check(scene, store).exitCode == .refused)
            #expect(scene.pulls(digest)[1...] == [0, 0])
        }
    }

    // MARK: Rechecks

    @Test("Each recheck of a dead end reads one more backend", arguments: damaged)
    func aRecheckMovesOn(offset: Int) async throws {
        try await run { scene, digest in
            let store = try scene.store()
            try breakStorage(scene, digest, at: offset)
            let first = try await check(scene, store)
            #expect(scene.pulls(digest)[1...] == [0, 0])
            let second = try await check(scene, store, recheckOf: first.id)
            #expect(second.faults == ["content-digest on one", "content-digest on two", "access-withheld on three"])
            // The cache of the first front answers HIT now. It stored what came from behind it.
            #expect(second.earlierFaults?.first?.reply(of: "one") == .miss)
            #expect(scene.pulls(digest)[2] == 0)
        }
    }

    @Test("The source of wrong bytes is that of the first read, however often a hold reads them again")
    func aHoldRemembersTheSource() async throws {
        try await run(2) { scene, digest in
            try breakStorage(scene, digest, at: Self.damaged[0])
            let registries = scene.registries
            let pulls = Mutex<[Int]>([])
            let recorder = Recorder { event in
                guard case .round(let look, _, _) = event else { return }
                pulls.withLock { $0.append(scene.pulls(digest)[1]) }
                guard look.number == 3 else { return }
                for registry in registries {
                    _ = try? registry.addBlob(Self.layer, to: "app", as: digest)
                    registry.evict(digest, of: "app")
                }
            }
            let request = try scene.request(cache: Self.cache) { $0.hold = .seconds(60) }
            let run = try await scene.gate(try scene.store(), observer: recorder).check(request)
            #expect(run.exitCode == .verified)
            #expect(pulls.withLock { $0.prefix(3) } == [0, 0, 0])
        }
    }

    @Test("Healed content is verified everywhere by a recheck")
    func aHealedFaultIsVerified() async throws {
        try await run { scene, digest in
            let store = try scene.store()
            try breakStorage(scene, digest, at: 4)
            let first = try await check(scene, store)
            for registry in scene.registries {
                try registry.addBlob(Self.layer, to: "app", as: digest)
                registry.evict(digest, of: "app")
            }
            let second = try await check(scene, store, recheckOf: first.id)
            #expect(second.exitCode == .verified)
            #expect(second.earlierFaults == nil)
        }
    }
}
