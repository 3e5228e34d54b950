/// The meaning of a reference without a registry, such as `nginx` or `team/app`.
package enum ShortNames: Hashable, Sendable {
    /// Docker Hub, as in docker and containerd's tools; a name of one component is in `library/` there.
    case dockerHub
    /// This registry; `library/` is added only for Docker Hub.
    case registry(RegistryName)
    /// An error: nodes with other settings may pull a different image.
    case refused
    /// As CRI-O and podman look them up.
    case searched(SearchedNames)
}

/// How nodes with a `registries.conf` look up names without a registry (containers-registries.conf(5)): aliases first, then
/// the list of registries.
package struct SearchedNames: Hashable, Sendable {
    /// The full name behind an alias.
    package struct Target: Hashable, Sendable {
        package let registry: RegistryName
        package let repository: RepositoryName

        package init(registry: RegistryName, repository: RepositoryName) {
            self.registry = registry
            self.repository = repository
        }
    }

    /// By names without registry, tag and digest.
    package var aliases: [String: Target]
    /// `unqualified-search-registries`, in order.
    package var registries: [RegistryName]
    /// `FILE:LINE` of the list, or the file if it has none.
    package var place: String
    /// Whether the release also runs on nodes that take such names from Docker Hub.
    package var othersUseDockerHub = false

    package init(aliases: [String: Target] = [:], registries: [RegistryName] = [], place: String) {
        self.aliases = aliases
        self.registries = registries
        self.place = place
    }
}
