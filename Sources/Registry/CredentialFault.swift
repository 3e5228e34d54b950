package import Transfer

/// Why access was not granted.
package enum CredentialFault: Error, Hashable, Sendable {
    /// The registry asks for credentials and none are known that it takes; the text says of some that it does not.
    case missing(obstacle: String?)
    /// The credentials, or anonymous access, were refused with this status by whom.
    case refused(status: Int, by: String, ServerText)
    /// The program that keeps the credentials did not give them.
    case helper(HelperFault)
    /// The token server could not be asked, or did not answer well: may be well in a moment.
    case tokenServer(realm: String, status: Int?, TransferFailure?)
    /// The token server asks to be asked later, with this status.
    case tokenServerBusy(realm: String, status: Int, retryAfter: Duration)
    /// The token server redirects, and not to where it is followed.
    case tokenRedirect(realm: String, RedirectFault)
    /// The token server's answer holds no token.
    case noToken(realm: String)
    /// Credentials are not sent to this realm: it is not https.
    case insecureRealm(String)
    /// A 401 without a challenge, or with none that is understood.
    case noUsableChallenge([String])
    /// The request was withdrawn while credentials were asked for: a deadline or an interrupt.
    case interrupted

    /// Whether the fault lies with the credentials; otherwise with reaching somebody, which may pass.
    package var isAboutCredentials: Bool {
        switch self {
        case .tokenServer, .tokenServerBusy, .tokenRedirect, .noToken, .interrupted: false
        case .missing, .refused, .helper, .insecureRealm, .noUsableChallenge: true
        }
    }

    /// How long who refused asks to wait.
    var retryAfter: Duration? {
        if case .tokenServerBusy(_, _, let retryAfter) = self { retryAfter } else { nil }
    }
}
