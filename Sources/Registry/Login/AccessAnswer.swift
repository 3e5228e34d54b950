internal import Foundation
internal import OCI
internal import Record
internal import Transfer

/// How to answer a challenge. Pure: makes no requests.
enum AccessAnswer {
    /// With a user name and password.
    case basic(Credential.Login)
    /// With a registry token that the user already has.
    case registryToken(Secret)
    /// With a token to request from a token server, and the scopes that the challenge names.
    case token(TokenRequest, TokenScopes)

    /// Chooses among the challenges of one response, as the client does.
    ///
    /// A challenge that cannot be answered, for example one with an insecure realm, matters only if there is no other.
    ///
    /// - Parameter isFirst: Whether nothing was sent yet, so that the server may still accept an empty login.
    static func choose(
        _ challenges: [Challenge], of backend: Backend, _ repository: RepositoryName?, credential: Credential?,
        rules: TokenRules = .containerd, isFirst: Bool = false
    ) throws(CredentialFault) -> AccessAnswer {
        let challenges = rules.choice.counting(challenges)
        var obstacle: CredentialFault?
        for challenge in challenges where challenge.scheme == "bearer" {
            if case .registry(let token) = credential?.token { return .registryToken(token) }
            do throws(CredentialFault) {
                let scopes =
                    repository.map { TokenScopes(named: challenge.parameters["scope"], for: $0) } ?? .none
                let question = try TokenRequest(challenge, of: backend, scopes, credential: credential, rules: rules)
                return .token(question, scopes)
            } catch {
                obstacle = obstacle ?? error
            }
        }
        guard challenges.contains(where: { $0.scheme == "basic" }) else {
            throw obstacle
                ?? .noUsableChallenge(schemes: challenges.map { ServerText($0.scheme, limit: 40).description })
        }
        if let login = credential?.login { return .basic(login) }
        if rules.sendsEmptyLogin, isFirst { return .basic(Credential.Login(user: "", password: Secret(""))) }
        let unread = challenges.flatMap(\.unread)
        throw obstacle ?? .missing(hasToken: credential != nil, unread: unread.isEmpty ? nil : unread)
    }
}

extension TokenRules.Choice {
    /// The challenges that count; all of them if none has a known scheme.
    fileprivate func counting(_ challenges: [Challenge]) -> [Challenge] {
        let first =
            switch self {
            // A bearer challenge that cannot be answered leaves the others.
            case .bearer: nil as Challenge?
            case .basic: challenges.first { $0.scheme == "basic" }
            case .first: challenges.first { ["basic", "bearer"].contains($0.scheme) }
            }
        return first.map { [$0] } ?? challenges
    }
}

/// The parameters of a token request, and the cache key of the token.
///
/// They include the registry and the credential: another registry that sends the same challenge must never get the
/// first one's token, nor a token issued for the first one's credential.
struct TokenRequest: Hashable, Sendable {
    let realm: URL
    let service: String?
    private(set) var scopes: [String]
    let registry: RegistryName
    let credential: Credential?
    /// How the nodes' client asks.
    let rules: TokenRules
    /// The address to connect to if the realm is on the registry's own host and port: then it is one of the backend's
    /// own paths, pinned like the others, and its tokens belong to that backend.
    let pin: TransferRequest.Endpoint?
    /// The TLS settings for that address. A token from an unverified connection is not used for other backends, and the
    /// client certificate is presented to no other host.
    let trust: Backend.Trust

