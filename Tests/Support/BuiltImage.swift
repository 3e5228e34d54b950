package import Foundation
package import OCI

/// One image as it was built: its top digest and everything that hangs below it.
package struct BuiltImage: Codable, Hashable, Sendable {
    /// The repository that it is pushed to, for example `app/web`.
    package let repository: String
    /// The tag that it is pushed under.
    package let tag: String
    /// Everything, children before parents; the last one is what the tag names.
    package let blobs: [BuiltBlob]

    /// What the tag names: an index or a manifest.
    package var top: BuiltBlob? { blobs.last }
    /// The layers, in the order of the manifests that name them.
    package var layers: [BuiltBlob] { blobs.filter { $0.kind == .layer } }
    /// The image configurations.
    package var configs: [BuiltBlob] { blobs.filter { $0.kind == .config } }
    /// Manifests and indexes.
    package var manifests: [BuiltBlob] { blobs.filter { $0.kind == .manifest || $0.kind == .index } }
    /// The largest layer.
    package var largestLayer: BuiltBlob? { layers.max { $0.size < $1.size } }
}

/// One blob under one repository's name: the same digest in two repositories is two of these, as it is two cache entries.
package struct BuiltBlob: Hashable, Sendable, CustomStringConvertible {
    /// What the bytes are.
    package enum Kind: String, Codable, Sendable {
        /// A file system layer.
        case layer
        /// An image configuration.
        case config
        /// An image manifest.
        case manifest
        /// An image index or manifest list.
        case index
    }

    /// The repository that it is asked for under.
    package let repository: String
    /// The digest of the bytes.
    package let digest: Digest
    /// The number of bytes.
    package let size: Int64
    /// The media type in the descriptor that names it.
    package let mediaType: String
    /// What the bytes are.
    package let kind: Kind
    /// The platforms that need it, for example `linux/amd64`.
    package let platforms: [String]

    /// The path that a registry serves it at.
    package var uri: String {
        let collection = kind == .manifest || kind == .index ? "manifests" : "blobs"
        return "/v2/\(repository)/\(collection)/\(digest)"
    }

    /// The repository and the digest.
    package var description: String { "\(repository)@\(digest)" }
}

extension BuiltBlob: Codable {
    private enum Key: String, CodingKey {
        case repository, digest, size, mediaType, kind, platforms
    }

    /// Reads what `encode` wrote.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        repository = try container.decode(String.self, forKey: .repository)
        digest = try Digest(parsing: container.decode(String.self, forKey: .digest))
        size = try container.decode(Int64.self, forKey: .size)
        mediaType = try container.decode(String.self, forKey: .mediaType)
        kind = try container.decode(Kind.self, forKey: .kind)
        platforms = try container.decode([String].self, forKey: .platforms)
    }

    /// Writes the digest as text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(repository, forKey: .repository)
        try container.encode(digest.description, forKey: .digest)
        try container.encode(size, forKey: .size)
        try container.encode(mediaType, forKey: .mediaType)
        try container.encode(kind, forKey: .kind)
        try container.encode(platforms, forKey: .platforms)
    }
}

/// A built set: the images, and the directory that holds their bytes.
package struct BuiltImages: Sendable {
    /// Where the bytes are, as `blobs/sha256/HEX`.
    package let directory: URL
    /// The images.
    package let images: [BuiltImage]

    /// Images whose bytes are in a directory that `ImageBuilder` made.
    package init(directory: URL, images: [BuiltImage]) {
        self.directory = directory
        self.images = images
    }

    /// The file with a blob's bytes.
    package func file(of digest: Digest) -> URL {
        directory.appending(path: "blobs/\(digest.algorithm.name)/\(digest.encoded)")
    }
}
