package import OCI

/// The part of a ``ProofPath`` that all contents of a repository share.
package struct ProofRepository: Hashable, Sendable {
    package let registry: RegistryName
    /// `nil` if the registry shares proofs by digest.
    package let repository: RepositoryName?

    package init(registry: RegistryName, repository: RepositoryName?) {
        self.registry = registry
        self.repository = repository
    }

    var key: String { Self.key(registry.description, ProofPath.key(repository)) }

    /// A space is in no name.
    static func key(_ registry: String, _ repository: String) -> String { "\(registry) \(repository)" }
}
