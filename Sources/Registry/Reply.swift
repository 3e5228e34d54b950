internal import Foundation
internal import Transfer

/// The last reply of an exchange, on its way to an `Observation`.
struct Reply {
    enum Fault {
        case credentials(CredentialFault)
        case redirect(RedirectFault)
    }

    let url: String
    let redirects: [String]
    let result: TransferResult
    let fault: Fault?
    let started: Date

    var head: ResponseHead? { result.head }

    func observation(body: BodyFacts, errorBody: [UInt8]) -> Observation {
        observation(ifOK: .body(body), errorBody: errorBody)
    }

    func observationOfHead() -> Observation {
        observation(ifOK: .head(declaredLength: head?.contentLength), errorBody: [])
    }

    private func observation(ifOK success: Observation.Outcome, errorBody: [UInt8]) -> Observation {
        var headers: [String: ServerText] = [:]
        for name in Observation.keptHeaders {
            if let value = head?[name] { headers[name] = ServerText(value) }
        }
        return Observation(
            outcome: outcome(ifOK: success, errorBody: errorBody), url: url, redirects: redirects, status: head?.status,
            headers: headers, remote: result.connection.remote, bodyBytes: result.bodyBytes, started: started,
            timing: result.timing,
            retryAfter: head?["Retry-After"].flatMap { RetryAfter.duration($0, now: .now) },
            certificate: result.connection.certificate)
    }

    private func outcome(ifOK success: Observation.Outcome, errorBody: [UInt8]) -> Observation.Outcome {
        switch fault {
        case .credentials(let fault): return .denied(fault)
        case .redirect(let fault): return .redirect(fault)
        case nil: break
        }
        if let failure = result.failure { return .failed(failure) }
        guard let status = head?.status else {
            return .failed(TransferFailure(kind: .emptyReply, message: "no response arrived"))
        }
        return status == 200 ? success : .status(status, ErrorBody(errorBody))
    }
}

/// The two forms of `Retry-After` (RFC 9110, 10.2.3).
enum RetryAfter {
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
