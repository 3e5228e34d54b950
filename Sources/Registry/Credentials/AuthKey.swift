internal import OCI

/// How keys of `auths` and `credHelpers` identify registries and namespaces.
enum AuthKey {
    private static let hubHosts: Set<Substring> = ["docker.io", "index.docker.io", "registry-1.docker.io"]

    /// Keys may be hosts, hosts with a path (containers-auth.json(5)), or URLs: `https://index.docker.io/v1/`. Of a URL only the
    /// host counts, whatever its path. As in docker and podman, letters are compared as written.
    static func normalised(_ key: String) -> String {
        var text = Substring(key)
        if let scheme = ["https://", "http://"].first(where: key.hasPrefix) {
            text = text.dropFirst(scheme.count).prefix { $0 != "/" }
        } else if let suffix = ["/v1/", "/v2/", "/"].first(where: key.hasSuffix) {
            // A namespace may be named v2: only a suffix that ends in a slash belongs to a URL.
            text.removeLast(suffix.count)
        }
        let host = text.prefix { $0 != "/" }
        return (hubHosts.contains(host) ? RegistryName.dockerHub.description : String(host)) + text[host.endIndex...]
    }

    /// The normalized keys that match a repository, longest first.
    static func candidates(for registry: RegistryName, _ repository: RepositoryName?) -> [String] {
        let host = registry.description
        var path = (repository?.description ?? "").split(separator: "/")
        var keys: [String] = []
        while !path.isEmpty {
            keys.append("\(host)/\(path.joined(separator: "/"))")
            path.removeLast()
        }
        return keys + [host]
    }

    /// Entries by normalized key. If two keys normalize to the same one, the key already in normalized form wins.
    static func byMeaning<Value>(_ entries: [(key: String, value: Value)]) -> [String: Value] {
        let ordered = entries.sorted { left, right in
            let exact = (normalised(left.key) == left.key, normalised(right.key) == right.key)
            return exact.0 == exact.1 ? left.key < right.key : exact.0
        }
        return Dictionary(ordered.map { (normalised($0.key), $0.value) }) { first, _ in first }
    }
}
