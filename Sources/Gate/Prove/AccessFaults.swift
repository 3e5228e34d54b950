internal import OCI
package import Record
package import Registry
internal import Transfer

/// A finding code with its evidence.
package struct SeenFault: Hashable, Sendable {
    package let code: FindingCode
    package let evidence: Evidence

    init(_ code: FindingCode, _ evidence: Evidence) {
        self.code = code
        self.evidence = evidence
    }
}

/// Classifies everything but a complete 200 reply, as absence or as an access fault.
package enum AccessFaults {
    package static func classify(_ observation: Observation, kind: Run.Claim.Kind) -> SeenFault {
        switch observation.outcome {
        case .body, .head:
            SeenFault(.accessOther, .unusableReply)
        case .failed(let failure):
            SeenFault(code(of: failure.kind), evidence(of: failure, observation))
        case .status(let status, let body) where observation.leftRegistry && [400, 401, 403].contains(status):
            SeenFault(
                .accessStorageRefused, .storageStatus(status: status, body: body, url: observation.redirects.last))
        case .status(400, let body) where observation.url.hasPrefix("http://") && isOfTLS(body):
            SeenFault(.accessTLS, .plainHTTP(status: 400, body: body))
        case .status(let status, let body):
            SeenFault(
                code(of: status, kind: kind), .status(status: status, body: body, cache: observation.cacheStatus))
        case .denied(.interrupted):
            SeenFault(.accessInterrupted, .denied(fault: .interrupted))
        case .denied(let fault) where fault.localLimit != nil:
            SeenFault(.accessLocalLimit, .denied(fault: fault))
        case .denied(let fault):
            SeenFault(fault.isAboutCredentials ? .accessCredentials : .accessTokenServer, .denied(fault: fault))
        case .redirect(let fault):
            SeenFault(.accessRedirect, .redirect(fault: fault))
        }
    }

    /// The replies of Go, nginx and Apache to plain HTTP on a TLS port.
    private static func isOfTLS(_ body: ErrorBody) -> Bool {
        let text = body.opening.description.lowercased()
        return [
            "client sent an http request to an https server", "the plain http request was sent to https port",
            "speaking plain http to an ssl-enabled server port",
        ].contains(where: text.contains)
    }

    private static func code(of status: Int, kind: Run.Claim.Kind) -> FindingCode {
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
        case .protocolViolation, .undecodable: .accessProtocol
        case .headTooLarge: .accessHeadLimit
        case .cancelled: .accessInterrupted
        case .localLimit: .accessLocalLimit
        case .other: .accessOther
        }
    }

    private static func evidence(of failure: TransferFailure, _ observation: Observation) -> Evidence {
        let broken = BrokenTransfer(failure)
        guard let status = observation.status else { return .failed(failure: broken) }
        return .broken(
            status: status, failure: broken, received: observation.bodyBytes,
            declared: observation.headers["content-length"], cache: observation.cacheStatus,
            milliseconds: Int64((observation.timing.total - observation.timing.firstByte) / .milliseconds(1)))
    }
}
