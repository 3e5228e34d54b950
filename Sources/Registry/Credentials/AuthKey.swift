internal import OCI

/// How the keys of `auths` and `credHelpers` name registries and parts of them.
enum AuthKey {
    private static let hubHosts: Set<Substring> = ["docker.io", "index.docker.io", "registry-1.docker.io"]

    /// Keys may be hosts, hosts with a path (containers-auth.json(5)), or URLs of old: `https://index.docker.io/v1/`.
    static func normalised(_ key: String) -> String {
        var text = Substring(key)
        var isURL = false
        for scheme in ["https://", "http://"] where text.lowercased().hasPrefix(scheme) {
            text.removeFirst(scheme.count)
            isURL = true
        }
        // A namespace may be called v2, so without a scheme only the form with a slash behind it is a URL's.
        for suffix in isURL ? ["/v1/", "/v2/", "/v1", "/v2", "/"] : ["/v1/", "/v2/", "/"] where text.hasSuffix(suffix) {
            text.removeLast(suffix.count)
            break
        }
        let host = text.prefix { $0 != "/" }
        let name = host.lowercased()
        return (hubHosts.contains(name[...]) ? RegistryName.dockerHub.description : name) + text[host.endIndex...]
    }

    /// The normalised keys that hold for a repository, the longest first.
    static func candidates(for registry: RegistryName, _ repository: RepositoryName) -> [String] {
        let host = registry.description.lowercased()
        var path = repository.description.split(separator: "/")
        var keys: [String] = []
        while !path.isEmpty {
            keys.append("\(host)/\(path.joined(separator: "/"))")
            path.removeLast()
        }
        return keys + [host]
    }

    /// Entries by normalised key. Where two keys mean the same, the one that is written as it is meant wins.
    static func byMeaning<Value>(_ entries: [(key: String, value: Value)]) -> [String: Value] {
        let ordered = entries.sorted { left, right in
            let exact = (normalised(left.key) == left.key, normalised(right.key) == right.key)
            return exact.0 == exact.1 ? left.key < right.key : exact.0
        }
        return Dictionary(ordered.map { (normalised($0.key), $0.value) }) { first, _ in first }
    }
}
