public import Foundation
public import OCI

/// One image as it was built: its top digest and everything that hangs below it.
public struct BuiltImage: Codable, Hashable, Sendable {
    /// The repository that it is pushed to, for example `app/web`.
    public let repository: String
    /// The tag that it is pushed under.
    public let tag: String
    /// Everything, children before parents; the last one is what the tag names.
    public let blobs: [BuiltBlob]

    /// What the tag names: an index or a manifest.
    public var top: BuiltBlob? { blobs.last }
    /// The layers, in the order of the manifests that name them.
    public var layers: [BuiltBlob] { blobs.filter { $0.kind == .layer } }
    /// The image configurations.
    public var configs: [BuiltBlob] { blobs.filter { $0.kind == .config } }
    /// Manifests and indexes.
    public var manifests: [BuiltBlob] { blobs.filter { $0.kind == .manifest || $0.kind == .index } }
    /// The largest layer.
    public var largestLayer: BuiltBlob? { layers.max { $0.size < $1.size } }
}

/// One blob under one repository's name: the same digest in two repositories is two of these, as it is two cache entries.
public struct BuiltBlob: Hashable, Sendable, CustomStringConvertible {
    /// What the bytes are.
    public enum Kind: String, Codable, Sendable {
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
    public let repository: String
    /// The digest of the bytes.
    public let digest: Digest
    /// The number of bytes.
    public let size: Int64
    /// The media type in the descriptor that names it.
    public let mediaType: String
    /// What the bytes are.
    public let kind: Kind
    /// The platforms that need it, for example `linux/amd64`.
    public let platforms: [String]

    /// The path that a registry serves it at.
    public var uri: String {
        let collection = kind == .manifest || kind == .index ? "manifests" : "blobs"
        return "/v2/\(repository)/\(collection)/\(digest)"
    }

    /// The repository and the digest.
    public var description: String { "\(repository)@\(digest)" }
}

extension BuiltBlob: Codable {
    private enum Key: String, CodingKey {
        case repository, digest, size, mediaType, kind, platforms
    }

    /// Reads what `encode` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        repository = try container.decode(String.self, forKey: .repository)
        digest = try Digest(parsing: container.decode(String.self, forKey: .digest))
        size = try container.decode(Int64.self, forKey: .size)
        mediaType = try container.decode(String.self, forKey: .mediaType)
        kind = try container.decode(Kind.self, forKey: .kind)
        platforms = try container.decode([String].self, forKey: .platforms)
    }

    /// Writes the digest as text.
    public func encode(to encoder: any Encoder) throws {
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
public struct BuiltImages: Sendable {
    /// Where the bytes are, as `blobs/sha256/HEX`.
    public let directory: URL
    /// The images.
    public let images: [BuiltImage]

    /// Images whose bytes are in a directory that `ImageBuilder` made.
    public init(directory: URL, images: [BuiltImage]) {
        self.directory = directory
        self.images = images
    }

    /// The file with a blob's bytes.
    public func file(of digest: Digest) -> URL {
        directory.appending(path: "blobs/\(digest.algorithm.name)/\(digest.encoded)")
    }
}
