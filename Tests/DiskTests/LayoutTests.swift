import Foundation
import OCI
import Record
import Release
import Testing

@testable import Disk

@Suite struct LayoutTests {
    private static func read(_ text: String) async throws -> InputReading {
        try await DiskReader(shortNames: .dockerHub).layout(text)
    }

    private static func fault(_ text: String, in fixture: DiskFixture) async throws -> String {
        let error = try await #require(throws: InputError.self) { try await read(text) }
        return error.description.replacing(fixture.root.path + "/", with: "")
    }

    /// Reading blocks no shared thread and ends with its task: this layer would take a day.
    @Test(.timeLimit(.minutes(1))) func readingBlocksNoOtherTaskAndCanBeCancelled() async throws {
        let fixture = try DiskFixture()
        let digest = try ScriptedDigest.of(Array("never read".utf8))
        let file = URL(filePath: try fixture.write(fixture.blobFile(digest), []))
        let size: Int64 = 1 << 40
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: UInt64(size))
        try handle.close()
        try fixture.add(try #require(Descriptor(mediaType: .ociLayer, digest: digest, size: size, annotations: [:])))
        let layout = fixture.layout
        let readings = (0...ProcessInfo.processInfo.activeProcessorCount).map { _ in
            Task { try await Self.read(layout) }
        }
        for _ in 0..<10 { try await Task.sleep(for: .milliseconds(5)) }
        for reading in readings { reading.cancel() }
        for reading in readings {
            await #expect(throws: CancellationError.self) { try await reading.value }
        }
    }

    @Test func anImageWithAName() async throws {
        let fixture = try DiskFixture()
        let image = try fixture.image([layer("a"), layer("b")])
        try fixture.add(image.manifest, [DiskFixture.name: "r.test/app:1", DiskFixture.label: "1"])
        let reading = try await Self.read(fixture.layout)
        let use = try #require(reading.uses.first)
        #expect(reading.uses.count == 1 && reading.notices.isEmpty)
        #expect(use.reference.description == "r.test/app:1")
        #expect(use.expectations.map(\.content) == [.manifest(image.manifest.digest)])
        #expect(use.expectations.map(\.reason) == [.disk])
        #expect(use.origins.map(\.description) == ["\(fixture.layout) (manifest \(image.manifest.digest.short))"])
        #expect(use.expectations.map(\.origin.description) == [fixture.layout])
    }

    @Test(arguments: [
        ("r.test/team/app:2", "r.test/team/app:2"), ("team/app:2", "docker.io/team/app:2"),
    ]) func theLabelMayBeACompleteReference(label: String, reference: String) async throws {
        let fixture = try DiskFixture()
        try fixture.add(try fixture.image([layer("a")]).manifest, [DiskFixture.label: label])
        #expect(try await Self.read(fixture.layout).uses.map(\.reference.description) == [reference])
    }

