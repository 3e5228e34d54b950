package import OCI
package import Record
internal import Transfer

/// How a backend is addressed that nodes ask by a name of its own: a mirror, as a file of the nodes says.
///
/// A backend without a route is the registry itself: URL, `Host`, SNI and certificate are of the registry's name.
package struct Route: Hashable, Sendable {
    /// Which references nodes take there.
    package enum Asking: String, Hashable, Sendable {
        /// All, and its tags count.
        case all
        /// All, but a tag is resolved elsewhere and only its digest asked for here (hosts.toml without `resolve`).
        case afterResolving = "after-resolving"
        /// Only references by digest (`pull-from-mirror = "digest-only"`).
        case digestReferences = "digest-references"
        /// Only references by tag (`pull-from-mirror = "tag-only"`).
        case tagReferences = "tag-references"
    }

    /// A header field that its requests carry. It may hold a secret, so the value is never shown.
    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: Secret

        package init(name: String, value: Secret) {
            self.name = name
            self.value = value
        }
    }

    /// The host and port of its URLs, which `Host`, SNI and certificate check use too.
    package var authority: RegistryName
    /// The path before the repository, without a slash at its end: `/v2`, `/us/v2`.
    package var root = "/v2"
    /// The value of the query's `ns`, which tells a proxy whose content is meant (distribution-spec, Registry Proxying).
    package var namespace: String?
    /// Which references nodes take there.
    package var asking = Asking.all
    /// Which repositories it is for, and what they are called there.
    package var scope = RepositoryScope()
    /// Header fields that its requests carry.
    package var fields: [Field] = []
    /// How long a connection may take to stand; `nil` for the run's own limit.
    package var connectLimit: Duration?

    /// A route to an authority, for all repositories, under `/v2`.
    package init(authority: RegistryName) { self.authority = authority }

    /// What a proof depends on. Of a field's value it has too little to tell it.
    var fingerprint: String {
        var parts = ["route=\(authority)\(root)"]
        if let namespace { parts.append("ns=\(namespace)") }
        if !scope.isWhole { parts.append("scope=\(scope)") }
        if !fields.isEmpty {
            let text = fields.map { "\($0.name.lowercased()):\($0.value.value)\n" }.joined()
            let hash = StreamingHash.hash(Array(text.utf8), with: .sha256).prefix(3)
            parts.append("fields=" + hash.hexadecimal)
        }
        return parts.joined(separator: ",")
    }
}