    init(
        _ challenge: Challenge, of backend: Backend, _ scopes: TokenScopes, credential: Credential?,
        rules: TokenRules = .containerd
    ) throws(CredentialFault) {
        guard let text = challenge.parameters["realm"] else { throw .noUsableChallenge(schemes: ["bearer"]) }
        guard let url = URL(string: text), let host = url.host?.lowercased(), let scheme = url.scheme?.lowercased()
        else { throw .noUsableChallenge(schemes: ["bearer with realm \(RedirectState.redacted(text))"]) }
        guard scheme == "https" || (scheme == "http" && backend.scheme == .http) else {
            throw .insecureRealm(realm: RedirectState.redacted(url))
        }
        guard !NumericName.isHost(of: url) else { throw .numericRealm(realm: RedirectState.redacted(url)) }
        realm = url
        service = challenge.parameters["service"]
        self.scopes = [scopes.own].compactMap { $0 }
        registry = backend.registry
        self.credential = credential
        self.rules = rules
        let own = BackendDiscovery.authority(of: backend.registry, scheme: backend.scheme)
        let port = url.port ?? (scheme == "https" ? 443 : 80)
        let isOwn = host == own.host.lowercased() && port == Int(own.port)
        pin = isOwn && backend.proxy == nil ? backend.address : nil
        trust = isOwn ? backend.trust : Backend.Trust()
    }

    /// The realm, redacted for display.
    var shownRealm: String { RedirectState.redacted(realm) }

    /// The request that also covers the other repositories which the challenge names.
    func widened(by scopes: TokenScopes) -> TokenRequest {
        var request = self
        request.scopes = [scopes.own].compactMap { $0 } + scopes.others
        return request
    }

    /// The secret that the request carries.
    enum Secrecy: Hashable {
        case none
        case login(Credential.Login)
        case identity(Secret)
    }

    var secrecy: Secrecy {
        switch (credential?.token, credential?.login) {
        case (.identity(let token), nil): .identity(token)
        case (.identity(let token), let login?): rules.prefersLogin ? .login(login) : .identity(token)
        case (_, let login?): .login(login)
        default: .none
        }
    }

    /// Whether a form is the first request.
    var beginsWithForm: Bool {
        switch secrecy {
        case .none: false
        // Clients take an empty password for no secret.
        case .login(let login): rules.postsPasswords && !login.password.value.isEmpty
        case .identity: true
        }
    }

    /// Whether clients ask again by GET after a form that got this status.
    func retriesAsQuery(after status: Int) -> Bool {
        if case .login = secrecy { return rules.retriesLoginAsQuery.contains(status) }
        return rules.retriesAsQuery.contains(status)
    }

    /// The form without common settings: with the identity token, or with user name and password (RFC 6749, 4.3 and 6).
    var form: TransferRequest {
        let grant: [(name: String, value: String)] =
            switch secrecy {
            case .none: []
            case .login(let login):
                [("grant_type", "password"), ("username", login.user), ("password", login.password.value)]
            case .identity(let token): [("grant_type", "refresh_token"), ("refresh_token", token.value)]
            }
        var request = TransferRequest(url: realm.absoluteString)
        request.form =
            grant + (service.map { [("service", $0)] } ?? [])
            + (scopes.isEmpty ? [] : [("scope", scopes.joined(separator: " "))]) + [("client_id", "blobgate")]
        return request
    }

    /// The GET without common settings, with user name and password or anonymous (distribution, token authentication).
    var query: TransferRequest {
        var own = URLComponents()
        own.queryItems =
            (service.map { [URLQueryItem(name: "service", value: $0)] } ?? [])
            + scopes.map { URLQueryItem(name: "scope", value: $0) }
        // In a URL a plus sign is literal, but servers decode it as a space in a query.
        let added = own.percentEncodedQuery?.replacing("+", with: "%2B")
        var parts = URLComponents(url: realm, resolvingAgainstBaseURL: true)
        let query = [parts?.percentEncodedQuery, added].compactMap { $0 }.filter { !$0.isEmpty }
        parts?.percentEncodedQuery = query.isEmpty ? nil : query.joined(separator: "&")
        var request = TransferRequest(url: (parts?.url ?? realm).absoluteString)
        let login: Credential.Login? =
            switch secrecy {
            case .none: nil
            case .login(let login): login
            case .identity(let token): Credential.Login(user: "", password: token)
            }
        if let login { request.headers = [("Authorization", login.basicAuthorization)] }
        return request
    }
}
