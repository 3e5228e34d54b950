internal import Foundation
internal import OCI
internal import Record
internal import Transfer

/// How a challenge is to be answered: a decision, and no request.
enum AccessAnswer {
    /// With a name and a password.
    case basic(Credential.Login)
    /// With a token that the user has.
    case registryToken(Secret)
    /// With a token that is yet to be asked for.
    case token(TokenQuestion)

    /// Decides by the challenges of one reply, from best to worst: a token, then a password.
    ///
    /// A challenge that cannot be answered, such as one with an insecure realm, counts only when there is no other.
    static func choose(
        _ challenges: [Challenge], of backend: Backend, _ repository: RepositoryName, credential: Credential?
    ) throws(CredentialFault) -> AccessAnswer {
        var obstacle: CredentialFault?
        for challenge in challenges where challenge.scheme == "bearer" {
            if case .registry(let token) = credential?.token { return .registryToken(token) }
            do throws(CredentialFault) {
                return .token(try TokenQuestion(challenge, of: backend, repository, credential: credential))
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

/// What a token is asked for with, and so what it is good for.
///
/// The registry and the credential belong to it: another registry that sends the same challenge must get neither the
/// first one's token nor one that was bought with the first one's credential.
struct TokenQuestion: Hashable, Sendable {
    let realm: URL
    let service: String?
    let scope: String
    let registry: RegistryName
    let credential: Credential?
    /// Where to connect, when the realm is on the registry's own authority: then it is one of the backend's own paths,
    /// pinned like the others, and its tokens are that backend's.
    let pin: TransferRequest.Endpoint?
    /// What the connection rests on there. A token that came over an unchecked one is not for other backends, and a
    /// client certificate is shown to no other host.
    let trust: Backend.Trust

    init(
        _ challenge: Challenge, of backend: Backend, _ repository: RepositoryName, credential: Credential?
    ) throws(CredentialFault) {
        guard let text = challenge.parameters["realm"] else { throw .noUsableChallenge(schemes: ["bearer"]) }
        guard let url = URL(string: text), let host = url.host?.lowercased(), let scheme = url.scheme?.lowercased()
        else { throw .noUsableChallenge(schemes: ["bearer with realm \(RedirectState.redacted(text))"]) }
        guard scheme == "https" || (scheme == "http" && backend.scheme == .http) else {
            throw .insecureRealm(realm: RedirectState.redacted(url))
        }
        realm = url
        service = challenge.parameters["service"]
        scope = challenge.parameters["scope"] ?? "repository:\(repository):pull"
        registry = backend.registry
        self.credential = credential
        let own = BackendDiscovery.authority(of: backend.registry, scheme: backend.scheme)
        let port = url.port ?? (scheme == "https" ? 443 : 80)
        let isOwn = host == own.host.lowercased() && port == Int(own.port)
        pin = isOwn ? backend.address : nil
        trust = isOwn ? backend.trust : Backend.Trust()
    }

    /// The realm as it may be shown.
    var shownRealm: String { RedirectState.redacted(realm) }

    private var scopes: [String] { scope.split(separator: " ").map(String.init) }

    /// The request without what all requests have: a form that shows an identity token (RFC 6749, 6), else a GET with the
    /// name and the password, or with nothing (distribution, token authentication).
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
        // A plus sign stands for itself in a URL, and for a space where servers read a query.
        let added = own.percentEncodedQuery?.replacing("+", with: "%2B")
        var parts = URLComponents(url: realm, resolvingAgainstBaseURL: true)
        let query = [parts?.percentEncodedQuery, added].compactMap { $0 }.filter { !$0.isEmpty }
        parts?.percentEncodedQuery = query.isEmpty ? nil : query.joined(separator: "&")
        var request = TransferRequest(url: (parts?.url ?? realm).absoluteString)
        if let login = credential?.login { request.headers = [("Authorization", login.basicAuthorization)] }
        return request
    }
}
