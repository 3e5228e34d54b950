package import OCI

/// The repositories that a backend serves: those below a prefix, except those below longer prefixes with their own backends.
package struct RepositoryScope: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The leading path components of the repositories; empty for all repositories.
    package let prefix: String
    /// Longer prefixes that other mirrors serve.
    package let except: [String]
    /// The prefix on the mirror that replaces `prefix`.
    package let replacement: String
    /// Renames that k3s and RKE2 make afterwards; `nil` for none.
    package let rewrites: [RepositoryRewrite]?

    /// The default scope is every repository, under its own name.
    package init(
        prefix: String = "", except: [String] = [], replacement: String? = nil, rewrites: [RepositoryRewrite] = []
    ) {
        self.prefix = prefix
        self.except = except.sorted()
        self.replacement = replacement ?? prefix
        self.rewrites = rewrites.isEmpty ? nil : rewrites
    }

    /// Whether it is every repository, under its own name.
    package var isWhole: Bool { self == RepositoryScope() }

    /// Whether nodes request this repository from the mirror.
    package func covers(_ repository: RepositoryName) -> Bool {
        let path = repository.description
        return Self.rest(of: path, below: prefix) != nil && !except.contains { Self.rest(of: path, below: $0) != nil }
    }

    /// The name of the repository on the mirror; `nil` if it is not covered or the resulting name is invalid, or if several
    /// rewrites apply: k3s takes any one of them.
    package func mapped(_ repository: RepositoryName) -> RepositoryName? {
        guard covers(repository), let rest = Self.rest(of: repository.description, below: prefix) else { return nil }
        let name = [replacement, rest].filter { !$0.isEmpty }.joined(separator: "/")
        let renamed = Set((rewrites ?? []).compactMap { $0.applied(to: name) })
        return renamed.count > 1 ? nil : RepositoryName(renamed.first ?? name)
    }

    /// `PREFIX -> REPLACEMENT`, followed by the excluded prefixes.
    package var description: String {
        let mapping = replacement == prefix ? prefix : "\(prefix)->\(replacement)"
        let renames = (rewrites ?? []).map { "~(\($0))" }.joined()
        return mapping + renames + (except.isEmpty ? "" : "-(\(except.joined(separator: "|")))")
    }

    private static func rest(of path: String, below prefix: String) -> String? {
        if prefix.isEmpty { return path }
        if path == prefix { return "" }
        return path.hasPrefix(prefix + "/") ? String(path.dropFirst(prefix.count + 1)) : nil
    }
}
