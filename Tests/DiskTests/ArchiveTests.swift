import Foundation
import OCI
import Record
import Release
import Support
import Testing

@testable import Disk

/// The digest of bytes.
enum ScriptedDigest {
    static func of(_ bytes: [UInt8]) throws -> Digest { try ScriptedRegistry.sha256(of: bytes) }
}

@Suite struct ArchiveTests {
    private static func read(_ text: String) async throws -> InputReading {
        try await DiskReader(shortNames: .dockerHub).archive(text)
    }

    private static func fault(_ text: String, in fixture: DiskFixture) async throws -> String {
        let error = try await #require(throws: InputError.self) { try await read(text) }
        return error.description.replacing(fixture.root.path + "/", with: "")
    }

    private static func gzip(_ bytes: [UInt8], _ fixture: DiskFixture) async throws -> [UInt8] {
        let file = try fixture.write("packing-\(UUID().uuidString)", bytes)
        return [UInt8](try await Program("gzip").run(["-nc", file]))
    }

    /// The older docker save format, as a folder.
    private static func docker(
        _ fixture: DiskFixture, tags: String = #"["app:1","r.test/app:1"]"#, packed: Bool = false
    ) async throws -> (config: Digest, layers: [String]) {
        try await Program("tar").run(["-cf", fixture.path("one.tar"), "-C", fixture.path("layout"), "oci-layout"])
        let one = try fixture.bytes("one.tar")
        let two = Array(repeating: UInt8(0), count: 1024)
        let diffIDs = try [one, two].map { "\"\(try ScriptedDigest.of($0))\"" }.joined(separator: ",")
        let config = Array(
            #"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[\#(diffIDs)]}}"#.utf8)
        let digest = try ScriptedDigest.of(config)
        try fixture.write("save/\(digest.encoded).json", config)
        try fixture.write("save/aa/layer.tar", packed ? try await gzip(one, fixture) : one)
        try fixture.write("save/real.tar", two)
        try FileManager.default.createDirectory(atPath: fixture.path("save/bb"), withIntermediateDirectories: true)
        // Docker writes each layer once and links to it.
        try FileManager.default.createSymbolicLink(
            atPath: fixture.path("save/bb/layer.tar"), withDestinationPath: "../real.tar")
        let layers = ["aa/layer.tar", "bb/layer.tar"]
        try fixture.write(
            "save/manifest.json",
            Array(
                #"[{"Config":"\#(digest.encoded).json","RepoTags":\#(tags),"Layers":["aa/layer.tar","bb/layer.tar"]}]"#
                    .utf8))
        return (digest, layers)
    }

    @Test(arguments: [false, true]) func theOlderDockerSaveFormat(packed: Bool) async throws {
        let fixture = try DiskFixture()
        let saved = try await Self.docker(fixture, packed: packed)
        let uses = try await Self.read(try await fixture.archive("save")).uses
        #expect(uses.map(\.reference.description) == ["docker.io/library/app:1", "r.test/app:1"])
        #expect(uses.flatMap(\.expectations).map(\.content) == [.config(saved.config), .config(saved.config)])
        #expect(
            uses.first?.origins.map(\.description) == ["\(fixture.path("image.tar")) (image ID \(saved.config.short))"])
    }

