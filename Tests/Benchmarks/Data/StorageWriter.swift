import Foundation
import OCI
import Support

/// Writes images into the storage of a docker-registry that is not running.
struct StorageWriter {
    let root: URL
    private var known: [ImageData.Layer: StoredImage.Blob] = [:]

    init(root: URL) { self.root = root }

    mutating func add(_ image: ImageData) throws -> StoredImage {
        let layers = try image.layers.map { try layer($0) }
        let differences = layers.map { "\"\($0.digest)\"" }.joined(separator: ",")
        let config = try store(
            Data(
                #"{"architecture":"amd64","os":"linux","created":"1970-01-01T00:00:00Z","config":{"Labels":{"name":"\#(image.repository)"}},"rootfs":{"type":"layers","diff_ids":[\#(differences)]}}"#
                    .utf8))
        let list = layers.map { Self.descriptor(.ociLayerGzip, $0) }.joined(separator: ",")
        let manifest = try store(
            Data(
                #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":\#(Self.descriptor(.ociConfig, config)),"layers":[\#(list)]}"#
                    .utf8))
        for blob in layers + [config] { try link("\(image.repository)/_layers/\(Self.path(blob))", to: blob) }
        let manifests = "\(image.repository)/_manifests"
        try link("\(manifests)/revisions/\(Self.path(manifest))", to: manifest)
        try link("\(manifests)/tags/\(image.tag)/current", to: manifest)
        try link("\(manifests)/tags/\(image.tag)/index/\(Self.path(manifest))", to: manifest)
        return StoredImage(
            repository: image.repository, tag: image.tag, manifest: manifest, config: config, layers: layers)
    }

    private static func descriptor(_ type: MediaType, _ blob: StoredImage.Blob) -> String {
        #"{"mediaType":"\#(type)","digest":"\#(blob.digest)","size":\#(blob.size)}"#
    }

    private static func path(_ blob: StoredImage.Blob) -> String { blob.digest.replacing(":", with: "/") }

    private func link(_ folder: String, to blob: StoredImage.Blob) throws {
        let place = root.appending(path: "repositories/\(folder)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try Data(blob.digest.utf8).write(to: place.appending(path: "link"))
    }

    private func store(_ bytes: Data) throws -> StoredImage.Blob {
        let digest = try FileHash.sha256(of: bytes)
        try bytes.write(to: try place(digest))
        return StoredImage.Blob(digest: digest.description, size: Int64(bytes.count))
    }

    /// Where a blob's bytes belong; its folder exists.
    private func place(_ digest: Digest) throws -> URL {
        let folder = root.appending(
            path: "blobs/\(digest.algorithm.name)/\(digest.encoded.prefix(2))/\(digest.encoded)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.appending(path: "data")
    }

    /// The start of a gzip file. skopeo would compress a layer that does not begin like one.
    private static let gzipMagic: UInt64 = 0x00_0000_0008_8b1f

    /// Random bytes after the magic, written and hashed one MiB at a time. At depth `full`, nobody unpacks them.
    private mutating func layer(_ recipe: ImageData.Layer) throws -> StoredImage.Blob {
        if let blob = known[recipe] { return blob }
        let scratch = root.appending(path: "layer")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        try Data().write(to: scratch)
        let file = try FileHandle(forWritingTo: scratch)
        defer { try? file.close() }
        var random = SplitMix64(seed: recipe.seed)
        var left = (recipe.size + 7) / 8
        while left > 0 {
            let count = min(left, 1 << 17)
            var words: [UInt64] = []
            words.reserveCapacity(count)
            for _ in 0..<count { words.append(random.next().littleEndian) }
            if left == (recipe.size + 7) / 8 { words[0] = Self.gzipMagic.littleEndian }
            try words.withUnsafeBytes { try file.write(contentsOf: Data($0)) }
            left -= count
        }
        let digest = try FileHash.sha256(of: scratch)
        let blob = StoredImage.Blob(digest: digest.description, size: Int64((recipe.size + 7) / 8 * 8))
        let place = try place(digest)
        try? FileManager.default.removeItem(at: place)
        try FileManager.default.moveItem(at: scratch, to: place)
        known[recipe] = blob
        return blob
    }
}
