import Foundation
import Ledger
import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate

/// Proving the bytes of a configuration is not reading it: each manifest that lists it is compared in every run.
struct ConfigurationProofTests {
    private struct Listed {
        let bytes: [UInt8]
        var type = MediaType.ociLayer
    }

    /// Adds an image `app:tag` that lists these blobs.
    private func push(_ tag: String, config: Listed, _ layers: [Listed], to registry: ScriptedRegistry) throws {
        func entry(_ blob: Listed) throws -> String {
            let digest = try registry.addBlob(blob.bytes, to: "app")
            return #"{"mediaType":"\#(blob.type)","digest":"\#(digest)","size":\#(blob.bytes.count)}"#
        }
        let list = try layers.map(entry).joined(separator: ",")
        let head = try entry(config)
        let text = #"{"schemaVersion":2,"config":\#(head),"layers":[\#(list)]}"#
        try registry.addManifest(Array(text.utf8), mediaType: .ociManifest, to: "app", tag: tag)
    }

    private func stating(layers count: Int) throws -> Listed {
        let digests = try (0..<count).map { try ScriptedRegistry.sha256(of: [UInt8($0)]) }
        return Listed(bytes: Array(TarBytes.config(digests).utf8), type: .ociConfig)
    }

    private static func references(_ tags: String...) -> [String] { tags.map { "registry.test/app:\($0)" } }

    /// The same image keeps its verdict, whatever else was proven in between, together or alone.
    @Test func theVerdictDoesNotDependOnOtherImages() async throws {
        try await Scene.run(2) { scene in
            let config = try stating(layers: 2)
            for registry in scene.registries {
                try push("right", config: config, [Listed(bytes: [1]), Listed(bytes: [2])], to: registry)
                try push("less", config: config, [Listed(bytes: [1])], to: registry)
                try push("more", config: config, [1, 2, 3].map { Listed(bytes: [$0]) }, to: registry)
            }
            let store = try scene.store()
            for tags in [["less"], ["right"], ["less"], ["more"], ["right"], ["more", "right"], ["less"], ["right"]] {
                let run = try await scene.check(scene.request(tags.map { "registry.test/app:\($0)" }), store)
                let isRight = tags == ["right"]
                #expect(run.exitCode == (isRight ? .verified : .refused), "\(tags)")
                let faults = isRight ? [] : ["content-config on one", "content-config on two"]
                #expect(run.faults == faults, "\(tags)")
            }
            // It is pulled once for all of them: the proof states what a manifest is compared with.
            #expect(scene.pulls(try ScriptedRegistry.sha256(of: config.bytes)) == [1, 1])
        }
    }

    /// The bytes of a configuration, proven as a layer of another image, are read when they are a configuration.
    @Test(arguments: [false, true]) func aProofAsALayerIsNoReading(together: Bool) async throws {
        try await Scene.run(1) { scene in
            let config = try stating(layers: 2)
            try push("layer", config: stating(layers: 1), [Listed(bytes: config.bytes)], to: scene[0])
            try push("image", config: config, [Listed(bytes: [1])], to: scene[0])
            let store = try scene.store()
            if together {
                let run = try await scene.check(scene.request(Self.references("layer", "image")), store)
                #expect(run.faults == ["content-config on one"])
                #expect(run.images.map(\.verdict) == [.verified, .refused])
            }
            #expect(try await scene.check(scene.request(Self.references("layer")), store).verdict == .verified)
            for _ in 0..<2 {
                let run = try await scene.check(scene.request(Self.references("image")), store)
                #expect(run.faults == ["content-config on one"])
            }
        }
    }

    /// Bytes that are no configuration at all, but a good layer.
    @Test func anotherImagesLayerIsNoConfiguration() async throws {
        try await Scene.run(1) { scene in
            let text = Listed(bytes: Array("no JSON".utf8))
            try push("layer", config: stating(layers: 1), [text], to: scene[0])
            try push("image", config: Listed(bytes: text.bytes, type: .ociConfig), [Listed(bytes: [1])], to: scene[0])
            let store = try scene.store()
            for tag in ["image", "layer", "image", "image"] {
                let run = try await scene.check(scene.request(Self.references(tag)), store)
                #expect(run.faults == (tag == "image" ? ["content-config on one"] : []), "\(tag)")
            }
        }
    }

    /// The facts of a configuration survive an exchange, and a run without them pulls it again.
    @Test func anImportedProofStatesTheLayers() async throws {
        try await Scene.run(1) { scene in
            let config = try stating(layers: 1)
            try push("right", config: config, [Listed(bytes: [1])], to: scene[0])
            try push("wrong", config: config, [1, 2].map { Listed(bytes: [$0]) }, to: scene[0])
            let here = try scene.store()
            #expect(try await scene.check(scene.request(Self.references("right")), here).verdict == .verified)
            let there = try LedgerStore.inMemory()
            let text = LedgerArchive.write(try await here.entries(since: nil), vantage: "here", writer: "0", at: .now)
            let start = RunStart(
                startedAt: .now, vantage: "test", version: "0", command: "import", request: Data("{}".utf8))
            _ = try await there.take(try LedgerArchive.read(text, named: "x"), as: start, on: "test")
            let wrong = try await scene.check(scene.request(Self.references("wrong")), there)
            #expect(wrong.faults == ["content-config on one"])
            #expect(scene.pulls(try ScriptedRegistry.sha256(of: config.bytes)) == [1])
        }
    }
}
