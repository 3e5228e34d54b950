import OCI

/// An image in the storage of the registries.
struct StoredImage: Codable, Hashable, Sendable {
    /// A blob's digest and size.
    struct Blob: Codable, Hashable, Sendable {
        var digest: String
        var size: Int64
    }

    var repository: String
    var tag: String
    var manifest: Blob
    var config: Blob
    var layers: [Blob]

    var byTag: String { "\(repository):\(tag)" }
    var byDigest: String { "\(repository)@\(manifest.digest)" }
    /// Configuration and layers.
    var blobs: [Blob] { [config] + layers }
}

extension Collection<StoredImage> {
    /// The distinct configurations and layers, each under one repository that has it.
    var distinctBlobs: [(repository: String, blob: StoredImage.Blob)] {
        var seen: Set<String> = []
        return flatMap { image in image.blobs.map { (image.repository, $0) } }.filter {
            seen.insert($0.1.digest).inserted
        }
    }
}
