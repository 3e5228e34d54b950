public import Foundation
public import OCI

/// An image of a run with everything that a node pulls for it.
public struct RunImage: Hashable, Sendable {
    /// The image, as it was named.
    public let reference: String
    /// Every place that named it, in words.
    public let origins: [String]
    /// The registry that it is pulled from.
    public let registry: RegistryName
    /// Its manifests, configurations and layers, as proven manifests name them.
    public let contents: Set<Digest>

    /// An image from its parts.
    public init(reference: String, origins: [String], registry: RegistryName, contents: Set<Digest>) {
        self.reference = reference
        self.origins = origins
        self.registry = registry
        self.contents = contents
    }
}

/// That an image of a run used some content.
public struct RecordedUse: Hashable, Sendable {
    /// The newest run that says so.
    public let run: RunID
    /// When that run began.
    public let startedAt: Date
    /// The image, as it was named there.
    public let reference: String
    /// Every place that named it, in words.
    public let origins: [String]
}

/// A name that some content was asked for under.
public struct KnownPlace: Hashable, Sendable {
    /// The registry.
    public let registry: RegistryName
    /// The repository; `nil` where proofs are shared by digest.
    public let repository: RepositoryName?
    /// Its size, where that is known.
    public internal(set) var size: Int64?
    /// What it was to its image, where that is known: `manifest`, `config` or `layer`.
    public let kind: String?
    /// The newest run that asked for it, where that is known.
    public let run: RunID?
    /// Whether the last look at it on some backend was refused or left open.
    public internal(set) var isOpen: Bool
}
