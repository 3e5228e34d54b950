package import OCI
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

/// The repositories that a mirror is for: those below a prefix, but not below longer ones that have mirrors of their own.
package struct RepositoryScope: Hashable, Sendable, CustomStringConvertible {
    /// The first components that a repository must have; empty for every repository.
    package let prefix: String
    /// Longer prefixes that are others' business.
    package let except: [String]
    /// What stands in the prefix's place at the mirror.
    package let replacement: String

    /// A scope; the default is every repository, under its own name.
    package init(prefix: String = "", except: [String] = [], replacement: String? = nil) {
        self.prefix = prefix
        self.except = except.sorted()
        self.replacement = replacement ?? prefix
    }

    /// Whether it is every repository, under its own name.
    package var isWhole: Bool { self == RepositoryScope() }

    /// Whether nodes look for this repository there.
    package func covers(_ repository: RepositoryName) -> Bool {
        let path = repository.description
        return Self.rest(of: path, below: prefix) != nil && !except.contains { Self.rest(of: path, below: $0) != nil }
    }

    /// What the repository is called there; `nil` when it is not covered, or the new name is none.
    package func mapped(_ repository: RepositoryName) -> RepositoryName? {
        guard covers(repository), let rest = Self.rest(of: repository.description, below: prefix) else { return nil }
        return RepositoryName([replacement, rest].filter { !$0.isEmpty }.joined(separator: "/"))
    }

    /// `PREFIX -> REPLACEMENT`, and what is left out.
    package var description: String {
        let mapping = replacement == prefix ? prefix : "\(prefix)->\(replacement)"
        return mapping + (except.isEmpty ? "" : "-(\(except.joined(separator: "|")))")
    }

    private static func rest(of path: String, below prefix: String) -> String? {
        if prefix.isEmpty { return path }
        if path == prefix { return "" }
        return path.hasPrefix(prefix + "/") ? String(path.dropFirst(prefix.count + 1)) : nil
    }
}
