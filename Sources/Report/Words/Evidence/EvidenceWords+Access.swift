internal import OCI
internal import Record

extension EvidenceWriter {
    func accessText(_ evidence: Evidence) -> String {
        switch evidence {
        case .status(let status, let body, let cacheStatus):
            "status \(status)\(quoted(body.summary))\(cache(cacheStatus))"
        case .storageStatus(let status, let body, let url):
            "status \(status)\(quoted(body.summary)) from \(url ?? "the storage"), where the backend redirects"
        case .plainHTTP(let status, let body):
            "plain HTTP sent to a TLS port: status \(status)\(quoted(body.summary))"
        case .failed(let failure): words(of: failure)
        case .broken(let status, let failure, let received, let declared, let cacheStatus, let milliseconds):
            "status \(status), then \(words(of: failure)) after \(received)\(declared.map { " of \($0)" } ?? "") bytes"
                + RateWords.text(received, in: milliseconds) + cache(cacheStatus)
        case .denied(let fault): text(fault)
        case .redirect(let fault): text(fault)
        case .unusableReply: "the reply could not be used"
        default: ""
        }
    }

    private func words(of failure: BrokenTransfer) -> String {
        failure.local.map { LocalLimitWords.text($0) } ?? failure.message.description
    }

    private func quoted(_ text: String) -> String { text.isEmpty ? "" : " (\(text))" }

    private func text(_ fault: CredentialFault) -> String {
        switch fault {
        case .missing(let hasToken, _, let search, let unread):
            (hasToken
                ? "the registry requires a user name and a password; only a token was found for it"
                : "the registry requires credentials, and none were found for it")
                + CredentialWords.text(search) + CredentialWords.text(unread: unread)
        case .refused(let status, let by, let message, _, _):
            "refused with status \(status) by \(by)" + quoted(message.description)
        case .forbidden(let repository, let status, let by, let message, let source, _):
            "\(by) accepted the credentials from \(source), but they lack the right to pull \(repository): status \(status)"
                + quoted(message.description)
        case .tokenServer(let realm, let status, let failure, let message):
            "\(realm) returned no token: "
                + (failure.map(words) ?? "status \(status.map(String.init) ?? "?")")
                + quoted(message?.description ?? "")
        case .tokenServerBusy(let realm, let status, let milliseconds):
            "\(realm) returned no token: status \(status), retry after \(milliseconds / 1000) s"
        case .tokenRedirect(let realm, let fault): "\(realm) returned no token: \(text(fault))"
        case .numericRealm(let realm): "no token from \(realm): nodes look up its host as a name, not as an address"
        case .helper(let fault): "the registry requires credentials; \(text(fault))"
        case .interrupted: "the run ended while it was authenticating"
        case .noToken(let realm, let reason, let message, let source):
            "the reply from \(realm) \(CredentialWords.text(reason))" + quoted(message?.description ?? "")
                + (source.map { "; the credentials are from \($0)" } ?? "")
        case .insecureRealm(let realm, let source):
            "\(source.map { "the credentials from \($0)" } ?? "credentials") are not sent to \(realm), which is not https"
        case .noUsableChallenge(let schemes):
            schemes.isEmpty
                ? "status 401 without a challenge"
                : "status 401 with unsupported challenges: \(schemes.joined(separator: ", "))"
        case .noChallengeAtRoot(let node):
            "status 401, but GET /v2/ returned no challenge: \(node.rawValue) looks for one only there"
        }
    }

    private func text(_ fault: HelperFault) -> String {
        "the credential helper \(fault.program), configured in \(fault.source) for \(fault.registry), "
            + text(fault.reason) + (fault.said.description.isEmpty ? "" : ": \(fault.said)")
    }

    private func text(_ reason: HelperFault.Reason) -> String {
        switch reason {
        case .notFound: "was not found in PATH"
        case .badName: "has an invalid program name"
        case .exited(let status): "exited with status \(status)"
        case .signaled(let signal): "was killed by signal \(signal)"
        case .badAnswer: "returned something other than credential JSON"
        case .endlessAnswer: "returned too much output"
        case .timedOut(let milliseconds): "did not answer within \(Duration.milliseconds(milliseconds))"
        case .system(let message): "could not be run (\(message))"
        }
    }

    private func text(_ fault: RedirectFault) -> String {
        switch fault {
        case .noLocation: "a redirect without a Location"
        case .badLocation(let location): "a redirect to \"\(location)\", which is not an http or https URL"
        case .downgrade(let url): "a redirect from https to \(url)"
        case .malformedLocation(let location):
            "a redirect to \"\(location)\", which clients cannot request as it is written"
        case .numericName(let url): "a redirect to \(url): nodes look up its host as a name, not as an address"
        case .privateAddress(let url): "a redirect from a public server to \(url), a private address"
        case .privateTarget(let url, let address):
            "a redirect from a public server to \(url), which resolves to \(address), a private address"
        case .tooMany(let limit): "more than \(limit) redirects"
        case .loop(let url): "a redirect back to \(url)"
        }
    }
}
