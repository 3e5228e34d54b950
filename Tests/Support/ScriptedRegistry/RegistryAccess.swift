import Foundation
import OCI
import Transfer

/// Who may pull from a scripted registry.
package enum RegistryAccess: Hashable, Sendable {
    /// Everyone.
    case anonymous
    /// Clients that send this user and password with every request.
    case basic(user: String, password: String)
    /// Clients that send a token from `/token` on the same server.
    case bearer(TokenRealm)
    /// Everyone, except for repositories with this prefix, where the given access applies.
    indirect case below(String, RegistryAccess)
}

/// How the token endpoint of a scripted registry works.
package struct TokenRealm: Hashable, Sendable {
    /// The `service` in challenges.
    package var service = "scripted"
    /// The user who gets tokens; `nil` for everyone.
    package var user: String?
    /// That user's password.
    package var password = ""
    /// The refresh token for POST (RFC 6749, 6); `nil` for none.
    package var identityToken: String?
    /// Tokens of another issuer, by scope, issued instead of those that this registry accepts.
    package var prepared: [String: String] = [:]
    /// The lifetime of a token.
    package var lifetime: Duration = .seconds(300)
    /// A false value for `expires_in`, if set.
    package var declaredLifetime: Int?
    /// The names of the field with the token: `token`, `access_token` or both.
    package var fields = ["token", "access_token"]

    /// A realm that issues five-minute tokens to everyone.
    package init() {}
}

extension RegistryAccess {
    fileprivate var realm: TokenRealm? {
        switch self {
        case .anonymous, .basic: nil
        case .bearer(let realm): realm
        case .below(_, let inner): inner.realm
        }
    }
}

/// Authorizes requests and issues tokens.
struct AccessDesk {
    private struct Token {
        let scopes: [String]
        let expires: ContinuousClock.Instant
    }

    var access = RegistryAccess.anonymous
    var baseURL = ""
    private var tokens: [String: Token] = [:]

    /// Makes every token invalid.
    mutating func revokeTokens() { tokens = [:] }

    /// The challenge; `nil` if the request is authorized.
    func challenge(_ request: RecordedRequest, repository: String?) -> HTTPReply? {
        challenge(request, repository: repository, access)
    }

    private func challenge(
        _ request: RecordedRequest, repository: String?, _ access: RegistryAccess
    ) -> HTTPReply? {
        switch access {
        case .anonymous:
            return nil
        case .basic(let user, let password):
            if request.header("Authorization") == Self.basic(user, password) { return nil }
            return .unauthorized(#"Basic realm="scripted registry""#)
        case .bearer(let realm):
            let scope = repository.map { "repository:\($0):pull" }
            let fault = fault(of: request.header("Authorization"), scope: scope)
            guard fault != .some(nil) else { return nil }
            let fields = [
                #"realm="\#(baseURL)/token""#, #"service="\#(realm.service)""#, scope.map { #"scope="\#($0)""# },
                fault.flatMap { $0 }.map { #"error="\#($0)""# },
            ]
            return .unauthorized("Bearer " + fields.compactMap { $0 }.joined(separator: ","))
        case .below(let prefix, let inner):
            guard let repository, repository.hasPrefix(prefix) else { return nil }
            return challenge(request, repository: repository, inner)
        }
    }

    /// `nil` for no token, `.some(nil)` for a valid one, else the error.
    private func fault(of authorization: String?, scope: String?) -> String?? {
        guard let authorization, authorization.hasPrefix("Bearer ") else { return nil }
        guard let token = tokens[String(authorization.dropFirst(7))], token.expires > .now else {
            return "invalid_token"
        }
        if let scope, !token.scopes.contains(scope) { return "insufficient_scope" }
        return .some(nil)
    }

    /// The reply of the token endpoint; `nil` if there is none.
    mutating func issue(_ request: RecordedRequest) -> HTTPReply? {
        guard let realm = access.realm else { return nil }
        if request.method == "POST" { return exchange(request, realm) }
        if let user = realm.user, request.header("Authorization") != Self.basic(user, realm.password) {
            return .error(401, "UNAUTHORIZED", "incorrect username or password")
        }
        return grant(request.query("scope"), realm)
    }

    /// The reply to a token refresh; `nil` if refresh is not supported.
    private mutating func exchange(_ request: RecordedRequest, _ realm: TokenRealm) -> HTTPReply? {
        guard let wanted = realm.identityToken else { return nil }
        guard request.form("grant_type") == ["refresh_token"], request.form("service") == [realm.service],
            request.form("client_id").count == 1
        else { return .json(400, #"{"error":"invalid_request"}"#) }
        guard request.form("refresh_token") == [wanted] else { return .json(400, #"{"error":"invalid_grant"}"#) }
        return grant(request.form("scope"), realm)
    }

    private mutating func grant(_ scope: [String], _ realm: TokenRealm) -> HTTPReply {
        let name = realm.prepared[scope.joined(separator: " ")] ?? "scripted-token-\(UUID().uuidString)"
        let scopes = scope.flatMap { $0.split(separator: " ").map(String.init) }
        tokens[name] = Token(scopes: scopes, expires: .now + realm.lifetime)
        let seconds = realm.declaredLifetime ?? Int(realm.lifetime.components.seconds)
        let fields = realm.fields.map { #""\#($0)":"\#(name)""# } + [#""expires_in":\#(seconds)"#]
        return .json(200, "{" + fields.joined(separator: ",") + "}")
    }

    private static func basic(_ user: String, _ password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }
}
