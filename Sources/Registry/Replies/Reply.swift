internal import Foundation
internal import OCI
internal import Record
internal import Transfer

/// The last response of an exchange, before it becomes an `Observation`.
struct Reply {
    enum Fault {
        case credentials(CredentialFault)
        case redirect(RedirectFault)
    }

    let url: String
    let redirects: [String]
    /// Whether it came from a host other than the registry's.
    var leftRegistry = false
    let result: TransferResult
    let fault: Fault?
    let started: Date
    /// The secrets sent to the server, which it may echo.
    var secrets = SentSecrets()
    /// What the client does with the content codings of the body.
    var use = CodingUse.asSent
    /// The kinds of nodes for which the exchange counts; `nil` if it is not about content.
    var kinds: ReplyKinds?
    /// The object in a storage that was redirected to.
    var object: ServingObject?

    var head: ResponseHead? { result.head }

    /// The length of the content; `nil` if it was decoded, or is not declared.
    var declaredLength: Int64? {
        if case .decoded = use { return nil }
        return head?.contentLength
    }

    /// What the client did with the content codings.
    var coding: BodyFacts.Coding {
        switch use {
        case .asSent: .asSent
        case .decoded: .decoded
        case .refused: .refused
        }
    }

    /// Whether only the end of the connection ends the body. HTTP/2 always frames it.
    var endsWithConnection: Bool {
        guard let head, result.connection.httpVersion?.hasPrefix("1") == true else { return false }
        return head.contentLength == nil && head["Transfer-Encoding"] == nil
    }

    func observation(body: BodyFacts, errorBody: [UInt8]) -> Observation {
        observation(ifOK: .body(body), errorBody: errorBody)
    }

    func observationOfHead() -> Observation {
        observation(ifOK: .head(declaredLength: head?.contentLength), errorBody: [])
    }

    func observation(ofPart facts: BodyFacts, isPart: Bool, errorBody: [UInt8]) -> Observation {
        observation(ifOK: .body(facts), errorBody: errorBody, isOK: isPart)
    }

    private func observation(
        ifOK success: Observation.Outcome, errorBody: [UInt8], isOK: Bool? = nil
    ) -> Observation {
        var headers: [String: ServerText] = [:]
        for name in Observation.recordedHeaders {
            let value = name == "warning" ? head?.joined(name) : head?[name]
            if let value { headers[name] = ServerText(secrets.hidden(in: value)) }
        }
        return Observation(
            outcome: outcome(ifOK: success, errorBody: errorBody, isOK: isOK), url: url,
            redirects: redirects.map(secrets.hidden), status: head?.status,
            headers: headers, remote: result.connection.remote, bodyBytes: result.bodyBytes, started: started,
            timing: result.timing,
            retryAfter: retryAfter,
            certificate: result.connection.certificate?.hexadecimal, httpVersion: result.connection.httpVersion,
            leftRegistry: leftRegistry, nodes: kinds?.accepting(head?.status) ?? [],
            warnings: WarningField.texts(head?.values("Warning") ?? []).prefix(Observation.warningLimit).map {
                ServerText(secrets.hidden(in: $0))
            },
            object: object)
    }

    /// An access fault is not the registry's response, even though that was the last one.
    private var retryAfter: Duration? {
        if case .credentials(let fault) = fault { return fault.retryAfter }
        return head.flatMap { RetryAfter.duration(of: $0, now: .now) }
    }

    private func outcome(
        ifOK success: Observation.Outcome, errorBody: [UInt8], isOK: Bool?
    ) -> Observation.Outcome {
        switch fault {
        case .credentials(.forbidden(let repository, let status, let by, _, let source, let authfile)):
            let body = ErrorBody(errorBody, hiding: secrets)
            return .denied(
                .forbidden(
                    repository: repository, status: status, by: by,
                    message: ServerText(secrets.hidden(in: body.summary)), source: source, authfile: authfile))
        case .credentials(let fault): return .denied(fault.hiding(secrets))
        case .redirect(let fault): return .redirect(fault.hiding(secrets))
        case nil: break
        }
        if let failure = result.failure { return .failed(failure) }
        guard let status = head?.status else {
            return .failed(TransferFailure(kind: .emptyReply, message: "no response arrived"))
        }
        return isOK ?? ReplyRules.of(kinds?.asked ?? .containerd).contentStatus.contains(status)
            ? success : .status(status, ErrorBody(errorBody, hiding: secrets))
    }
}

extension RedirectFault {
    fileprivate func hiding(_ secrets: SentSecrets) -> RedirectFault {
        switch self {
        case .noLocation, .tooMany: self
        case .badLocation(let text): .badLocation(location: ServerText(safe: secrets.hidden(in: text.description)))
        case .downgrade(let url): .downgrade(url: secrets.hidden(in: url))
        case .malformedLocation(let text):
            .malformedLocation(location: ServerText(safe: secrets.hidden(in: text.description)))
        case .numericName(let url): .numericName(url: secrets.hidden(in: url))
        case .privateAddress(let url): .privateAddress(url: secrets.hidden(in: url))
        case .privateTarget(let url, let address):
            .privateTarget(url: secrets.hidden(in: url), address: address)
        case .loop(let url): .loop(url: secrets.hidden(in: url))
        }
    }
}

extension CredentialFault {
    func hiding(_ secrets: SentSecrets) -> CredentialFault {
        switch self {
        // The words of the server in a `forbidden` are hidden where they are read.
        case .missing, .forbidden, .helper, .interrupted, .noChallengeAtRoot: self
        case .refused(let status, let by, let text, let source, let authfile):
            .refused(
                status: status, by: secrets.hidden(in: by),
                message: ServerText(safe: secrets.hidden(in: text.description)), source: source, authfile: authfile)
        case .tokenServer(let realm, let status, let failure, let message):
            .tokenServer(
                realm: secrets.hidden(in: realm), status: status, failure: failure,
                message: message.map { ServerText(safe: secrets.hidden(in: $0.description)) })
        case .tokenServerBusy(let realm, let status, let wait):
            .tokenServerBusy(realm: secrets.hidden(in: realm), status: status, waitMilliseconds: wait)
        case .tokenRedirect(let realm, let fault):
            .tokenRedirect(realm: secrets.hidden(in: realm), fault: fault.hiding(secrets))
        case .numericRealm(let realm): .numericRealm(realm: secrets.hidden(in: realm))
        case .noToken(let realm, let reason, let message, let source):
            .noToken(
                realm: secrets.hidden(in: realm), reason: reason,
                message: message.map { ServerText(safe: secrets.hidden(in: $0.description)) }, source: source)
        case .insecureRealm(let realm, let source):
            .insecureRealm(realm: secrets.hidden(in: realm), source: source)
        case .noUsableChallenge(let schemes): .noUsableChallenge(schemes: schemes.map(secrets.hidden))
        }
    }
}

/// The two forms of `Retry-After` (RFC 9110, 10.2.3).
enum RetryAfter {
    static func duration(of head: ResponseHead, now: Date) -> Duration? {
        head["Retry-After"].flatMap { duration($0, now: now) }
    }

    static func duration(_ value: String, now: Date) -> Duration? {
        if let seconds = Int(value) { return seconds >= 0 ? .seconds(seconds) : nil }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        guard let date = format.date(from: value) else { return nil }
        return .seconds(max(0, date.timeIntervalSince(now)))
    }
}
