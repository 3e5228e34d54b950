package import OCI

/// A transfer that broke. Never a statement about the bytes: those that arrived may be right.
package struct BrokenTransfer: Codable, Hashable, Sendable {
    /// What libcurl, or the engine, says about it.
    package let message: ServerText
    /// libcurl's result code (`CURLE_…`), 0 where the engine itself ended the transfer.
    package let curlCode: Int

    package init(message: ServerText, curlCode: Int) {
        self.message = message
        self.curlCode = curlCode
    }
}

/// Why access was not granted.
package enum CredentialFault: Error, Codable, Hashable, Sendable {
    /// The registry asks for credentials and none are known that it takes; perhaps only a token is known, and it wants a
    /// user and a password.
    case missing(hasToken: Bool)
    /// The credentials, or anonymous access, were refused with this status by whom.
    case refused(status: Int, by: String, message: ServerText)
    /// The program that keeps the credentials did not give them.
    case helper(fault: HelperFault)
    /// The token server could not be asked, or did not answer well: may be well in a moment.
    case tokenServer(realm: String, status: Int?, failure: BrokenTransfer?)
    /// The token server asks to be asked later, with this status.
    case tokenServerBusy(realm: String, status: Int, waitMilliseconds: Int64)
    /// The token server redirects, and not to where it is followed.
    case tokenRedirect(realm: String, fault: RedirectFault)
    /// The token server's answer holds no token.
    case noToken(realm: String)
    /// Credentials are not sent to this realm: it is not https.
    case insecureRealm(realm: String)
    /// A 401 without a challenge, or with none that is understood.
    case noUsableChallenge(schemes: [String])
    /// The request was withdrawn while credentials were asked for: a deadline or an interrupt.
    case interrupted

    /// Whether the fault lies with the credentials; otherwise with reaching somebody, which may pass.
    package var isAboutCredentials: Bool {
        switch self {
        case .tokenServer, .tokenServerBusy, .tokenRedirect, .noToken, .interrupted: false
        case .missing, .refused, .helper, .insecureRealm, .noUsableChallenge: true
        }
    }
}

/// A credential helper did not do its work: an error, and never a reason to go on without credentials.
package struct HelperFault: Error, Codable, Hashable, Sendable {
    /// What went wrong.
    package enum Reason: Codable, Hashable, Sendable {
        /// No program of that name can be run.
        case notFound
        /// The name in the file cannot be that of a program.
        case badName
        case exited(status: Int32)
        case signaled(signal: Int32)
        /// It ended well, and its answer is not the JSON of the protocol.
        case badAnswer
        /// It wrote more than any answer is long.
        case endlessAnswer
        /// It had not ended after this time.
        case timedOut(milliseconds: Int64)
        /// The system did not let it run.
        case system(message: ServerText)
    }

    package let program: String
    /// The registry that it was asked for.
    package let registry: RegistryName
    /// The file that names it.
    package let source: String
    package let reason: Reason
    /// What it said about that, made safe; empty when it said nothing.
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
    /// A `Location` that is not an http or https URL.
    case badLocation(location: ServerText)
    /// From https to http.
    case downgrade(url: String)
    /// From a public server to an address of a private network.
    case privateAddress(url: String)
    /// More than the limit in a row.
    case tooMany(limit: Int)
    /// Back to where it came from.
    case loop(url: String)
}

/// The body of a reply that is an error: what the registry says in the protocol's form, else how the body begins
/// (distribution-spec, Error Codes).
package struct ErrorBody: Codable, Hashable, Sendable {
    /// One error of the list.
    package struct Entry: Codable, Hashable, Sendable {
        /// The code, for example `MANIFEST_UNKNOWN`; unknown ones are kept.
        package let code: ServerText
        package let message: ServerText?

        package init(code: ServerText, message: ServerText?) {
            self.code = code
            self.message = message
        }
    }

    /// The errors, empty when the body is not of the protocol's form.
    package let entries: [Entry]
    /// How a body of another form begins, made safe.
    package let opening: ServerText

    package init(entries: [Entry] = [], opening: ServerText) {
        self.entries = entries
        self.opening = opening
    }

    /// What the server says, in one line.
    package var summary: String {
        guard !entries.isEmpty else { return opening.description }
        return entries.map { [$0.code.description, $0.message?.description].compactMap { $0 }.joined(separator: ": ") }
            .joined(separator: "; ")
    }
}
