import Foundation
import OCI
import Support
import Testing

/// Pins are written after verification, and later runs are compared with them.
@Suite struct PinCommandTests {
    private static func withImage(
        _ body: (ScriptedRegistry, ScriptedImage, GateHome, [String]) async throws -> Void
    ) async throws {
        try await ScriptedRegistry.run { registry in
            let image = try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            try await body(registry, image, try GateHome(), ["check", "--backend", "a=\(registry.url)"])
        }
    }

    /// The report as one line, with wrapped lines joined.
    private static func words(_ result: GateResult) -> String {
        result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func text(_ home: GateHome, _ name: String) throws -> String {
        try String(contentsOfFile: home.path(name), encoding: .utf8)
    }

    @Test func aShardWritesNoPins() async throws {
        try await Self.withImage { _, _, home, check in
            let run = try await home.run(
                check + ["--shard", "1/2", "--output", "json=r.json", "--pin", "refs=pins", "registry.test/app:1"])
            #expect(run.status == 64, "\(run)")
            #expect(run.error.contains("no pins were written to pins: shard 1 of 2 proves only part"), "\(run)")
            #expect(!FileManager.default.fileExists(atPath: home.path("pins")))
        }
    }

    @Test func everyPinFormatIsWrittenAndReadAgain() async throws {
        try await Self.withImage { registry, image, home, check in
            let names = ["kustomize", "helm-values", "json", "refs"]
            let pins = names.flatMap { ["--pin", "\($0)=pins.\($0)"] }
            let run = try await home.run(check + pins + ["registry.test/app:1"])
            #expect(run.status == 0 && run.error.isEmpty, "\(run)")
            #expect(try Self.text(home, "pins.refs") == "registry.test/app:1@\(image.manifest.digest)\n")
            for name in names {
                let held = try await home.run(check + ["--pins", "pins.\(name)", "registry.test/app:1"])
                #expect(held.status == 0, "\(held)")
                #expect(held.output.contains("compared with pins: 1 image"), "\(held)")
                #expect(!held.output.contains("no pin"), "\(held)")
                let alone = try await home.run(check + ["--pins", "pins.\(name)"])
                #expect(alone.status == 0, "\(alone)")
            }
            // A list of references with digests is one of the inputs.
            #expect(try await home.run(check + ["--from", "pins.refs"]).status == 0)

            try registry.addImage(to: "app", tag: "1", layers: [[4]])
            for name in names {
                let held = try await home.run(check + ["--pins", "pins.\(name)", "registry.test/app:1"])
                #expect(held.status == 1, "\(held)")
                #expect(held.output.contains("REFUSED: not the pinned image (content-pin)"), "\(held)")
                // kustomize pins names: without other inputs, its file lists images by digest, which still match.
                let alone = try await home.run(check + ["--pins", "pins.\(name)"])
                #expect(alone.status == (name == "kustomize" ? 0 : 1), "\(alone)")
            }
        }
    }

    @Test func aRefusedRunDoesNotTouchTheFile() async throws {
        try await Self.withImage { registry, image, home, check in
            try home.write("pins", "old\n")
            registry.on(.blobs, .flipByte(at: 1))
            let refused = try await home.run(check + ["--pin", "refs=pins", "registry.test/app:1"])
            #expect(refused.status == 1)
            #expect(
                refused.error.contains("blobgate: no pins were written to pins: the run is refused\n"), "\(refused)")
            #expect(try Self.text(home, "pins") == "old\n")
            registry.heal()
            let healed = try await home.run(["recheck", "--pin", "refs=pins"])
            #expect(healed.status == 0, "\(healed)")
            #expect(try Self.text(home, "pins") == "registry.test/app:1@\(image.manifest.digest)\n")
        }
    }

    @Test func aRecheckUsesTheSamePins() async throws {
        try await Self.withImage { registry, image, home, check in
            try home.write("pins", "registry.test/app:1@\(image.manifest.digest)\n")
            try registry.addImage(to: "app", tag: "1", layers: [[4]])
            #expect(try await home.run(check + ["--pins", "pins", "registry.test/app:1"]).status == 1)
            try FileManager.default.removeItem(atPath: home.path("pins"))
            let again = try await home.run(["recheck"])
            #expect(again.status == 1 && Self.words(again).contains("pinned in pins:1"), "\(again)")
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            #expect(try await home.run(["recheck"]).status == 0)
        }
    }

