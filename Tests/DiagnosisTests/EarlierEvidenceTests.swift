import Ledger
import OCI
import Record
import Registry
import Support
import Testing

@testable import Diagnosis
@testable import Gate

/// A recheck never says less than the run that it rechecks.
@Suite(.timeLimit(.minutes(10))) struct EarlierEvidenceTests {
    private static let slice = 1 << 20
    private static let cache = CachePolicy(kind: "nginx", key: "$uri$slice_range", sliceBytes: Int64(slice))
    private static let layer = noise(21, 3 * slice + 900)
    private static let damaged = [slice + 5, 2 * slice + 700]

    private static func wrong(_ offset: Int) -> [UInt8] {
        var bytes = layer
        bytes[offset] ^= 0x18
        return bytes
    }

    private func run(_ count: Int = 3, _ body: (LocatingScene, Digest) async throws -> Void) async throws {
        try await LocatingScene.run(count) { scene in
            let image = try scene.addImage(Self.layer)
            for registry in scene.registries { registry.cacheBlobs(sliceBytes: Self.slice) }
            try await body(scene, image.layers[0].digest)
        }
    }

    @Test("The first backend asked is bad and nothing was proven: the damage is located", arguments: damaged)
    func aBadFirstBackendIsLocated(offset: Int) async throws {
        try await run { scene, digest in
            scene[0].warm(digest, of: "app", with: Self.wrong(offset))
            let diagnosis = try #require(try await scene.check(cache: Self.cache).diagnoses.first)
            let map = try #require(diagnosis.investigation?.maps.first)
            #expect(map.backend == "one")
            #expect(map.damages.map(\.bytes) == [Int64(offset)..<Int64(offset) + 1])
            #expect(diagnosis.location == .cache)
            #expect(!diagnosis.steps.contains { if case .readOthers = $0.action { true } else { false } })
        }
    }

    @Test("A recheck right after the check has the same location, causes and steps", arguments: damaged)
    func aRecheckSaysNoLess(offset: Int) async throws {
        try await run { scene, digest in
            let store = try scene.store()
            scene[0].warm(digest, of: "app", with: Self.wrong(offset))
            let first = try await scene.check(store, cache: Self.cache)
            let number = try #require(first.number)
            let second = try await scene.check(store, cache: Self.cache, recheckOf: RunID(rawValue: number))
            let before = try #require(first.diagnoses.first)
            let now = try #require(second.diagnoses.first)
            #expect(now.location == before.location && before.location == .cache)
            #expect(now.causes.map(\.kind) == before.causes.map(\.kind))
            #expect(now.causes.map(\.confidence) == before.causes.map(\.confidence))
            #expect(now.steps.dropLast().map(\.action) == before.steps.dropLast().map(\.action))
            #expect(now.notes.map(\.wrappedValue).contains(.seenByEarlierRun(run: number)))
            // A recheck of the recheck still knows it.
            let third = try await scene.check(
                store, cache: Self.cache, recheckOf: RunID(rawValue: try #require(second.number)))
            #expect(third.diagnoses.first?.location == .cache)
        }
    }

    @Test(
        "Other wrong bytes are another fault: earlier evidence does not count",
        arguments: [damaged, damaged.reversed()])
    func otherWrongBytesAreAnotherFault(offsets: [Int]) async throws {
        try await run { scene, digest in
            let store = try scene.store()
            scene[0].warm(digest, of: "app", with: Self.wrong(offsets[0]))
            let first = try await scene.check(store, cache: Self.cache)
            scene[0].warm(digest, of: "app", with: Self.wrong(offsets[1]))
            let second = try await scene.check(
                store, cache: Self.cache, recheckOf: RunID(rawValue: try #require(first.number)))
            #expect(second.facts.earlierFaults == nil)
            #expect(second.diagnoses.first?.location == .unknown)
        }
    }

    @Test("Wrong bytes that came from behind the cache stay evidence about the storage", arguments: damaged)
    func aMissIsRemembered(offset: Int) async throws {
        try await run(2) { scene, digest in
            let store = try scene.store()
            for registry in scene.registries { try registry.addBlob(Self.wrong(offset), to: "app", as: digest) }
            let first = try await scene.check(store, cache: Self.cache)
            #expect(
                first.diagnoses.first?.steps.contains {
                    $0.action == .readOthers(backends: ["two"], ifStorageIsUnreadable: true)
                } == true)
            let second = try await scene.check(
                store, cache: Self.cache, recheckOf: RunID(rawValue: try #require(first.number)))
            let diagnosis = try #require(second.diagnoses.first)
            #expect(diagnosis.fault.scope == .allAlike)
            #expect(diagnosis.location == .storage)
            #expect(diagnosis.causes.first?.kind == .storage)
        }
    }
}
