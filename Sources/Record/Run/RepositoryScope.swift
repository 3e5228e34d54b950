package import OCI

/// The repositories that a mirror is for: those below a prefix, but not below longer ones that have mirrors of their own.
package struct RepositoryScope: Codable, Hashable, Sendable, CustomStringConvertible {
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