    @Test func imagesWithoutPinsAreListed() async throws {
        try await Self.withImage { registry, image, home, check in
            try registry.addImage(to: "new", tag: "1", layers: [[9]])
            try home.write(
                "pins", "registry.test/app:1@\(image.manifest.digest)\nregistry.test/gone:1@\(image.manifest.digest)\n")
            let run = try await home.run(check + ["--pins", "pins", "registry.test/app:1", "registry.test/new:1"])
            #expect(run.status == 0, "\(run)")
            let words = Self.words(run)
            #expect(words.contains("1 of 2 images has no pin: registry.test/new:1"), "\(run)")
            #expect(
                words.contains("1 pin is for an image not in the release: registry.test/gone:1 (pins:2)"))
        }
    }

    @Test func anUnwritableFileIsAFailure() async throws {
        try await Self.withImage { registry, _, home, check in
            try registry.addImage(to: "app", tag: "2", layers: [[5]])
            let images = ["registry.test/app:1", "registry.test/app:2"]
            let torn = try await home.run(check + ["--pin", "kustomize=k.yaml", "--pin", "refs=pins"] + images)
            #expect(torn.status == 65, "\(torn)")
            #expect(torn.error.contains("no pins were written to k.yaml: kustomize matches by name only"), "\(torn)")
            #expect(try Self.text(home, "pins").split(separator: "\n").count == 2)
            #expect(!FileManager.default.fileExists(atPath: home.path("k.yaml")))
        }
    }

    @Test func anImageOnDiskIsComparedWithTheRegistry() async throws {
        try await Self.withImage { registry, image, home, check in
            let layout = try Self.layout(of: image, [[1, 2, 3]], in: home)
            let run = try await home.run(check + ["--oci-layout", "registry.test/app:1=\(layout)"])
            #expect(run.status == 0, "\(run)")
            #expect(run.output.contains("compared with the images on disk: 1 image"), "\(run)")
            let rollback = try await home.run(
                check + ["--rollback", "oci-layout=registry.test/app:1=\(layout)", "registry.test/app:1"])
            #expect(rollback.status == 0, "\(rollback)")
            try registry.addImage(to: "app", tag: "1", layers: [[4]])
            let moved = try await home.run(check + ["--oci-layout", "registry.test/app:1=\(layout)"])
            #expect(moved.status == 1 && moved.output.contains("content-pin"), "\(moved)")
            try home.write("layout/blobs/sha256/\(image.layers[0].digest.encoded)", "123")
            let damaged = try await home.run(check + ["--oci-layout", "registry.test/app:1=\(layout)"])
            #expect(damaged.status == 65, "\(damaged)")
            #expect(damaged.error.contains("expected \(image.layers[0].digest)"), "\(damaged)")
        }
    }

    /// The exact bytes that the scripted registry serves.
    private static func layout(of image: ScriptedImage, _ layers: [[UInt8]], in home: GateHome) throws -> String {
        let list = image.layers.map { "\"\($0.digest)\"" }.joined(separator: ",")
        let config =
            #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[\#(list)]}}"#
        let json = { (descriptor: Descriptor) in
            #"{"mediaType":"\#(descriptor.mediaType)","digest":"\#(descriptor.digest)","size":\#(descriptor.size)}"#
        }
        let manifest =
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":\#(json(image.config)),"layers":["#
            + image.layers.map(json).joined(separator: ",") + "]}"
        let blobs = "layout/blobs/sha256"
        try home.write("\(blobs)/\(image.config.digest.encoded)", config)
        try home.write("\(blobs)/\(image.manifest.digest.encoded)", manifest)
        for (descriptor, bytes) in zip(image.layers, layers) {
            try home.write("\(blobs)/\(descriptor.digest.encoded)", String(decoding: bytes, as: UTF8.self))
        }
        try home.write("layout/index.json", #"{"schemaVersion":2,"manifests":[\#(json(image.manifest))]}"#)
        try home.write("layout/oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
        return "layout"
    }
}
