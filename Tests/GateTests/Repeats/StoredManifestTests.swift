import Foundation
import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate
@testable import Ledger

/// Manifests from the ledger are only used if they prove what a request would.
@Suite(.timeLimit(.minutes(10))) struct StoredManifestTests {
    private static func byDigest(_ image: ScriptedImage) -> RequestPattern {
        .manifest(.digest(image.manifest.digest))
    }

    @Test("damaged bytes in the ledger are requested again, and replaced") func damagedBytes() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let other = try scene.addImage("other", bytes(2))
            let names = ["registry.test/app:v1", "registry.test/other:v1"]
            let store = try scene.store()
            let first = try await scene.check(scene.request(names), store)
            // Wrong bytes of a manifest that is valid all the same.
            let wrong = FaultBench.manifest(
                config: FaultBench.descriptor("\(MediaType.ociConfig)", other.config.digest, size: 9))
            let keeper = LedgerKeeper(store: store, vantage: "test", observer: SilentObserver(), notices: [])
            let path = try RunPath.of(image.manifest.digest, scene)
            let proof = try #require(await keeper.proofs(for: [path])[path])
            try await store.record(
                proof,
                claim: ClaimRecord(path: path, size: proof.size, kind: "manifest", outcome: .verified, at: .now),
                lease: nil,
                manifest: ManifestReply(bytes: Array(wrong.utf8), contentType: "\(MediaType.ociManifest)"))
            let counts = scene.requestCounts
            let run = try await scene.check(scene.request(names), store)
            #expect(run.exitCode == .verified)
            #expect(run.images.map { $0.views.map(\.claims) } == first.images.map { $0.views.map(\.claims) })
            let read = ["GET manifest", "GET v1", "HEAD v1", "HEAD v1"]
            #expect(scene.asked(after: counts) == [read, read])
            let after = scene.requestCounts
            #expect(try await scene.check(scene.request(names), store).exitCode == .verified)
            #expect(scene.asked(after: after) == Array(repeating: ["HEAD v1", "HEAD v1"], count: 2))
        }
    }

    @Test("wrong bytes delete the proof of their path, and only of it") func wrongBytes() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            scene[1].on(Self.byDigest(image), .flipByte(at: 3))
            let bad = try await scene.check(scene.request { $0.fresh = true }, store)
            #expect(bad.faults == ["content-digest on two"])
            // Without the proof, the manifest is read again.
            #expect(try await scene.check(nil, store).faults == ["content-digest on two"])
            scene[1].heal()
            let counts = scene.requestCounts
            #expect(try await scene.check(nil, store).exitCode == .verified)
            #expect(scene.asked(after: counts) == [["HEAD v1"], ["GET manifest", "GET v1", "HEAD v1"]])
        }
    }

    @Test("a Content-Type that nodes refuse is read again, until it is right") func wrongType() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let store = try scene.store()
            scene[1].on(Self.byDigest(image), .header("Content-Type", "text/plain"))
            func check(_ kind: NodeKind) async throws -> Run {
                try await scene.check(scene.request { $0.nodes = NodeKinds(kind) }, store)
            }
            // containerd ignores it, docker does not.
            #expect(try await check(.containerd).exitCode == .verified)
            for _ in 0..<2 {
                #expect(try await check(.docker).faults.contains("content-media-type on two"))
                #expect(try await check(.docker).exitCode == .refused)
            }
            #expect(try await check(.containerd).exitCode == .verified)
            scene[1].heal()
            #expect(try await check(.docker).exitCode == .verified)
            let counts = scene.requestCounts
            #expect(try await check(.docker).exitCode == .verified)
            #expect(scene.asked(after: counts) == [["GET root", "HEAD v1"], ["GET root", "HEAD v1"]])
        }
    }

    /// Nothing is refused because of a header that is no longer there (invariant 5).
    @Test("an old Content-Type refuses nothing", arguments: [NodeKind.docker, .crio])
    func oldType(kind: NodeKind) async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let store = try scene.store()
            scene[0].on(Self.byDigest(image), .header("Content-Type", "text/plain"))
            #expect(try await scene.check(nil, store).exitCode == .verified)
            scene[0].heal()
            let run = try await scene.check(scene.request { $0.nodes = NodeKinds(kind) }, store)
            #expect(run.exitCode == .verified, "\(run.findings.map(\.seen))")
        }
    }

    @Test("what a stored manifest says is judged like a new one") func theSameFindings() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("base", bytes(1))
            for content in [image.config, image.layers[0]] {
                let text = content.digest == image.config.digest ? Self.config(of: image) : bytes(1)
                _ = try scene[0].addBlob(text, to: "app")
            }
            // containerd refuses a layer that is encrypted by its type, docker a configuration of this type.
            let lines = [
                ("\(MediaType.ociConfig)", "\(MediaType.ociLayer)+encrypted", "v1"),
                ("application/vnd.example", "\(MediaType.ociLayer)", "v2"),
            ]
            for (config, layer, tag) in lines {
                let text = FaultBench.manifest(
                    config: FaultBench.descriptor(config, image.config.digest, size: Int(image.config.size)),
                    layers: FaultBench.descriptor(layer, image.layers[0].digest, size: 5000))
                try scene[0].addManifest(Array(text.utf8), mediaType: .ociManifest, to: "app", tag: tag)
            }
            for (_, _, tag) in lines {
                let store = try LedgerStore.inMemory()
                var found: [NodeKind: [String]] = [:]
                for kind in [NodeKind.containerd, .docker, .containerd, .docker, .docker] {
                    let run = try await scene.check(
                        scene.request(["registry.test/app:\(tag)"]) { $0.nodes = NodeKinds(kind) }, store)
                    if let known = found[kind] { #expect(run.faults == known, "\(tag) \(kind)") }
                    found[kind] = run.faults
                }
                let refusing = tag == "v1" ? NodeKind.containerd : .docker
                #expect(found[refusing]?.isEmpty == false, "\(tag) \(found)")
            }
        }
    }

    private static func config(of image: ScriptedImage) -> [UInt8] {
        Array(
            (#"{"architecture":"amd64","os":"linux","#
                + #""rootfs":{"type":"layers","diff_ids":["\#(image.layers[0].digest)"]}}"#).utf8)
    }

    @Test(
        "a remark about the reply is in every report", arguments: ["sha256:\(String(repeating: "0", count: 64))", "x"])
    func misnamed(name: String) async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[0].on(Self.byDigest(image), .contentDigest(name))
            let store = try scene.store()
            for _ in 0..<3 {
                let run = try await scene.check(nil, store)
                #expect(run.exitCode == .verified && run.faults == ["content-header on one"])
            }
        }
    }

    @Test("a recheck reads again what was faulty, and nothing else") func aRecheck() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let store = try scene.store()
            let kinds = NodeKinds(.docker)
            scene[1].on(Self.byDigest(image), .header("Content-Type", "text/plain"))
            let bad = try await scene.check(scene.request { $0.nodes = kinds }, store)
            #expect(bad.exitCode == .refused)
            let id = try #require(bad.id)
            #expect(try await store.run(id)?.summary.claims[.refused] == 1)
            var recheck = try scene.request(recheckOf: bad.id) { $0.nodes = kinds }
            #expect(try await scene.check(recheck, store).exitCode == .refused)
            scene[1].heal()
            recheck = try scene.request(recheckOf: bad.id) { $0.nodes = kinds }
            let counts = scene.requestCounts
            #expect(try await scene.check(recheck, store).exitCode == .verified)
            let usual: Set = ["GET root", "GET blob"]
            let asked = scene.asked(after: counts).map { $0.filter { !$0.hasSuffix(" v1") && !usual.contains($0) } }
            #expect(asked == [[], ["GET manifest"]])
        }
    }

    /// The first round must not use what the ledger had before it a second time.
    @Test("a hold reads again what a round refused") func aHold() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let store = try scene.store()
            scene[0].on(Self.byDigest(image), .first(2), .header("Content-Type", "text/plain"))
            #expect(try await scene.check(nil, store).exitCode == .verified)
            let run = try await scene.check(
                scene.request {
                    $0.nodes = NodeKinds(.docker)
                    $0.hold = .seconds(300)
                }, store)
            #expect(run.exitCode == .verified)
            #expect(run.rounds.count == 2)
            #expect(scene[0].requests(Self.byDigest(image)).count == 3)
        }
    }
}

/// The paths of the repository `app` on the first backend.
enum RunPath {
    static func of(_ digest: Digest, _ scene: Scene) throws -> ProofPath {
        let backend = try scene.backends()[0]
        return ProofPath(
            registry: backend.registry, backend: backend.name, repository: RepositoryName("app"),
            digest: digest, machine: backend.isMachineLocal ? "test" : nil)
    }
}
