public import Transfer

/// Why access was not granted.
public enum CredentialFault: Error, Hashable, Sendable {
    /// The registry asks for credentials and none are known for it; the text says of an entry that cannot be used.
    case missing(obstacle: String?)
    /// The credentials, or anonymous access, were refused with this status by whom.
    case refused(status: Int, by: String, ServerText)
    /// The token server could not be asked, or did not answer well: may be well in a moment.
    case tokenServer(realm: String, status: Int?, TransferFailure?)
    /// The token server's answer holds no token.
    case noToken(realm: String)
    /// Credentials are not sent to this realm: it is not https.
    case insecureRealm(String)
    /// A 401 without a challenge, or with none that is understood.
    case noUsableChallenge([String])

    /// Whether the fault lies with the credentials; otherwise with reaching somebody, which may pass.
    public var isAboutCredentials: Bool {
        switch self {
        case .tokenServer, .noToken: false
        case .missing, .refused, .insecureRealm, .noUsableChallenge: true
        }
    }
}