    @Test func theCommandLineCanNameIt() async throws {
        let fixture = try DiskFixture()
        let one = try fixture.image([layer("a")])
        let two = try fixture.image([layer("b")])
        try fixture.add(one.manifest, [DiskFixture.label: "1.0"])
        // A single image matches any name.
        #expect(
            try await Self.read("r.test/app:9=\(fixture.layout)").uses.map(\.reference.description) == ["r.test/app:9"])
        try fixture.add(two.manifest, [DiskFixture.label: "1.1"])
        let chosen = try await Self.read("r.test/app:1.1=\(fixture.layout)").uses
        #expect(chosen.flatMap(\.expectations).map(\.content) == [.manifest(two.manifest.digest)])
        #expect(
            try await Self.fault("r.test/app:9=\(fixture.layout)", in: fixture)
                == "layout: contains 2 images, and no single one matches r.test/app:9: 1.0, 1.1")
        #expect(
            try await Self.fault(fixture.layout, in: fixture) == """
                layout: manifest \(one.manifest.digest.short), called "1.0", has no complete reference; add one: --oci-layout REGISTRY/REPOSITORY:TAG=layout
                layout: manifest \(two.manifest.digest.short), called "1.1", has no complete reference; add one: --oci-layout REGISTRY/REPOSITORY:TAG=layout
                """)
    }

    @Test(arguments: [
        ("r.test/app:1=out", "r.test/app:1", "out"), ("app=a=b", "app", "a=b"), ("./app=1", nil, "./app=1"),
        ("/a/b=c", nil, "/a/b=c"), ("Out=1", nil, "Out=1"), ("out", nil, "out"), ("=x", nil, "=x"),
    ]) func referencesAndPaths(text: String, reference: String?, path: String) async throws {
        let input = try DiskInput(text, shortNames: .dockerHub)
        #expect(input.reference?.original == reference && input.path == path)
    }

    @Test func strictNamesApply() async throws {
        let error = try #require(throws: InputError.self) { try DiskInput("app=out", shortNames: .refused) }
        #expect(error.description.hasPrefix("the command line: \"app\": "))
    }

    @Test func anIndexWithPlatforms() async throws {
        let fixture = try DiskFixture()
        let amd = try fixture.image([layer("a")])
        let arm = try fixture.image([layer("b")], architecture: "arm64")
        let index = try fixture.index([amd.manifest, arm.manifest])
        try fixture.add(index, [DiskFixture.name: "r.test/app:1"])
        let uses = try await Self.read(fixture.layout).uses
        #expect(uses.flatMap(\.expectations).map(\.content) == [.manifest(index.digest)])
        try FileManager.default.removeItem(atPath: fixture.path(fixture.blobFile(arm.manifest.digest)))
        #expect(
            try await Self.fault(fixture.layout, in: fixture)
                == "layout: blobs/sha256/\(arm.manifest.digest.encoded): is missing; index \(index.digest.short) lists it"
        )
    }

    enum Damage: CaseIterable { case flipped, longer, missing, folder }
    enum Part: CaseIterable { case manifest, config, layer }

    @Test(arguments: Damage.allCases, Part.allCases) func damageIsReported(_ damage: Damage, _ part: Part) async throws
    {
        let fixture = try DiskFixture()
        let image = try fixture.image([layer("a"), layer("b")])
        try fixture.add(image.manifest, [DiskFixture.name: "r.test/app:1"])
        let (descriptor, by): (Descriptor, String) =
            switch part {
            case .manifest: (image.manifest, "index.json lists it")
            case .config: (image.config, "the configuration of \(image.manifest.digest.short)")
            case .layer: (image.layers[1], "layer 2 of 2 of \(image.manifest.digest.short)")
            }
        let file = fixture.blobFile(descriptor.digest)
        var bytes = try fixture.bytes(file)
        let size = bytes.count
        bytes[4] ^= 1
        let expected: String
        switch damage {
        case .flipped:
            try fixture.write(file, bytes)
            expected = "hashes to \(try ScriptedDigest.of(bytes)), expected \(descriptor.digest); \(by)"
        case .longer:
            try fixture.write(file, bytes + [0])
            expected = "has \(size + 1) bytes, expected \(size); \(by)"
        case .missing:
            try FileManager.default.removeItem(atPath: fixture.path(file))
            expected = "is missing; \(by)"
        case .folder:
            try FileManager.default.removeItem(atPath: fixture.path(file))
            try fixture.write(file + "/x", [])
            expected = "is not a regular file"
        }
        #expect(
            try await Self.fault(fixture.layout, in: fixture)
                == "layout: blobs/sha256/\(descriptor.digest.encoded): \(expected)")
    }

    @Test func allDamageIsReportedAtOnce() async throws {
        let fixture = try DiskFixture()
        let image = try fixture.image([layer("a"), layer("b")])
        try fixture.add(image.manifest, [DiskFixture.name: "r.test/app:1"])
        for descriptor in image.layers { try fixture.write(fixture.blobFile(descriptor.digest), [1]) }
        try fixture.write("layout/oci-layout", Array(#"{"imageLayoutVersion":"2"}"#.utf8))
        let lines = try await Self.fault(fixture.layout, in: fixture).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.first == #"layout: oci-layout: imageLayoutVersion is "2", expected "1.0.0""#)
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let files: [String: String?]
        let message: String
    }

    @Test(arguments: [
        Wrong(
            testDescription: "no layout", files: ["layout/oci-layout": nil],
            message: "layout: oci-layout: is missing; is this an OCI image layout?"),
        Wrong(
            testDescription: "no version", files: ["layout/oci-layout": "{}"],
            message: "layout: oci-layout: has no imageLayoutVersion"),
        Wrong(
            testDescription: "no index", files: ["layout/index.json": nil],
            message: "layout: index.json: is missing; every image layout has it"),
        Wrong(
            testDescription: "an invalid index", files: ["layout/index.json": "[]"],
            message: "layout: index.json: the manifest is JSON but not an object"),
        Wrong(
            testDescription: "an empty index", files: ["layout/index.json": #"{"schemaVersion":2,"manifests":[]}"#],
            message: "layout: contains no image"),
    ])
    func invalidLayouts(_ wrong: Wrong) async throws {
        let fixture = try DiskFixture()
        try fixture.add(try fixture.image([layer("a")]).manifest, [DiskFixture.name: "r.test/app:1"])
        for (name, text) in wrong.files {
            if let text {
                try fixture.write(name, Array(text.utf8))
            } else {
                try FileManager.default.removeItem(atPath: fixture.path(name))
            }
        }
        #expect(try await Self.fault(fixture.layout, in: fixture) == wrong.message)
    }

    @Test func notAFolder() async throws {
        let fixture = try DiskFixture()
        #expect(
            try await Self.fault(fixture.path("no"), in: fixture) == "no: cannot be read: No such file or directory")
        let file = try fixture.write("file", [])
        #expect(try await Self.fault(file, in: fixture) == "file: is not a folder; for an archive, use --archive")
    }

    @Test func unknownAlgorithmsAreNotSkipped() async throws {
        let fixture = try DiskFixture()
        let digest = try Digest(parsing: "blake9:abc")
        try fixture.write("layout/blobs/blake9/abc", [1])
        try fixture.add(try #require(Descriptor(mediaType: .ociManifest, digest: digest, size: 1)))
        #expect(
            try await Self.fault("r.test/app:1=\(fixture.layout)", in: fixture)
                == "layout: blobs/blake9/abc: blake9 is not supported")
    }

    @Test func foreignLayersMayBeMissing() async throws {
        let fixture = try DiskFixture()
        let image = try fixture.image([layer("a")], .ociForeignLayer)
        try fixture.add(image.manifest, [DiskFixture.name: "r.test/app:1"])
        #expect(try await Self.read(fixture.layout).notices.isEmpty)
        try FileManager.default.removeItem(atPath: fixture.path(fixture.blobFile(image.layers[0].digest)))
        let reading = try await Self.read(fixture.layout)
        #expect(
            reading.notices == [
                "\(fixture.layout): layer 1 of 1 of \(image.manifest.digest.short) is a foreign layer and is missing"
            ])
    }
}
