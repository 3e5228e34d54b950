internal import OCI

extension RunFacts {
    /// Backends whose replies do not fit their configured cache. The printed steps and the read-back of cached copies depend on it.
    var cacheNotes: [RunNote] {
        var attempts: [RegistryName: [String: [Attempt]]] = [:]
        for claim in claims where !claim.attempts.isEmpty {
            attempts[claim.registry, default: [:]][claim.backend, default: []] += claim.attempts
        }
        return registries.flatMap { registry in
            registry.backends.compactMap { backend in
                let replies = (attempts[registry.name]?[backend.name] ?? []).filter { !$0.leftRegistry }
                return Self.note(on: backend, replies.map(\.headers))
            }
        }
    }

    private static func note(on backend: Run.Backend, _ replies: [[String: String]]) -> RunNote? {
        guard let configured = backend.isDirect ? CacheKind.none : backend.cache?.software else { return nil }
        let seen = replies.lazy.compactMap { CacheKind(headers: $0) }.first
        switch configured {
        case .none:
            guard let sign = replies.first(where: CacheKind.isCached) else { return nil }
            return .cacheDisagrees(
                backend: backend.name, configured: configured.rawValue, seen: CacheKind(headers: sign)?.rawValue)
        // Such a cache may be any software.
        case .whole: return nil
        case .nginx, .varnish, .squid, .registry:
            guard let seen, seen != configured else { return nil }
            return .cacheDisagrees(backend: backend.name, configured: configured.rawValue, seen: seen.rawValue)
        }
    }
}
