import Foundation
import OCI
import Record
import Support
import Testing

@testable import Gate
@testable import Ledger

/// A run asks only for what may have changed since an earlier one.
@Suite(.timeLimit(.minutes(10))) struct RepeatTests {
    /// What a first run of an image with one layer asks for.
    static let all = ["GET blob", "GET blob", "GET manifest", "GET v1", "HEAD v1"]

    /// Adds an index of two platforms to every backend.
    private func addIndex(_ scene: Scene) throws {
        let amd = try scene.addImage("app", tag: nil, bytes(1))
        let arm = try scene.addImage("app", tag: nil, bytes(2), platform: "linux/arm64")
        for registry in scene.registries {
            try registry.addIndex(of: [amd.manifest, arm.manifest], to: "app", tag: "v1")
        }
    }

    @Test(
        "each tag is asked for once per backend, as the nodes do",
        arguments: [[.containerd], [.docker], [.crio], [.containerd, .crio], [.containerd, .docker]] as [[NodeKind]],
        [false, true])
    func aTag(nodes: [NodeKind], isIndex: Bool) async throws {
        // CRI-O sends GET, the others send HEAD. CRI-O and docker request the root of the API first, to learn how to log in;
        // CRI-O needs it to be there too.
        let login: [NodeKind: [String]] = [.crio: ["GET root"], .docker: ["GET root"]]
        let expected =
            (nodes.count == 1 ? login[nodes[0]] ?? [] : []) + (nodes.contains(.crio) ? ["GET root", "GET v1"] : [])
            + (nodes == [.crio] ? [] : ["HEAD v1"])
        try await Scene.run(2) { scene in
            if isIndex { try addIndex(scene) } else { try scene.addImage("app", bytes(1)) }
            let store = try scene.store()
            let kinds = try #require(NodeKinds(nodes))
            let first = try await scene.check(scene.request { $0.nodes = kinds }, store)
            #expect(first.exitCode == .verified && first.totals.reused == 0, "\(first.findings.map(\.seen))")
            #expect(first.requests == scene.requestCounts.reduce(0, +))
            for _ in 0..<2 {
                let counts = scene.requestCounts
                let run = try await scene.check(scene.request { $0.nodes = kinds }, store)
                #expect(run.exitCode == .verified)
                #expect(run.totals.reused == run.totals.claims && run.totals.claims == first.totals.claims)
                #expect(run.images.map { $0.views.map(\.claims) } == first.images.map { $0.views.map(\.claims) })
                #expect(run.images.map { $0.views.map(\.platforms) } == first.images.map { $0.views.map(\.platforms) })
                #expect(scene.asked(after: counts) == [expected, expected])
                #expect(run.requests == 2 * expected.count)
                #expect(run.totals.bytesPulled == 0)
            }
        }
    }

    @Test("a new image behind a tag is read, and only it") func aChangedTag() async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1))
            try scene.addImage("side", bytes(9))
            let names = ["registry.test/app:v1", "registry.test/side:v1"]
            let store = try scene.store()
            _ = try await scene.check(scene.request(names), store)
            let new = try scene.addImage("app", bytes(2))
            let counts = scene.requestCounts
            let run = try await scene.check(scene.request(names), store)
            #expect(run.exitCode == .verified)
            #expect(run.images[0].views.map(\.digest) == [new.manifest.digest, new.manifest.digest])
            #expect(scene.asked(after: counts) == Array(repeating: Self.all + ["HEAD v1"], count: 2))
            #expect(run.totals.reused == 6 && run.totals.verified == 6)
        }
    }

    @Test("a tag that moved on one backend is refused") func aTagThatMovedOnce() async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1))
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            try scene[1].addImage(to: "app", tag: "v1", layers: [bytes(2)])
            for _ in 0..<2 {
                #expect(try await scene.check(nil, store).faults == ["content-tag-divergence on -"])
            }
            scene[1].on(.manifests, .status(404))
            #expect(try await scene.check(nil, store).faults.contains("absence-manifest on two"))
        }
    }

    @Test("without a digest in the reply to HEAD, nodes ask for the tag") func aHeadWithoutDigest() async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1))
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            scene[1].on(.manifests, .header("Docker-Content-Digest", nil))
            let counts = scene.requestCounts
            let run = try await scene.check(nil, store)
            #expect(run.exitCode == .verified)
            #expect(scene.asked(after: counts) == [["HEAD v1"], ["GET v1", "HEAD v1"]])
        }
    }

    @Test("a wrong reply to HEAD is refused, in every run", arguments: ["5", "text/plain"])
    func aWrongHead(value: String) async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1))
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            let head = RequestPattern(method: "HEAD", path: .containing("/manifests/v1"))
            scene[1].on(head, .header(value == "5" ? "Content-Length" : "Content-Type", value))
            let code = value == "5" ? "content-header" : "content-media-type"
            for _ in 0..<2 {
                let run = try await scene.check(nil, store)
                #expect(run.exitCode == .refused)
                #expect(run.faults == ["\(code) on two"])
            }
            scene[1].heal()
            #expect(try await scene.check(nil, store).exitCode == .verified)
        }
    }

    @Test("an old proof, and one of other settings, is not used") func staleProofs() async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1))
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            try await Task.sleep(for: .milliseconds(30))
            var counts = scene.requestCounts
            let old = try await scene.check(scene.request { $0.maxAge = .milliseconds(10) }, store)
            #expect(old.totals.reused == 0)
            #expect(scene.asked(after: counts) == [Self.all, Self.all])
            counts = scene.requestCounts
            let fresh = try await scene.check(scene.request { $0.fresh = true }, store)
            #expect(fresh.totals.reused == 0)
            #expect(scene.asked(after: counts) == [Self.all, Self.all])
            counts = scene.requestCounts
            let cached = try await scene.check(scene.request(cache: CachePolicy(kind: "nginx")), store)
            #expect(cached.totals.reused == 0)
            #expect(scene.asked(after: counts).allSatisfy { $0.contains("GET manifest") })
        }
    }

    @Test("a new backend is read in full, the known one is not") func aNewBackend() async throws {
        try await Scene.run(3) { scene in
            try scene.addImage("app", bytes(1))
            let store = try scene.store()
            var fewer = try scene.request()
            let name = try #require(fewer.registries.keys.first)
            fewer.registries[name]?.backends.removeLast()
            _ = try await scene.check(fewer, store)
            let counts = scene.requestCounts
            #expect(counts[2] == 0)
            let run = try await scene.check(nil, store)
            #expect(run.exitCode == .verified)
            #expect(scene.asked(after: counts) == [["HEAD v1"], ["HEAD v1"], Self.all])
        }
    }

    @Test("another repository has paths of its own, unless proofs are shared") func anotherRepository() async throws {
        try await Scene.run(1) { scene in
            for name in ["app", "other"] { try scene.addImage(name, bytes(1)) }
            for sharing in [false, true] {
                let store = try LedgerStore.inMemory()
                _ = try await scene.check(scene.request(sharing: sharing), store)
                let counts = scene.requestCounts
                let run = try await scene.check(scene.request(["registry.test/other:v1"], sharing: sharing), store)
                #expect(run.exitCode == .verified)
                #expect(scene.asked(after: counts) == [sharing ? ["HEAD v1"] : Self.all])
            }
        }
    }

    @Test("a plan asks only for the tags") func aPlan() async throws {
        try await Scene.run(2) { scene in
            try addIndex(scene)
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            let counts = scene.requestCounts
            let plan = try await scene.gate(store).plan(scene.request())
            #expect(plan.totals.planned == 0 && plan.totals.reused == plan.totals.claims)
            #expect(scene.asked(after: counts) == [["HEAD v1"], ["HEAD v1"]])
            #expect(plan.requests == 2)
            #expect(try await store.runs(limit: 9).count == 1)
        }
    }

    @Test("the ledger's runs state what was reused") func ledgerEntries() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let store = try scene.store()
            let first = try await scene.check(nil, store)
            for _ in 0..<2 {
                let run = try await scene.check(nil, store)
                let id = try #require(run.id)
                let kept = try #require(try await store.run(id))
                #expect(kept.summary.claims == [.reused: 6])
                #expect(try kept.run == RunCoding.decode(Run.self, from: RunCoding.encode(run)))
                #expect(kept.run?.requests == 2)
                let manifest = try #require(run.result(image.manifest.digest, on: "two"))
                #expect(manifest.status.reuse?.run == first.number && manifest.attempts.isEmpty)
            }
        }
    }
}
