package import OCI

/// The path that a proof applies to (invariant 4). The same blob on another backend, or under another repository name,
/// is a different cache entry and so a different path.
package struct ProofPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The registry in image references.
    package let registry: RegistryName
    /// The name of the backend.
    package let backend: String
    /// The repository; `nil` if the registry's configuration shares proofs by digest.
    package let repository: RepositoryName?
    package let digest: Digest
    /// The machine, for a backend whose address belongs to one: the same address on another machine is another backend.
    package let machine: String?

    package init(
        registry: RegistryName, backend: String, repository: RepositoryName?, digest: Digest, machine: String? = nil
    ) {
        self.registry = registry
        self.backend = backend
        self.repository = repository
        self.digest = digest
        self.machine = machine
    }

    /// `registry/repository@digest on backend`, with `*` for a shared repository.
    package var description: String { "\(registry)/\(repository?.description ?? "*")@\(digest) on \(backend)" }

    /// Orders by registry, repository, digest, then backend, so that the backends of one blob are adjacent.
    package static func < (left: ProofPath, right: ProofPath) -> Bool {
        if left.registry != right.registry { return left.registry < right.registry }
        if left.repositoryKey != right.repositoryKey { return left.repositoryKey < right.repositoryKey }
        if left.digest != right.digest { return left.digest < right.digest }
        if left.backend != right.backend { return left.backend < right.backend }
        return left.machineKey < right.machineKey
    }

    // An empty string is not a valid repository name. NULL would not work, because SQLite's UNIQUE allows any number of
    // NULLs.
    var repositoryKey: String { Self.key(repository) }

    var machineKey: String { machine ?? "" }

    static func key(_ repository: RepositoryName?) -> String { repository?.description ?? "" }
}
