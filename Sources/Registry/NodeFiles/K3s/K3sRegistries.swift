package import OCI

/// What a `registries.yaml` of k3s or RKE2 says, with its lines.
///
/// k3s turns the file into a `hosts.toml` for each registry when it starts, and `endpoints` follows it there
/// (docs.k3s.io, Private Registry Configuration).
package struct K3sRegistries: Sendable {
    /// A text and the line it is on.
    package struct Text: Hashable, Sendable {
        package let value: String
        package let line: Int?

        package init(_ value: String, line: Int?) { (self.value, self.line) = (value, line) }
    }

    /// An entry of `mirrors`.
    package struct Mirror: Sendable {
        package var endpoints: [Text] = []
        /// Patterns, each with its replacement.
        package var rewrites: [(pattern: Text, replacement: String)] = []
        package var line: Int?
        /// What the gate does not understand in it.
        package var unclear: [NodeFileError.Fault] = []

        package init() {}
    }

    /// An entry of `configs`.
    package struct Config: Sendable {
        /// The values of `tls`; `nil` if there is none.
        package var tls: TLS?
        /// The line of `auth`; `nil` if there is none.
        package var credentials: Text?
        package var line: Int?
        package var unclear: [NodeFileError.Fault] = []

        package init() {}
    }

    package struct TLS: Hashable, Sendable {
        package var authorities: Text?
        package var certificate: Text?
        package var key: Text?
        /// The line of `insecure_skip_verify: true`.
        package var skipsVerification: Text?

        package init() {}
    }

    /// The path of the file.
    package let file: String
    /// By registry, or `*`.
    package var mirrors: [String: Mirror] = [:]
    /// By the `host[:port]` of an endpoint, or `*`.
    package var configs: [String: Config] = [:]
    /// Whether nodes also ask a registry with mirrors itself: not with `disable-default-registry-endpoint`.
    package var hasDefaultEndpoint = true
    /// Whether nodes first ask the registry that k3s embeds, for registries in `mirrors`: `embedded-registry`.
    package var hasEmbeddedRegistry = false
    /// What the gate does not understand outside of the entries.
    package var unclear: [NodeFileError.Fault] = []

    package init(file: String) { self.file = file }

    /// The endpoints that nodes ask for a registry; empty if the file does not change them.
    package func endpoints(for registry: RegistryName, scheme: Backend.Scheme) throws(NodeFileError) -> NodeEndpoints {
        for name in [registry.description, "*"] {
            guard let host = K3sHost(name, in: self) else { continue }
            return try host.endpoints(for: registry, scheme: scheme, unclear: unclear)
        }
        var found = NodeEndpoints()
        found.unclear = unclear.map(\.description)
        return found
    }
}
