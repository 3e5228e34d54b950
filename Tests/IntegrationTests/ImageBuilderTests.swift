import Foundation
import OCI
import Support
import Testing

/// The built images are reproducible and consistent.
@Suite struct ImageBuilderTests {
    private struct Config: Decodable {
        struct RootFileSystem: Decodable {
            let diff_ids: [String]
        }
        let rootfs: RootFileSystem
    }

    private struct Manifest: Decodable {
        struct Descriptor: Decodable {
            let mediaType: String
            let digest: String
            let size: Int64
        }
        let config: Descriptor
        let layers: [Descriptor]
    }

    private static func withDirectory(_ body: (URL) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "blobgate-images-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(directory)
    }

    @Test func buildingASetTwiceGivesTheSameBytes() async throws {
        try await Self.withDirectory { directory in
            let first = try await ImageBuilder(cache: directory.appending(path: "a")).images(.small)
            let second = try await ImageBuilder(cache: directory.appending(path: "b")).images(.small)
            #expect(first.images == second.images)
            let again = try await ImageBuilder(cache: directory.appending(path: "a")).images(.small)
            #expect(again.images == first.images)
        }
    }

    @Test func digestsAndDiffIDsAreRight() async throws {
        let built = try await ImageBuilder(cache: ImageBuilder.defaultCache).images(.small)
        for blob in built.images.flatMap(\.blobs) {
            let file = built.file(of: blob.digest)
            #expect(try FileHash.sha256(of: file) == blob.digest)
            #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int64 == blob.size)
        }
        try await Self.withDirectory { directory in
            for blob in built.images.flatMap(\.blobs) where blob.kind == .manifest {
                let manifest = try Self.decode(Manifest.self, built.file(of: blob.digest))
                let config = try Self.decode(Config.self, built.file(of: Digest(parsing: manifest.config.digest)))
                var diffIDs: [String] = []
                for layer in manifest.layers {
                    let file = built.file(of: try Digest(parsing: layer.digest))
                    let tar = try await Self.decompressed(file, layer.mediaType, in: directory)
                    diffIDs.append(try FileHash.sha256(of: tar).description)
                    try await Program("tar").run(["-tf", tar.path])
                }
                #expect(config.rootfs.diff_ids == diffIDs)
            }
        }
    }

    @Test func everyMediaTypeIsCovered() async throws {
        let built = try await ImageBuilder(cache: ImageBuilder.defaultCache).images(.small)
        #expect(
            Set(built.images.flatMap(\.blobs).map(\.mediaType)) == [
                "application/vnd.docker.container.image.v1+json",
                "application/vnd.docker.distribution.manifest.v2+json",
                "application/vnd.docker.image.rootfs.diff.tar.gzip",
                "application/vnd.oci.image.config.v1+json",
                "application/vnd.oci.image.index.v1+json",
                "application/vnd.oci.image.layer.v1.tar",
                "application/vnd.oci.image.layer.v1.tar+gzip",
                "application/vnd.oci.image.layer.v1.tar+zstd",
                "application/vnd.oci.image.manifest.v1+json",
            ])
        let base = built.images.first { $0.repository == "app/api" }?.layers.first?.digest
        #expect(built.images.first { $0.repository == "app/web" }?.layers.first?.digest == base)
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ file: URL) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: file))
    }

    private static func decompressed(_ file: URL, _ mediaType: String, in directory: URL) async throws -> URL {
        let tar = directory.appending(path: UUID().uuidString)
        switch mediaType.split(whereSeparator: { "+.".contains($0) }).last {
        case "gzip": try await Program("gzip").run(["-dc"], input: file, output: tar)
        case "zstd": try await Program("zstd").run(["-q", "-dc"], input: file, output: tar)
        default: return file
        }
        return tar
    }
}
