internal import OCI
internal import Record

extension EvidenceWriter {
    func accessText(_ evidence: Evidence) -> String {
        switch evidence {
        case .status(let status, let body, let cacheStatus):
            "status \(status)\(quoted(body.summary))\(cache(cacheStatus))"
        case .storageStatus(let status, let body, let url):
            "status \(status)\(quoted(body.summary)) of \(url ?? "the storage"), where the backend redirects to"
        case .plainHTTP(let status, let body):
            "plain HTTP was spoken, and this port wants TLS: status \(status)\(quoted(body.summary))"
        case .failed(let failure): failure.message.description
        case .broken(let status, let failure, let received, let declared, let cacheStatus):
            "status \(status), then \(failure.message) after \(received)\(declared.map { " of \($0)" } ?? "") bytes"
                + cache(cacheStatus)
        case .denied(let fault): text(fault)
        case .redirect(let fault): text(fault)
        case .unusableReply: "the reply could not be used"
        default: ""
        }
    }

    private func quoted(_ text: String) -> String { text.isEmpty ? "" : " (\(text))" }

    private func text(_ fault: CredentialFault) -> String {
        switch fault {
        case .missing(false): "the registry asks for credentials and none are known for it"
        case .missing(true):
            "the registry asks for credentials; only a token is known for it, and it wants a user and a password"
        case .refused(let status, let by, let message):
            "refused with status \(status) by \(by)" + quoted(message.description)
        case .tokenServer(let realm, let status, let failure):
            "\(realm) gave no token: "
                + (failure.map(\.message.description) ?? "status \(status.map(String.init) ?? "?")")
        case .tokenServerBusy(let realm, let status, let milliseconds):
            "\(realm) gave no token: status \(status), and it asks to wait \(milliseconds / 1000) s"
        case .tokenRedirect(let realm, let fault): "\(realm) gave no token: \(text(fault))"
        case .helper(let fault): "the registry asks for credentials; \(text(fault))"
        case .interrupted: "the run ended while credentials were asked for"
        case .noToken(let realm): "the answer of \(realm) holds no token"
        case .insecureRealm(let realm): "credentials are not sent to \(realm), which is not https"
        case .noUsableChallenge(let schemes):
            schemes.isEmpty
                ? "status 401 without a challenge"
                : "status 401 with challenges that are not understood: \(schemes.joined(separator: ", "))"
        }
    }

    private func text(_ fault: HelperFault) -> String {
        "the credential helper \(fault.program), which \(fault.source) names for \(fault.registry), "
            + text(fault.reason) + (fault.said.description.isEmpty ? "" : ": \(fault.said)")
    }

    private func text(_ reason: HelperFault.Reason) -> String {
        switch reason {
        case .notFound: "is not a program in PATH"
        case .badName: "has a name that is no program's"
        case .exited(let status): "ended with status \(status)"
        case .signaled(let signal): "was ended by signal \(signal)"
        case .badAnswer: "gave an answer that is not the JSON of a credential"
        case .endlessAnswer: "wrote more than an answer can be long"
        case .timedOut(let milliseconds): "did not answer within \(Duration.milliseconds(milliseconds))"
        case .system(let message): "could not be run (\(message))"
        }
    }

    private func text(_ fault: RedirectFault) -> String {
        switch fault {
        case .noLocation: "a redirect without a Location"
        case .badLocation(let location): "a redirect to \"\(location)\", which is no http or https URL"
        case .downgrade(let url): "a redirect from https to \(url)"
        case .privateAddress(let url): "a redirect from a public server to \(url), an address of a private network"
        case .tooMany(let limit): "more than \(limit) redirects"
        case .loop(let url): "a redirect back to \(url)"
        }
    }
}
