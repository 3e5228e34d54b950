package import OCI

/// A transfer that failed. It says nothing about the bytes that did arrive; they may be right.
package struct BrokenTransfer: Codable, Hashable, Sendable {
    /// The message from libcurl or the transfer engine.
    package let message: ServerText
    /// libcurl's result code (`CURLE_…`); 0 if the engine ended the transfer.
    package let curlCode: Int
    /// The limit of this machine that ended it; `nil` if it was not one.
    package let local: LocalLimit?
    /// What is wrong with TLS, if that is the fault.
    package let tls: TLSProblem?

    package init(message: ServerText, curlCode: Int, local: LocalLimit? = nil, tls: TLSProblem? = nil) {
        self.message = message
        self.curlCode = curlCode
        self.local = local
        self.tls = tls
    }
}

/// Why access was denied.
package enum CredentialFault: Error, Codable, Hashable, Sendable {
    /// The registry requires credentials and no usable ones are configured. `hasToken`: a token is available, but the
    /// registry wants a user name and password. `authfile`: the only file that was searched, because it is configured.
    /// `search`: where it was searched, if anywhere. `unread`: the schemes that follow the first one in a line of
    /// `WWW-Authenticate`, which clients do not read.
    case missing(hasToken: Bool, authfile: String? = nil, search: CredentialSearch? = nil, unread: [String]? = nil)
    /// The credentials or anonymous access were refused: with which status and by which server. `source`: the file or
    /// variable that has the credentials, or names their helper; `nil` for anonymous access.
    case refused(status: Int, by: String, message: ServerText, source: String? = nil, authfile: String? = nil)
    /// The credentials of `source` were accepted, but may not read this repository. `authfile`: the configured file, if one is.
    case forbidden(
        repository: RepositoryName, status: Int, by: String, message: ServerText, source: String,
        authfile: String? = nil)
    /// The credential helper did not return credentials.
    case helper(fault: HelperFault)
    /// The token server was unreachable or failed; a retry may succeed.
    case tokenServer(realm: String, status: Int?, failure: BrokenTransfer?, message: ServerText? = nil)
    /// The token server asks the client to retry later, with this status.
    case tokenServerBusy(realm: String, status: Int, waitMilliseconds: Int64)
    /// The token server redirects to a target that is not followed.
    case tokenRedirect(realm: String, fault: RedirectFault)
    /// The host of the realm is one that only some programs read as an IPv4 address. Nodes look it up as a name.
    case numericRealm(realm: String)
    /// The token server's reply contains no token that clients accept. `source`: the file or variable of the credentials.
    case noToken(
        realm: String, reason: TokenProblem? = nil, message: ServerText? = nil, source: String? = nil)
    /// The credentials of `source` are not sent to this realm because it is not https.
    case insecureRealm(realm: String, source: String? = nil)
    /// A 401 without a challenge, or without a supported one.
    case noUsableChallenge(schemes: [String])
    /// A 401, but the root of the API has no challenge, and these nodes look for one only there.
    case noChallengeAtRoot(node: NodeKind)
    /// The request was canceled by a deadline or an interrupt while credentials were being requested.
    case interrupted

    /// Whether the credentials are at fault. Otherwise a server could not be reached, which may be transient.
    package var isAboutCredentials: Bool {
        switch self {
        case .tokenServer, .tokenServerBusy, .tokenRedirect, .numericRealm, .noToken, .interrupted: false
        case .missing, .refused, .forbidden, .helper, .insecureRealm, .noUsableChallenge, .noChallengeAtRoot: true
        }
    }

    /// The limit of this machine that kept the token server from being asked.
    package var localLimit: LocalLimit? {
        guard case .tokenServer(_, _, let failure, _) = self else { return nil }
        return failure?.local
    }
}

/// Why clients do not accept a token server's reply with status 200.
package enum TokenProblem: Error, Codable, Hashable, Sendable {
    /// It is not JSON.
    case notJSON
    /// It has no token under the name that clients read.
    case absent
    /// The token contains characters that a header field cannot have.
    case unusable
    /// A member has another type or form than clients accept, for example `"300"` for `expires_in`.
    case badMember(name: String)
}

/// A credential helper failed. This is an error, never a reason to continue without credentials.
package struct HelperFault: Error, Codable, Hashable, Sendable {
    /// The way the helper failed.
    package enum Reason: Codable, Hashable, Sendable {
        /// No executable of that name was found.
        case notFound
        /// The name in the file is not a valid program name.
        case badName
        case exited(status: Int32)
        case signaled(signal: Int32)
        /// It exited with 0, but its output is not the JSON of the protocol.
        case badAnswer
        /// It wrote more than any valid answer.
        case endlessAnswer
        /// It did not exit within this time.
        case timedOut(milliseconds: Int64)
        /// The system could not start it.
        case system(message: ServerText)
    }

    package let program: String
    /// The registry whose credentials were requested.
    package let registry: RegistryName
    /// The file that configures the helper.
    package let source: String
    package let reason: Reason
    /// The helper's own message, sanitized; empty if there was none.
    package let said: ServerText

    package init(
        program: String, registry: RegistryName, source: String, reason: Reason, said: ServerText = ServerText("")
    ) {
        self.program = program
        self.registry = registry
        self.source = source
        self.reason = reason
        self.said = said
    }
}

/// Why a redirect is not followed.
package enum RedirectFault: Error, Codable, Hashable, Sendable {
    /// A redirect status without a `Location`.
    case noLocation
    /// The `Location` is not an http or https URL.
    case badLocation(location: ServerText)
    /// From https to http.
    case downgrade(url: String)
    /// The `Location` has a wrong `%` escape, a space or a control character where clients send or accept none.
    case malformedLocation(location: ServerText)
    /// To a host that only some programs read as an IPv4 address, such as `127.1`. Nodes look it up as a name.
    case numericName(url: String)
    /// From a public server to a private network address.
    case privateAddress(url: String)
    /// The same, for a host name that resolves to this private address.
    case privateTarget(url: String, address: String)
    /// More redirects in a row than the limit.
    case tooMany(limit: Int)
    /// A redirect loop.
    case loop(url: String)
}

/// The body of an error reply: the errors in the format of the protocol, or else the beginning of the body (distribution-spec,
/// Error Codes).
package struct ErrorBody: Codable, Hashable, Sendable {
    /// One error of the list.
    package struct Entry: Codable, Hashable, Sendable {
        /// The code, for example `MANIFEST_UNKNOWN`; unknown codes are preserved.
        package let code: ServerText
        package let message: ServerText?

        package init(code: ServerText, message: ServerText?) {
            self.code = code
            self.message = message
        }
    }

    /// The errors; empty if the body is not in the format of the protocol.
    package let entries: [Entry]
    /// The beginning of a body in another format, sanitized.
    package let opening: ServerText

    package init(entries: [Entry] = [], opening: ServerText) {
        self.entries = entries
        self.opening = opening
    }

    /// The server's message on one line.
    package var summary: String {
        guard !entries.isEmpty else { return opening.description }
        return entries.map { [$0.code.description, $0.message?.description].compactMap { $0 }.joined(separator: ": ") }
            .joined(separator: "; ")
    }
}
