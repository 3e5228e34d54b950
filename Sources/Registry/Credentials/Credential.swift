internal import Foundation

/// A credential for a registry: a login, a token, or both.
package struct Credential: Hashable, Sendable {
    package struct Login: Hashable, Sendable {
        package let user: String
        package let password: Secret

        package init(user: String, password: Secret) {
            self.user = user
            self.password = password
        }

        /// The value of an `Authorization` field (RFC 7617).
        var basicAuthorization: String {
            "Basic " + Data("\(user):\(password.value)".utf8).base64EncodedString()
        }
    }

    /// A token used in place of a password.
    package enum Token: Hashable, Sendable {
        /// Exchanged for access tokens at the registry's token server (a refresh token, RFC 6749, 6).
        case identity(Secret)
        /// Sent to the registry unchanged.
        case registry(Secret)
    }

    package let login: Login?
    /// The token, which takes precedence over the login for Bearer challenges.
    package let token: Token?

    package init(user: String, password: Secret) {
        login = Login(user: user, password: password)
        token = nil
    }

    /// A token, with an optional login for servers that do not accept tokens.
    package init(token: Token, login: Login? = nil) {
        self.token = token
        self.login = login
    }
}
