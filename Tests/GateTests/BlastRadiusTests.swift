import Foundation
import Ledger
import OCI
import Record
import Support
import Testing

@testable import Gate

/// Images of earlier runs that use content refused by a run.
@Suite(.timeLimit(.minutes(10))) struct BlastRadiusTests {
    @Test func theLedgerListsOtherImagesWithABadLayer() async throws {
        try await Scene.run(2) { scene in
            let shared = bytes(1)
            let image = try scene.addImage("app", tag: "v1", shared, bytes(2))
            try scene.addImage("web", tag: "v7", shared, bytes(3))
            try scene.addImage("job", tag: "v2", bytes(4))
            let store = try scene.store()
            let names = ["registry.test/app:v1", "registry.test/web:v7", "registry.test/job:v2"]
            #expect(try await scene.check(try scene.request(names), store).verdict == .verified)
            let second = try await scene.check(try scene.request([names[1]]), store)
            scene[1].on(.blob(image.layers[0].digest, of: "app"), .flipByte(at: 1))
            let run = try await scene.check(try scene.request([names[0]]) { $0.fresh = true }, store)
            #expect(run.exitCode == .refused)
            let earlier = try #require(run.earlierUses.first)
            #expect(run.earlierUses.count == 1)
            #expect(earlier.digest == image.layers[0].digest)
            let uses = earlier.uses
            #expect(uses.map(\.reference) == [names[1]])
            #expect(uses.map(\.run) == [second.number])
            // An image whose manifest was read is known, no matter what happened to its blobs.
            let third = try await scene.check(try scene.request([names[1]]) { $0.fresh = true }, store)
            #expect(third.earlierUses == [])
            #expect(try await store.uses(of: image.layers[0].digest, limit: 9).map(\.run) == [third.id, run.id])
        }
    }

    @Test func contentOfUnprovenManifestsIsNotRecorded() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[0].on(.manifest(.digest(image.manifest.digest)), .flipByte(at: 1))
            let store = try scene.store()
            #expect(try await scene.check(nil, store).exitCode == .refused)
            for descriptor in image.all { #expect(try await store.uses(of: descriptor.digest, limit: 9).isEmpty) }
        }
    }
}
