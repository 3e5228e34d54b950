internal import Foundation

/// What a user may show to a registry: a name with a password, a token, or both.
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

    /// A token in the place of a password.
    package enum Token: Hashable, Sendable {
        /// Buys tokens of the registry's token server (RFC 6749, 6: a refresh token).
        case identity(Secret)
        /// Is sent to the registry as it is.
        case registry(Secret)
    }

    package let login: Login?
    /// The token, which goes before them where a token is asked for.
    package let token: Token?

    package init(user: String, password: Secret) {
        login = Login(user: user, password: password)
        token = nil
    }

    /// A token, and a name and a password for whoever takes no token.
    package init(token: Token, login: Login? = nil) {
        self.token = token
        self.login = login
    }
}
