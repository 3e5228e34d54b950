package import OCI
package import Record
internal import Transfer

/// How to address a backend that nodes reach under its own name: a mirror from one of the nodes' files.
///
/// A backend without a route is the registry itself: URL, `Host`, SNI and certificate use the registry's name.
package struct Route: Hashable, Sendable {
    /// Which references nodes request from it.
    package enum ReferenceFilter: String, Hashable, Sendable {
        /// All references; its tags are authoritative.
        case all
        /// All references, but tags are resolved elsewhere and only digests are requested (hosts.toml without
        /// `resolve`).
        case afterResolving = "after-resolving"
        /// Only references by digest (`pull-from-mirror = "digest-only"`).
        case digestReferences = "digest-references"
        /// Only references by tag (`pull-from-mirror = "tag-only"`).
        case tagReferences = "tag-references"
    }

    /// A header field to send. It may hold a secret, so its value is never shown.
    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: Secret

        package init(name: String, value: Secret) {
            self.name = name
            self.value = value
        }
    }

    /// The host and port of its URLs, also used for `Host`, SNI and certificate verification.
    package var authority: RegistryName
    /// The path prefix, without a trailing slash: `/v2`, `/us/v2`.
    package var root = "/v2"
    /// The value of the `ns` query parameter, which tells a proxy the upstream registry (distribution-spec, Registry
    /// Proxying).
    package var namespace: String?
    /// Which references nodes request from it.
    package var asking = ReferenceFilter.all
    /// The repositories it serves, and their names on it.
    package var scope = RepositoryScope()
    /// Additional header fields to send.
    package var fields: [Field] = []
    /// The connection timeout; `nil` for the run's own limit.
    package var connectLimit: Duration?

    /// A route to a host for all repositories, under `/v2`.
    package init(authority: RegistryName) { self.authority = authority }

    /// Everything a proof depends on. For a header field's value, it has too little to reveal it.
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
