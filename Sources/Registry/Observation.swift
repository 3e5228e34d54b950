package import Foundation
package import OCI
package import Record
package import Transfer

/// What one attempt at a manifest or a blob of one backend saw.
package struct Observation: Sendable {
    /// How the attempt ended, in the protocol's terms.
    package enum Outcome: Sendable, Hashable {
        /// A 200 whose body arrived whole by its own declaration, or went on past any use.
        case body(BodyFacts)
        /// A 200 to a request for the head only, and the length that it declares: no byte was seen.
        case head(declaredLength: Int64?)
        /// The transfer broke.
        case failed(TransferFailure)
        /// Another status than 200.
        case status(Int, ErrorBody)
        /// Access was not granted.
        case denied(CredentialFault)
        /// A redirect was not followed.
        case redirect(RedirectFault)
    }

    package let outcome: Outcome
    /// The URL that was asked first, without query.
    package let url: String
    /// The URLs that it was sent on to, without query.
    package let redirects: [String]
    /// Whether the last reply came from another host than the registry's: nothing of the registry's credentials was sent.
    package let leftRegistry: Bool
    package let status: Int?
    /// The header fields that tell who answered and what was claimed, made safe.
    package let headers: [String: ServerText]
    /// What the server warns of, made safe, each text once (distribution-spec, Warnings). It changes no verdict.
    package let warnings: [ServerText]
    /// The address and port that really answered.
    package let remote: TransferRequest.Endpoint?
    /// The SHA-256 of the certificate that the last reply came under, in hexadecimal.
    package let certificate: String?
    /// The version of HTTP that the last reply came with, for example `1.1` or `2`.
    package let httpVersion: String?
    package let bodyBytes: Int64
    package let started: Date
    package let timing: TransferTiming
    /// How long the server asks to wait.
    package let retryAfter: Duration?

    /// An observation, for example for a test of code that decides by it.
    package init(
        outcome: Outcome, url: String, redirects: [String] = [], status: Int?, headers: [String: ServerText] = [:],
        remote: TransferRequest.Endpoint? = nil, bodyBytes: Int64 = 0, started: Date, timing: TransferTiming = .init(),
        retryAfter: Duration? = nil, certificate: String? = nil, httpVersion: String? = nil,
        leftRegistry: Bool = false, warnings: [ServerText] = []
    ) {
        self.outcome = outcome
        self.url = url
        self.redirects = redirects
        self.leftRegistry = leftRegistry
        self.warnings = warnings
        self.status = status
        self.headers = headers
        self.remote = remote
        self.certificate = certificate
        self.httpVersion = httpVersion
        self.bodyBytes = bodyBytes
        self.started = started
        self.timing = timing
        self.retryAfter = retryAfter
    }

    /// What the backend says of its cache, for example `HIT`: a hint, never a proof.
    package var cacheStatus: String? { (headers["x-cache-status"] ?? headers["x-cache"])?.description }

    /// How many warnings of one reply are kept.
    static let warningLimit = 8

    /// The header fields that are kept as evidence; of `warning`, all that were sent.
    static let keptHeaders = [
        "content-type", "content-length", "content-encoding", "content-range", "etag", "docker-content-digest",
        "x-cache-status", "x-cache", "age", "via", "server", "date", "warning", "retry-after",
        "oci-namespace",
    ]
}

/// What was received of a body that was read against an expected size.
package struct BodyFacts: Sendable, Hashable {
    /// Bytes that arrived, up to the expected size and a little more.
    package let received: Int64
    /// The digest of the bytes up to the expected size; `nil` for an algorithm that cannot be computed.
    package let digest: Digest?
    /// The length that the reply declared.
    package let declaredLength: Int64?
    /// Whether nothing but the end of the connection said where the body ends (RFC 9112, 6.3, the last case): one that was
    /// cut looks like one that is whole.
    package let endIsUnknown: Bool
    /// Whether reading was ended while more was coming: `received` is then a lower bound.
    package let stoppedEarly: Bool
    /// The first bytes, for a person: an HTML page under a layer's digest says what happened.
    package let opening: ServerText
    /// The states of the hash at every MiB of the bytes that `digest` is of; `nil` for a manifest. They are to be
    /// trusted where the digest is the one that was asked for; beside such a list another one tells where bytes part.
    package let checkpoints: CheckpointList?

    package init(
        received: Int64, digest: Digest?, declaredLength: Int64?, stoppedEarly: Bool = false, opening: ServerText,
        checkpoints: CheckpointList? = nil, endIsUnknown: Bool = false
    ) {
        self.received = received
        self.digest = digest
        self.declaredLength = declaredLength
        self.stoppedEarly = stoppedEarly
        self.opening = opening
        self.checkpoints = checkpoints
        self.endIsUnknown = endIsUnknown
    }
}

extension BrokenTransfer {
    package init(_ failure: TransferFailure) {
        self.init(message: ServerText(failure.message), curlCode: failure.curlCode)
    }
}
