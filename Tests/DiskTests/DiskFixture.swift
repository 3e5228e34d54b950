import Foundation
import OCI
import Support
import Testing

/// A temporary folder with a small OCI image layout.
final class DiskFixture {
    let root = FileManager.default.temporaryDirectory.appending(path: "blobgate-disk-\(UUID().uuidString)")
    private(set) var entries: [String] = []

    init() throws {
        try FileManager.default.createDirectory(
            at: root.appending(path: "layout/blobs/sha256"), withIntermediateDirectories: true)
        try write("layout/oci-layout", Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    var layout: String { path("layout") }

    func path(_ name: String) -> String { root.appending(path: name).path }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = root.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return file.path
    }

    func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: root.appending(path: name))) }

    func blobFile(_ digest: Digest) -> String { "layout/blobs/sha256/\(digest.encoded)" }

    /// Adds a blob to the layout.
    func blob(_ bytes: [UInt8], _ type: MediaType, annotations: [String: String] = [:]) throws -> Descriptor {
        let digest = try ScriptedRegistry.sha256(of: bytes)
        try write(blobFile(digest), bytes)
        return try #require(
            Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count), annotations: annotations))
    }

    struct Image {
        let manifest: Descriptor
        let config: Descriptor
        let layers: [Descriptor]
        let diffIDs: [Digest]
    }

    /// Adds an image to the layout. Each layer has the compressed and the uncompressed archive.
    func image(
        _ layers: [(packed: [UInt8], unpacked: [UInt8])], _ type: MediaType = .ociLayerGzip,
        architecture: String = "amd64"
    ) throws -> Image {
        let blobs = try layers.map { try blob($0.packed, type) }
        let diffIDs = try layers.map { try ScriptedRegistry.sha256(of: $0.unpacked) }
        let list = diffIDs.map { "\"\($0)\"" }.joined(separator: ",")
        let config = try blob(
            Array(
                #"{"architecture":"\#(architecture)","os":"linux","rootfs":{"type":"layers","diff_ids":[\#(list)]}}"#
                    .utf8),
            .ociConfig)
        let text =
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":\#(Self.json(config)),"layers":["#
            + blobs.map { Self.json($0) }.joined(separator: ",") + "]}"
        return Image(
            manifest: try blob(Array(text.utf8), .ociManifest), config: config, layers: blobs, diffIDs: diffIDs)
    }

    func index(_ manifests: [Descriptor]) throws -> Descriptor {
        let list = manifests.map { Self.json($0) }.joined(separator: ",")
        return try blob(
            Array(#"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","manifests":[\#(list)]}"#.utf8), .ociIndex)
    }

    /// Adds an entry to `index.json`.
    func add(_ descriptor: Descriptor, _ annotations: [String: String] = [:]) throws {
        entries.append(Self.json(descriptor, annotations))
        try write(
            "layout/index.json", Array(#"{"schemaVersion":2,"manifests":[\#(entries.joined(separator: ","))]}"#.utf8))
    }

    static func json(_ descriptor: Descriptor, _ annotations: [String: String] = [:]) -> String {
        let list = annotations.sorted { $0.key < $1.key }.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
        let notes = annotations.isEmpty ? "" : #","annotations":{\#(list)}"#
        return
            #"{"mediaType":"\#(descriptor.mediaType)","digest":"\#(descriptor.digest)","size":\#(descriptor.size)\#(notes)}"#
    }

    /// Archives the content of a folder.
    func archive(_ folder: String, _ name: String = "image.tar", _ flags: [String] = []) async throws -> String {
        try await Program("tar").run(["-cf", path(name)] + flags + ["-C", path(folder), "."])
        return path(name)
    }

    static let name = "io.containerd.image.name"
    static let label = "org.opencontainers.image.ref.name"
}

/// Bytes, compressed and uncompressed, that are not an archive: they are only hashed.
func layer(_ text: String) -> (packed: [UInt8], unpacked: [UInt8]) {
    (Array("packed \(text)".utf8), Array(text.utf8))
}
