package import OCI

/// Where a fault was observed. Parts that do not apply are `nil`: a name that does not resolve has no backend, a tag has no
/// digest.
package struct FaultPlace: Codable, Hashable, Sendable {
    package let registry: RegistryName
    /// The name of the backend.
    package let backend: String?
    package let repository: RepositoryName?
    /// The content.
    package let digest: Digest?
    package let tag: Tag?

    package init(
        _ registry: RegistryName, backend: String? = nil, repository: RepositoryName? = nil, digest: Digest? = nil,
        tag: Tag? = nil
    ) {
        self.registry = registry
        self.backend = backend
        self.repository = repository
        self.digest = digest
        self.tag = tag
    }
}

/// The same content under the same name, on any backend.
package struct ClaimGroup: Codable, Hashable, Sendable {
    package let registry: RegistryName
    package let repository: RepositoryName
    package let digest: Digest

    package init(registry: RegistryName, repository: RepositoryName, digest: Digest) {
        self.registry = registry
        self.repository = repository
        self.digest = digest
    }
}
