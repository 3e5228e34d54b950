internal import OCI
internal import Record

/// The scopes that challenges named beyond pull access to the repository at hand, by backend.
struct ScopeLog: Sendable {
    /// How many scopes of a backend a notice lists.
    private static let most = 3

    private struct Seen: Sendable {
        var named: [String] = []
        var requested: [String] = []
    }

    private var backends: [String: Seen] = [:]

    /// Takes the scopes of a challenge. `isWide` if the others were requested too.
    mutating func add(_ scopes: TokenScopes, of backend: String, isWide: Bool, hiding secrets: SentSecrets) {
        guard !scopes.excess.isEmpty else { return }
        func safe(_ scope: String) -> String { ServerText(secrets.hidden(in: scope), limit: 80).description }
        var seen = backends[backend] ?? Seen()
        let requested = isWide ? scopes.others : []
        Self.add(requested.map(safe), to: &seen.requested)
        Self.add(scopes.excess.filter { !scopes.others.contains($0) }.map(safe), to: &seen.named)
        if !isWide { Self.add(scopes.others.map(safe), to: &seen.named) }
        backends[backend] = seen
    }

    /// What a person should know about them.
    var notices: [Notice] {
        backends.sorted { $0.key < $1.key }.flatMap { backend, seen in
            let left = seen.named.filter { !seen.requested.contains($0) }
            return (left.isEmpty ? [] : [Notice.scopesNotRequested(backend: backend, scopes: left)])
                + (seen.requested.isEmpty ? [] : [Notice.scopesAdded(backend: backend, scopes: seen.requested)])
        }
    }

    private static func add(_ scopes: [String], to list: inout [String]) {
        for scope in scopes where list.count < most && !list.contains(scope) { list.append(scope) }
    }
}
