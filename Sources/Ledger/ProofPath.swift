package import OCI

/// The path that a proof belongs to (invariant 4): the same blob on another backend, or under another
/// repository name, is another cache entry and so another path.
package struct ProofPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The registry that image references name.
    package let registry: RegistryName
    /// The name of the backend that was asked.
    package let backend: String
    /// The repository that was asked; `nil` where the registry's configuration shares proofs by digest.
    package let repository: RepositoryName?
    package let digest: Digest

    package init(registry: RegistryName, backend: String, repository: RepositoryName?, digest: Digest) {
        self.registry = registry
        self.backend = backend
        self.repository = repository
        self.digest = digest
    }

    /// `registry/repository@digest on backend`, with `*` for a shared repository.
    package var description: String { "\(registry)/\(repository?.description ?? "*")@\(digest) on \(backend)" }

    /// Orders by registry, repository, digest, then backend, so that the backends of one blob stand together.
    package static func < (left: ProofPath, right: ProofPath) -> Bool {
        if left.registry != right.registry { return left.registry < right.registry }
        if left.repositoryKey != right.repositoryKey { return left.repositoryKey < right.repositoryKey }
        if left.digest != right.digest { return left.digest < right.digest }
        return left.backend < right.backend
    }

    // The empty string cannot be a repository name; NULL would not, since SQLite's unique keys hold any number of them.
    var repositoryKey: String { Self.key(repository) }

    static func key(_ repository: RepositoryName?) -> String { repository?.description ?? "" }
}
