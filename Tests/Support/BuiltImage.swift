package import Foundation
package import OCI

/// A built image: its top digest and everything that it references.
package struct BuiltImage: Codable, Hashable, Sendable {
    /// The repository that it is pushed to, for example `app/web`.
    package let repository: String
    /// The tag that it is pushed under.
    package let tag: String
    /// All blobs, children before parents; the tag resolves to the last one.
    package let blobs: [BuiltBlob]

    /// The index or manifest that the tag resolves to.
    package var top: BuiltBlob? { blobs.last }
    /// The layers, in the order of the manifests that list them.
    package var layers: [BuiltBlob] { blobs.filter { $0.kind == .layer } }
    /// The image configurations.
    package var configs: [BuiltBlob] { blobs.filter { $0.kind == .config } }
    /// Manifests and indexes.
    package var manifests: [BuiltBlob] { blobs.filter { $0.kind == .manifest || $0.kind == .index } }
    /// The largest layer.
    package var largestLayer: BuiltBlob? { layers.max { $0.size < $1.size } }
}

/// One blob under one repository's name: the same digest in two repositories is two blobs here, as it is two cache entries.
package struct BuiltBlob: Hashable, Sendable, CustomStringConvertible {
    /// The kind of content.
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

    /// The repository that it is requested under.
    package let repository: String
    /// The digest of the bytes.
    package let digest: Digest
    /// The number of bytes.
    package let size: Int64
    /// The media type in its descriptor.
    package let mediaType: String
    /// The kind of content.
    package let kind: Kind
    /// The platforms that need it, for example `linux/amd64`.
    package let platforms: [String]

    /// The path under which a registry serves it.
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

    /// Decodes the output of `encode`.
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

/// A built set: the images, and the directory with their bytes.
package struct BuiltImages: Sendable {
    /// Where the bytes are, as `blobs/sha256/HEX`.
    package let directory: URL
    /// The images.
    package let images: [BuiltImage]

    /// Creates a set whose bytes are in a directory made by `ImageBuilder`.
    package init(directory: URL, images: [BuiltImage]) {
        self.directory = directory
        self.images = images
    }

    /// The file with a blob's bytes.
    package func file(of digest: Digest) -> URL {
        directory.appending(path: "blobs/\(digest.algorithm.name)/\(digest.encoded)")
    }
}
