internal import OCI
internal import Registry
internal import Transfer

/// Classifies what was no complete 200: absence, or one of the ways in which a backend cannot be asked.
enum AccessFaults {
    static func classify(_ observation: Observation, kind: Claim.Kind) -> (FindingCode, String) {
        switch observation.outcome {
        case .body, .head:
            (.accessOther, "the reply could not be used")
        case .failed(let failure):
            (code(of: failure.kind), words(failure, observation))
        case .status(let status, let body) where observation.leftRegistry && [400, 401, 403].contains(status):
            (
                .accessStorageRefused,
                "status \(status)\(quoted(body)) of \(observation.redirects.last ?? "the storage"), where the backend "
                    + "redirects to"
            )
        case .status(400, let body) where observation.url.hasPrefix("http://") && isOfTLS(body):
            (.accessTLS, "plain HTTP was spoken, and this port wants TLS: status 400\(quoted(body))")
        case .status(let status, let body):
            (code(of: status, kind: kind), "status \(status)\(quoted(body))\(Judge.cacheWords(observation))")
        case .denied(.interrupted):
            (.accessInterrupted, words(.interrupted))
        case .denied(let fault):
            (fault.isAboutCredentials ? .accessCredentials : .accessTokenServer, words(fault))
        case .redirect(let fault):
            (.accessRedirect, words(fault))
        }
    }

    /// What servers of Go, nginx and Apache say to plain HTTP on a port of TLS.
    private static func isOfTLS(_ body: ErrorBody) -> Bool {
        let text = body.opening.description.lowercased()
        return [
            "client sent an http request to an https server", "the plain http request was sent to https port",
            "speaking plain http to an ssl-enabled server port",
        ].contains(where: text.contains)
    }

    private static func code(of status: Int, kind: Claim.Kind) -> FindingCode {
        switch status {
        case 404, 410: kind == .manifest ? .absenceManifest : .absenceBlob
        case 401, 403: .accessCredentials
        case 429: .accessRateLimited
        case 500...599: .accessServerError
        default: .accessStatus
        }
    }

    private static func code(of kind: TransferFailure.Kind) -> FindingCode {
        switch kind {
        case .resolve: .accessResolve
        case .connect: .accessConnect
        case .connectTimeout: .accessConnectTimeout
        case .tls: .accessTLS
        case .emptyReply: .accessEmptyReply
        case .truncated: .accessTruncated
        case .reset: .accessReset
        case .stalled: .accessStalled
        case .tooSlow: .accessSlow
        case .protocolViolation: .accessProtocol
        case .headTooLarge: .accessHeadLimit
        case .cancelled: .accessInterrupted
        case .other: .accessOther
        }
    }

    private static func words(_ failure: TransferFailure, _ observation: Observation) -> String {
        let message = ServerText(failure.message).description
        guard let status = observation.status else { return message }
        let declared = observation.headers["content-length"].map { " of \($0)" } ?? ""
        return "status \(status), then \(message) after \(observation.bodyBytes)\(declared) bytes"
            + Judge.cacheWords(observation)
    }

    private static func quoted(_ body: ErrorBody) -> String {
        body.summary.isEmpty ? "" : " (\(body.summary))"
    }

    private static func words(_ fault: CredentialFault) -> String {
        switch fault {
        case .missing(let obstacle):
            obstacle.map { "the registry asks for credentials; \($0)" }
                ?? "the registry asks for credentials and none are known for it"
        case .refused(let status, let by, let text):
            "refused with status \(status) by \(by)" + (text.description.isEmpty ? "" : " (\(text))")
        case .tokenServer(let realm, let status, let failure):
            "\(realm) gave no token: "
                + (failure.map { ServerText($0.message).description } ?? "status \(status.map(String.init) ?? "?")")
        case .tokenServerBusy(let realm, let status, let retryAfter):
            "\(realm) gave no token: status \(status), and it asks to wait \(retryAfter.components.seconds) s"
        case .tokenRedirect(let realm, let fault): "\(realm) gave no token: \(words(fault))"
        case .helper(let fault): "the registry asks for credentials; \(fault)"
        case .interrupted: "the run ended while credentials were asked for"
        case .noToken(let realm): "the answer of \(realm) holds no token"
        case .insecureRealm(let realm): "credentials are not sent to \(realm), which is not https"
        case .noUsableChallenge(let schemes):
            schemes.isEmpty
                ? "status 401 without a challenge"
                : "status 401 with challenges that are not understood: \(schemes.joined(separator: ", "))"
        }
    }

    private static func words(_ fault: RedirectFault) -> String {
        switch fault {
        case .noLocation: "a redirect without a Location"
        case .badLocation(let text): "a redirect to \"\(text)\", which is no http or https URL"
        case .downgrade(let url): "a redirect from https to \(url)"
        case .privateAddress(let url): "a redirect from a public server to \(url), an address of a private network"
        case .tooMany(let limit): "more than \(limit) redirects"
        case .loop(let url): "a redirect back to \(url)"
        }
    }
}
