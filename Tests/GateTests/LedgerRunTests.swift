import Foundation
import OCI
import Record
import Registry
import Support
import Synchronization
import Testing
import Transfer

@testable import Gate
@testable import Ledger

/// Complete runs on one ledger, in sequence or in parallel.
@Suite(.timeLimit(.minutes(10))) struct LedgerRunTests {
    private func blobRequests(_ scene: Scene) -> [Int] { scene.registries.map { $0.requests(.blobs).count } }

    @Test func theSecondRunPullsNoBlob() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let store = try scene.store()
            let first = try await scene.check(nil, store)
            #expect(first.totals.reusedBlobs == 0)
            let second = try await scene.check(nil, store)
            #expect(second.exitCode == .verified)
            #expect(second.totals.reusedBlobs == 6)
            #expect(second.totals.verified == 0)
            #expect(blobRequests(scene) == [3, 3])
            // The first run sends GET and HEAD for the tag, and GET for the manifest by digest.
            #expect(scene[0].requests(.manifests).map(\.method) == ["GET", "HEAD", "GET", "HEAD"])
            guard case .reused(let proof) = second.result(image.config.digest, on: "two")?.status else {
                Issue.record("not reused")
                return
            }
            #expect(proof.run == first.number)
            #expect(proof.address == "127.0.0.1:\(scene[1].port)")

            let fresh = try await scene.check(scene.request { $0.fresh = true }, store)
            #expect(fresh.totals.reusedBlobs == 0)
            #expect(blobRequests(scene) == [6, 6])
            try await Task.sleep(for: .milliseconds(30))
            let old = try await scene.check(scene.request { $0.maxAge = .milliseconds(10) }, store)
            #expect(old.totals.reusedBlobs == 0)
            #expect(blobRequests(scene) == [9, 9])
            let changed = try await scene.check(scene.request(cache: CachePolicy(kind: "nginx")), store)
            #expect(changed.totals.reusedBlobs == 0)
            #expect(blobRequests(scene) == [12, 12])
        }
    }

    @Test func aPlanPullsNothing() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let store = try scene.store()
            let cold = try await scene.gate(store).plan(scene.request())
            #expect(cold.totals.planned == 6)
            #expect(cold.totals.bytesPlanned == 2 * ([image.config] + image.layers).reduce(0) { $0 + $1.size })
            #expect(blobRequests(scene) == [0, 0])
            #expect(try await store.runs(limit: 9).isEmpty)
            _ = try await scene.check(nil, store)
            let warm = try await scene.gate(store).plan(scene.request())
            #expect(warm.totals.planned == 0)
            #expect(warm.totals.reusedBlobs == 6)
        }
    }

    @Test func aContentFaultDeletesTheProof() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let layer = image.layers[0].digest
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            scene[1].on(.blob(layer), .flipByte(at: 1))
            let bad = try await scene.check(scene.request { $0.fresh = true }, store)
            #expect(bad.exitCode == .refused)
            scene[1].heal()
            let healed = try await scene.check(nil, store)
            #expect(healed.exitCode == .verified)
            #expect(healed.totals.reusedBlobs == 3)
            #expect(scene.pulls(layer) == [2, 4])
        }
    }

    @Test func anAccessFaultDoesNot() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            scene[0].on(.blobs, .status(503))
            let ill = try await scene.check(
                scene.request {
                    $0.fresh = true
                    $0.retries = 0
                }, store)
            #expect(ill.exitCode == .undecided)
            #expect(try await scene.check(nil, store).totals.reusedBlobs == 2)
            #expect(scene.pulls(image.layers[0].digest) == [2])
        }
    }

    /// Content that was ever proven on any backend is pulled from all in parallel, and a bad backend withholds no other.
    @Test func contentProvenOnceIsReadEverywhere() async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage("app", bytes(1))
            let layer = image.layers[0].digest
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            scene[0].on(.blob(layer), .flipByte(at: 1))
            let run = try await scene.check(scene.request { $0.fresh = true }, store)
            #expect(run.faults == ["content-digest on one"])
            #expect(scene.pulls(layer) == [3, 2, 2])
        }
    }

    @Test func twoGatesPullEachPathOnce() async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1), bytes(2), bytes(3))
            for registry in scene.registries { registry.on(.blobs, .delay(.milliseconds(150))) }
            let gates = try (0..<2).map { _ in try scene.gate(scene.store()) }
            let request = try scene.request()
            let runs = await withTaskGroup(of: Run.self) { group in
                for gate in gates { group.addTask { await gate.check(request) } }
                return await group.reduce(into: [Run]()) { $0.append($1) }
            }
            #expect(runs.map(\.exitCode) == [.verified, .verified])
            #expect(blobRequests(scene) == [4, 4])
            #expect(runs.reduce(0) { $0 + $1.totals.reusedBlobs } == 8)
        }
    }

    @Test func aLedgerThatFailsDuringARun() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2), bytes(3))
            scene[1].on(.blob(image.layers[2].digest), .flipByte(at: 1))
            let store = try scene.store()
            let closed = Mutex(false)
            let recorder = Recorder { event in
                guard case .finished = event else { return }
                closed.withLock { closed in
                    if !closed { try? store.close() }
                    closed = true
                }
            }
            let run = try await scene.gate(store, observer: recorder).check(scene.request())
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-digest on two"])
            #expect(run.noticeTexts.count == 1)
            #expect(
                run.noticeTexts.first?.hasPrefix("the ledger is no longer used in this run: ledger \(scene.folder)")
                    == true)
            let reported = recorder.all.compactMap { if case .notice(let notice) = $0 { notice } else { nil } }
            #expect(reported == run.notices.map(\.wrappedValue))
            #expect(run.totals.verified == 9)
        }
    }

    @Test func aRecheckCoversUnprovenClaims() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let layer = image.layers[0].digest
            let store = try scene.store()
            scene[1].on(.blob(layer), .flipByte(at: 1))
            let bad = try await scene.check(nil, store)
            #expect(bad.exitCode == .refused)
            let unhealed = try await scene.check(
                scene.request(recheckOf: bad.id) { $0.maxAge = .zero }, store)
            #expect(unhealed.exitCode == .refused)
            scene[1].heal()
            let before = blobRequests(scene)
            let healed = try await scene.check(
                scene.request(recheckOf: bad.id) { $0.maxAge = .zero }, store)
            #expect(healed.exitCode == .verified)
            #expect(healed.recheckOf == bad.number)
            #expect(blobRequests(scene) == [before[0], before[1] + 1])
            #expect(scene.pulls(layer) == [1, 5])
        }
    }

    @Test func sharedProofs() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            try scene.addImage("other", tag: "v1", bytes(1))
            let store = try scene.store()
            _ = try await scene.check(scene.request(sharing: true), store)
            let other = try await scene.check(scene.request(["registry.test/other:v1"], sharing: true), store)
            #expect(other.totals.reusedBlobs == 2)
            #expect(scene.pulls(image.layers[0].digest) == [1])
            let apart = try await scene.check(scene.request(["registry.test/other:v1"]), store)
            #expect(apart.totals.reusedBlobs == 0)
            #expect(scene.pulls(image.layers[0].digest) == [2])
        }
    }

    /// Checkpoints of verified content survive a refusal and are never replaced by those of wrong bytes.
    @Test func checkpointsAreOfVerifiedContent() async throws {
        try await Scene.run(2) { scene in
            let large = bytes(1, count: (3 << 20) + 5)
            let image = try scene.addImage("app", large, bytes(2))
            let layer = image.layers[0].digest
            let store = try scene.store()
            scene[0].on(.blob(layer), .flipByte(at: 1 << 20))
            scene[1].on(.blob(layer), .flipByte(at: 5))
            let recorder = Recorder()
            let refused = try await scene.gate(store, observer: recorder).check(scene.request())
            #expect(refused.exitCode == .refused)
            #expect(try await store.checkpoints(of: layer) == nil)
            let seen = try #require(recorder.result(layer, on: "one")?.attempts.first?.observation.outcome)
            guard case .body(let bad) = seen else { throw CocoaError(.coderValueNotFound) }

            for registry in scene.registries { registry.heal() }
            let healed = Recorder()
            let run = try await scene.gate(store, observer: healed).check(scene.request())
            #expect(run.exitCode == .verified)
            let stored = try #require(try await store.checkpoints(of: layer))
            let list = try #require(stored.list(of: layer))
            var check = try #require(CheckpointVerifier(list, of: layer))
            large.withUnsafeBytes { check.update($0) }
            #expect(check.isGood)
            #expect(bad.checkpoints?.firstDifference(from: list) == 1)
            guard case .verified(let blob) = healed.result(layer, on: "two")?.status else {
                throw CocoaError(.coderValueNotFound)
            }
            #expect(blob.checkpoints == list)
            #expect(stored.list(of: image.layers[1].digest) == list, "a list does not know its digest")
            #expect(stored.list(of: try digest("x", .sha512)) == nil)

            scene[1].on(.blob(layer), .flipByte(at: 9))
            #expect(try await scene.check(scene.request { $0.fresh = true }, store).exitCode == .refused)
            #expect(try await store.checkpoints(of: layer) == stored)

            // A blob too small for a state has no row, and its states are known anyway.
            let small = image.layers[1]
            #expect(try await store.checkpoints(of: small.digest) == nil)
            let keeper = LedgerKeeper(store: store, vantage: "test", observer: SilentObserver(), notices: [])
            #expect(await keeper.checkpoints(of: small.digest, size: small.size)?.list.pieces == 1)
            #expect(await keeper.checkpoints(of: layer, size: Int64(large.count))?.list == list)
            #expect(await keeper.checkpoints(of: layer, size: Int64(large.count + 1))?.list == nil)
        }
    }

    @Test func ledgerEntriesOfARun() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[1].on(.blob(image.layers[0].digest), .flipByte(at: 1))
            let store = try scene.store()
            let gate = try scene.gate(store)
            let run = await gate.check(try scene.request())
            let id = try #require(run.id)
            let kept = try #require(try await store.run(id))
            #expect(try kept.run == RunCoding.decode(Run.self, from: RunCoding.encode(run)))
            #expect(kept.summary.verdict == .refused)
            #expect(kept.summary.exitCode == 1)
            #expect(kept.summary.claims == [.verified: 5, .refused: 1])
            let refused = try #require(kept.claims.first { $0.outcome == .refused })
            #expect(refused.code == "content-digest")
            let detail = String(decoding: refused.detail ?? Data(), as: UTF8.self)
            #expect(detail.contains(#""code":"content-digest""#))
            #expect(detail.contains(#""address":"127.0.0.1:\#(scene[1].port)""#))
        }
    }
}