    @Test func withoutTagsAReferenceIsRequired() async throws {
        let fixture = try DiskFixture()
        let saved = try await Self.docker(fixture, tags: "null")
        let archive = try await fixture.archive("save")
        #expect(
            try await Self.fault(archive, in: fixture)
                == "image.tar: image ID \(saved.config.short) has no complete reference; add one: "
                + "--archive REGISTRY/REPOSITORY:TAG=image.tar"
        )
        #expect(try await Self.read("r.test/app:1=\(archive)").uses.map(\.reference.description) == ["r.test/app:1"])
    }

    @Test func aDamagedLayerIsReported() async throws {
        let fixture = try DiskFixture()
        let saved = try await Self.docker(fixture)
        var bytes = try fixture.bytes("save/aa/layer.tar")
        let right = try ScriptedDigest.of(bytes)
        bytes[9] ^= 4
        try fixture.write("save/aa/layer.tar", bytes)
        #expect(
            try await Self.fault(try await fixture.archive("save"), in: fixture)
                == "image.tar: aa/layer.tar: unpacks to \(try ScriptedDigest.of(bytes)), expected \(right); layer 1 of 2 of \(saved.config.short)"
        )
    }

    @Test func aDamagedCompressedLayerIsReported() async throws {
        let fixture = try DiskFixture()
        _ = try await Self.docker(fixture, packed: true)
        var bytes = try fixture.bytes("save/aa/layer.tar")
        bytes.removeLast(6)
        try fixture.write("save/aa/layer.tar", bytes)
        let message = try await Self.fault(try await fixture.archive("save"), in: fixture)
        #expect(message.hasPrefix("image.tar: aa/layer.tar: cannot be unpacked: "), "\(message)")
    }

    @Test func aDamagedConfigurationIsReported() async throws {
        let fixture = try DiskFixture()
        let saved = try await Self.docker(fixture)
        let name = "save/\(saved.config.encoded).json"
        var bytes = try fixture.bytes(name)
        bytes[3] ^= 1
        try fixture.write(name, bytes)
        #expect(
            try await Self.fault(try await fixture.archive("save"), in: fixture)
                == "image.tar: \(saved.config.encoded).json: hashes to \(try ScriptedDigest.of(bytes)), "
                + "expected \(saved.config); manifest.json lists it"
        )
    }

    @Test(arguments: [
        ("[]", "manifest.json: lists no image"),
        ("{}", "manifest.json: is not a list of images, each with Config, RepoTags and Layers"),
        (#"[{"Config":"no.json","RepoTags":["a:1"],"Layers":[]}]"#, "no.json: is missing; manifest.json lists it"),
        (
            #"[{"Config":"../../etc/passwd","RepoTags":["a:1"]}]"#,
            "../../etc/passwd: is missing; manifest.json lists it"
        ),
    ])
    func anInvalidManifest(text: String, message: String) async throws {
        let fixture = try DiskFixture()
        _ = try await Self.docker(fixture)
        try fixture.write("save/manifest.json", Array(text.utf8))
        #expect(try await Self.fault(try await fixture.archive("save"), in: fixture) == "image.tar: \(message)")
    }

    @Test func layerCountsMustMatch() async throws {
        let fixture = try DiskFixture()
        let saved = try await Self.docker(fixture)
        try fixture.write(
            "save/manifest.json",
            Array(#"[{"Config":"\#(saved.config.encoded).json","RepoTags":["a:1"],"Layers":["aa/layer.tar"]}]"#.utf8))
        #expect(
            try await Self.fault(try await fixture.archive("save"), in: fixture)
                == "image.tar: manifest.json: has 1 layers, but \(saved.config.encoded).json has 2")
    }

    @Test func anArchiveOfALayout() async throws {
        let fixture = try DiskFixture()
        let image = try fixture.image([layer("a")])
        try fixture.add(image.manifest, [DiskFixture.label: "r.test/app:1"])
        let uses = try await Self.read(try await fixture.archive("layout")).uses
        #expect(uses.map(\.reference.description) == ["r.test/app:1"])
        #expect(uses.flatMap(\.expectations).map(\.content) == [.manifest(image.manifest.digest)])
    }

    /// The containerd image store keeps the layers as pulled. The older store unpacks them, and only the configuration
    /// matches the registry.
    @Test(arguments: [MediaType.ociLayerGzip, .ociLayer]) func theNewerDockerSaveFormat(type: MediaType) async throws {
        let fixture = try DiskFixture()
        let image = try fixture.image([layer("a")], type)
        try fixture.add(image.manifest)
        try fixture.write(
            "layout/manifest.json",
            Array(
                #"[{"Config":"blobs/sha256/\#(image.config.digest.encoded)","RepoTags":["r.test/app:1"],"Layers":[]}]"#
                    .utf8))
        let uses = try await Self.read(try await fixture.archive("layout")).uses
        #expect(uses.map(\.reference.description) == ["r.test/app:1"])
        let expected: Record.Expectation.Content =
            type == .ociLayer ? .config(image.config.digest) : .manifest(image.manifest.digest)
        #expect(uses.flatMap(\.expectations).map(\.content) == [expected])
    }

    @Test func dockerSaveMayOmitPlatforms() async throws {
        let fixture = try DiskFixture()
        let amd = try fixture.image([layer("a")])
        let arm = try fixture.image([layer("b")], architecture: "arm64")
        let index = try fixture.index([amd.manifest, arm.manifest])
        try fixture.add(index, [DiskFixture.name: "r.test/app:1"])
        for digest in [arm.manifest.digest, arm.config.digest, arm.layers[0].digest] {
            try FileManager.default.removeItem(atPath: fixture.path(fixture.blobFile(digest)))
        }
        // Archives of other tools must be complete.
        #expect(try await Self.fault(try await fixture.archive("layout"), in: fixture).contains("is missing; index"))
        try fixture.write("layout/manifest.json", Array("[]".utf8))
        let reading = try await Self.read(try await fixture.archive("layout"))
        #expect(reading.uses.flatMap(\.expectations).map(\.content) == [.manifest(index.digest)])
        #expect(reading.notices.count == 1)
        #expect(
            reading.notices.first?.contains("1 of the 2 manifests of index \(index.digest.short) are missing") == true
        )
    }

    @Test func notAnArchive() async throws {
        let fixture = try DiskFixture()
        try fixture.add(try fixture.image([layer("a")]).manifest, [DiskFixture.name: "r.test/app:1"])
        let archive = try await fixture.archive("layout")
        let bytes = try fixture.bytes("image.tar")
        let cases: [(String, String)] = [
            (fixture.path("no"), "no: cannot be read: No such file or directory"),
            (fixture.layout, "layout: is a folder; for an OCI image layout, use --oci-layout"),
            (
                "/dev/null",
                "/dev/null: is not a regular file: an archive needs random access, so a pipe does not work"
            ),
            (
                try fixture.write("empty", []),
                "empty: has neither index.json nor manifest.json: it is neither a docker save archive nor an OCI image layout"
            ),
            (
                try fixture.write("text", Array(repeating: 65, count: 600)),
                "text: is not a readable tar archive: a tar header has a wrong checksum, at byte 0"
            ),
            (
                try fixture.write("packed", try await Self.gzip(bytes, fixture)),
                "packed: is compressed with gzip; decompress it first, for example with gunzip"
            ),
            (
                try fixture.write("packed.xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1]),
                "packed.xz: is compressed with xz; decompress it first, for example with unxz"
            ),
        ]
        for (path, message) in cases { #expect(try await Self.fault(path, in: fixture) == message) }
        await #expect(throws: Never.self) { try await Self.read(archive) }
        // Truncated: some entry is incomplete or missing.
        for length in stride(from: 512, to: bytes.count - 10_240, by: 512) {
            try fixture.write("cut.tar", Array(bytes[..<length]))
            await #expect(throws: InputError.self) { try await Self.read(fixture.path("cut.tar")) }
        }
    }

    /// Memory use is constant, however large the layer is.
    @Test func aLargeLayerIsStreamed() async throws {
        let fixture = try DiskFixture()
        let file = fixture.path("large")
        try fixture.write("large", [])
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.truncate(atOffset: 3 << 20)
        try handle.seek(toOffset: 2 << 20)
        try handle.write(contentsOf: Data([7]))
        try handle.close()
        var pieces: [Int] = []
        try StoredFile(path: file, offset: 5, size: (3 << 20) - 5).stream { pieces.append($0.count) }
        #expect(pieces == [1 << 20, 1 << 20, (1 << 20) - 5])
        let fault = #expect(throws: DiskFault.self) {
            try StoredFile(path: file, offset: 0, size: 4 << 20).stream { _ in }
        }
        #expect(fault?.detail == "it shrank while being read")
        #expect(try StoredFile(path: file, offset: 2 << 20, size: 100).head(2) == [7, 0])
    }
}
