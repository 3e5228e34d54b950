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

    /// Chooses among the challenges of one response. Tokens are preferred to passwords.
    ///
    /// A challenge that cannot be answered, for example one with an insecure realm, matters only if there is no other.
    static func choose(
        _ challenges: [Challenge], of backend: Backend, _ repository: RepositoryName, credential: Credential?
    ) throws(CredentialFault) -> AccessAnswer {
        var obstacle: CredentialFault?
        for challenge in challenges where challenge.scheme == "bearer" {
            if case .registry(let token) = credential?.token { return .registryToken(token) }
            do throws(CredentialFault) {
                let scopes = TokenScopes(named: challenge.parameters["scope"], for: repository)
                return .token(try TokenRequest(challenge, of: backend, scopes, credential: credential), scopes)
            } catch {
                obstacle = obstacle ?? error
            }
        }
        guard challenges.contains(where: { $0.scheme == "basic" }) else {
            throw obstacle
                ?? .noUsableChallenge(schemes: challenges.map { ServerText($0.scheme, limit: 40).description })
        }
        if let login = credential?.login { return .basic(login) }
        throw obstacle
            ?? .missing(hasToken: credential != nil)
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
    /// The address to connect to if the realm is on the registry's own host and port: then it is one of the backend's
    /// own paths, pinned like the others, and its tokens belong to that backend.
    let pin: TransferRequest.Endpoint?
    /// The TLS settings for that address. A token from an unverified connection is not used for other backends, and the
    /// client certificate is presented to no other host.
    let trust: Backend.Trust

    init(
        _ challenge: Challenge, of backend: Backend, _ scopes: TokenScopes, credential: Credential?
    ) throws(CredentialFault) {
        guard let text = challenge.parameters["realm"] else { throw .noUsableChallenge(schemes: ["bearer"]) }
        guard let url = URL(string: text), let host = url.host?.lowercased(), let scheme = url.scheme?.lowercased()
        else { throw .noUsableChallenge(schemes: ["bearer with realm \(RedirectState.redacted(text))"]) }
        guard scheme == "https" || (scheme == "http" && backend.scheme == .http) else {
            throw .insecureRealm(realm: RedirectState.redacted(url))
        }
        realm = url
        service = challenge.parameters["service"]
        self.scopes = [scopes.own]
        registry = backend.registry
        self.credential = credential
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
        request.scopes = [scopes.own] + scopes.others
        return request
    }

    /// The request without common settings: a form with the identity token (RFC 6749, 6), otherwise a GET with user
    /// name and password or anonymously (distribution, token authentication).
    var request: TransferRequest {
        if case .identity(let token) = credential?.token {
            var request = TransferRequest(url: realm.absoluteString)
            request.form =
                [("grant_type", "refresh_token")] + (service.map { [("service", $0)] } ?? [])
                + [("scope", scopes.joined(separator: " ")), ("client_id", "blobgate"), ("refresh_token", token.value)]
            return request
        }
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
        if let login = credential?.login { request.headers = [("Authorization", login.basicAuthorization)] }
        return request
    }
}
