internal import OCI

/// What a token is requested for: pull access to one repository, whatever the challenge names (distribution, token
/// scope).
///
/// The backend that sent the challenge gets the token, so the token must not allow more than the pull. But a registry
/// that serves a mirrored path wants pull access to the path that its challenge names.
struct TokenScopes: Hashable, Sendable {
    /// Access to no repository, as for a login.
    static let none = TokenScopes(own: nil, others: [], excess: [])

    /// Pull access to the repository at hand; `nil` if there is none.
    let own: String?
    /// Pull access to other repositories that the challenge names.
    let others: [String]
    /// The scopes that the challenge names beyond `own`, as they are written.
    let excess: [String]

    private init(own: String?, others: [String], excess: [String]) {
        self.own = own
        self.others = others
        self.excess = excess
    }

    /// The scopes of a challenge; `named` is its parameter.
    init(named: String?, for repository: RepositoryName) {
        own = Self.pull(repository)
        var others: [String] = []
        var excess: [String] = []
        for scope in (named ?? "").split(separator: " ").map(String.init) where scope != own {
            excess.append(scope)
            if let other = Self.pulled(by: scope), other != repository { others.append(Self.pull(other)) }
        }
        self.others = others
        self.excess = excess
    }

    private static func pull(_ repository: RepositoryName) -> String { "repository:\(repository):pull" }

    /// The repository that a scope allows to pull from; `nil` for any other scope.
    private static func pulled(by scope: String) -> RepositoryName? {
        let parts = scope.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "repository", parts[2].split(separator: ",").contains("pull") else {
            return nil
        }
        return RepositoryName(parts[1])
    }
}
