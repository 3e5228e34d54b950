import OCI
import Record

/// Which direct backend a repository belongs to: the one with the longest prefix, as in the proxy in front of them.
enum DirectScopes {
    /// The same backends. A direct one leaves the repositories below longer prefixes to the others.
    static func split(_ backends: [Configuration.BackendEntry]) -> [Configuration.BackendEntry] {
        let prefixes = Set(backends.filter { $0.role == .direct }.map(\.scope.prefix))
        return backends.map { backend in
            guard backend.role == .direct else { return backend }
            let prefix = backend.scope.prefix
            let longer = prefixes.filter { $0 != prefix && (prefix.isEmpty || $0.hasPrefix(prefix + "/")) }
            var backend = backend
            backend.scope = RepositoryScope(prefix: prefix, except: longer.sorted())
            return backend
        }
    }
}
