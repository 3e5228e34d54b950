package import Foundation
package import OCI

/// An image of a run with everything that a node pulls for it.
package struct RunImage: Hashable, Sendable {
    /// The image, as it was named.
    package let reference: String
    /// Every place that named it, in words.
    package let origins: [String]
    /// The registry that it is pulled from.
    package let registry: RegistryName
    /// Its manifests, configurations and layers, as proven manifests name them.
    package let contents: Set<Digest>

    package init(reference: String, origins: [String], registry: RegistryName, contents: Set<Digest>) {
        self.reference = reference
        self.origins = origins
        self.registry = registry
        self.contents = contents
    }
}

/// That an image of a run used some content.
package struct RecordedUse: Hashable, Sendable {
    /// The newest run that says so.
    package let run: RunID
    package let startedAt: Date
    /// The image, as it was named there.
    package let reference: String
    /// Every place that named it, in words.
    package let origins: [String]
}

/// A name that some content was asked for under.
package struct KnownPlace: Hashable, Sendable {
    package let registry: RegistryName
    /// The repository; `nil` where proofs are shared by digest.
    package let repository: RepositoryName?
    /// Its size, where that is known.
    package internal(set) var size: Int64?
    /// What it was to its image, where that is known: `manifest`, `config` or `layer`.
    package let kind: String?
    /// The newest run that asked for it, where that is known.
    package let run: RunID?
    /// Whether the last look at it on some backend was refused or left open.
    package internal(set) var isOpen: Bool
}
