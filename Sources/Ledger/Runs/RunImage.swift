package import Foundation
package import OCI

/// An image of a run, with everything that a node pulls for it.
package struct RunImage: Hashable, Sendable {
    /// The image reference.
    package let reference: String
    /// Every place that refers to it, in words.
    package let origins: [String]
    /// The registry that it is pulled from.
    package let registry: RegistryName
    /// Its manifests, configurations and layers, according to proven manifests.
    package let contents: Set<Digest>

    package init(reference: String, origins: [String], registry: RegistryName, contents: Set<Digest>) {
        self.reference = reference
        self.origins = origins
        self.registry = registry
        self.contents = contents
    }
}

/// A record that an image of a run used some content.
package struct RecordedUse: Hashable, Sendable {
    /// The newest run with this record.
    package let run: RunID
    package let startedAt: Date
    /// The image reference in that run.
    package let reference: String
    /// Every place that refers to it, in words.
    package let origins: [String]
}

/// A name under which some content was requested.
package struct KnownPlace: Hashable, Sendable {
    package let registry: RegistryName
    /// The repository; `nil` if proofs are shared by digest.
    package let repository: RepositoryName?
    /// Its size, if known.
    package internal(set) var size: Int64?
    /// Its role in the image, if known: `manifest`, `config` or `layer`.
    package let kind: String?
    /// The newest run that requested it, if known.
    package let run: RunID?
    /// Whether its last check on some backend was refused or undecided.
    package internal(set) var isOpen: Bool
}
