package import Foundation
package import OCI
package import Record
package import Transfer

/// The record of one attempt to read a manifest or blob from one backend.
package struct Observation: Sendable {
    /// How the attempt ended, in protocol terms.
    package enum Outcome: Sendable, Hashable {
        /// A 200, or another success, whose body was complete by its own declaration, or was longer than expected and cut off.
        case body(BodyFacts)
        /// A 200 to a HEAD request, with the declared length. No content was read.
        case head(declaredLength: Int64?)
        /// The transfer failed.
        case failed(TransferFailure)
        /// A status other than a success.
        case status(Int, ErrorBody)
        /// Access was denied.
        case denied(CredentialFault)
        /// A redirect was not followed.
        case redirect(RedirectFault)
    }

    package let outcome: Outcome
    /// The URL first requested, without its query.
    package let url: String
    /// The redirect targets, without their queries.
    package let redirects: [String]
    /// Whether the last response came from a host other than the registry's. None of the registry's credentials were
    /// sent there.
    package let leftRegistry: Bool
    package let status: Int?
    /// The header fields that identify the server and its claims, sanitized.
    package let headers: [String: ServerText]
    /// The server's warnings, sanitized and deduplicated (distribution-spec, Warnings). They do not affect the verdict.
    package let warnings: [ServerText]
    /// The address and port that actually answered.
    package let remote: TransferRequest.Endpoint?
    /// The SHA-256 of the server certificate of the last response, in hexadecimal.
    package let certificate: String?
    /// The HTTP version of the last response, for example `1.1` or `2`.
    package let httpVersion: String?
    package let bodyBytes: Int64
    package let started: Date
    package let timing: TransferTiming
    /// The delay the server asked for.
    package let retryAfter: Duration?
    /// The object that served the body, if a storage did that the backend redirects to.
    package let object: ServingObject?
    /// The kinds of nodes for which it counts: their clients send the same requests, as far as the replies show that it matters, and
    /// accept the last reply. Only of content.
    package let nodes: Set<NodeKind>

    /// Creates an observation, for example to test code that evaluates it.
    package init(
        outcome: Outcome, url: String, redirects: [String] = [], status: Int?, headers: [String: ServerText] = [:],
        remote: TransferRequest.Endpoint? = nil, bodyBytes: Int64 = 0, started: Date, timing: TransferTiming = .init(),
        retryAfter: Duration? = nil, certificate: String? = nil, httpVersion: String? = nil,
        leftRegistry: Bool = false, nodes: Set<NodeKind> = Set(NodeKind.allCases), warnings: [ServerText] = [],
        object: ServingObject? = nil
    ) {
        self.nodes = nodes
        self.object = object
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

    /// The cache status the backend reports, for example `HIT`: a hint, never proof.
    package var cacheStatus: String? { CacheReply.text { headers[$0]?.description } }

    /// The maximum number of warnings kept per response.
    static let warningLimit = 8

    /// The header fields recorded as evidence. Of `warning`, every value is kept.
    static let recordedHeaders =
        [
            "content-type", "content-length", "content-encoding", "content-range", "etag", "docker-content-digest",
            "x-cache-status", "x-cache", "age", "via", "server", "date", "warning", "retry-after",
            "oci-namespace", "x-varnish", "x-cache-lookup", "cache-status",
        ] + EndpointRules.instanceHeaders
}

extension Observation {
    /// The same exchange with another body, for which this many more bytes were read.
    package func completed(_ facts: BodyFacts, bytes: Int64) -> Observation {
        Observation(copying: self, outcome: .body(facts), bodyBytes: bodyBytes.addingBytes(bytes))
    }

    private init(copying other: Observation, outcome: Outcome, bodyBytes: Int64) {
        self.init(
            outcome: outcome, url: other.url, redirects: other.redirects, status: other.status, headers: other.headers,
            remote: other.remote, bodyBytes: bodyBytes, started: other.started, timing: other.timing,
            retryAfter: other.retryAfter, certificate: other.certificate, httpVersion: other.httpVersion,
            leftRegistry: other.leftRegistry, warnings: other.warnings)
    }
}

/// The result of reading a body against an expected size.
package struct BodyFacts: Sendable, Hashable {
    /// Bytes received, up to slightly more than the expected size.
    package let received: Int64
    /// The digest of the bytes up to the expected size; `nil` if the algorithm is not supported.
    package let digest: Digest?
    /// The length declared by the response.
    package let declaredLength: Int64?
    /// Whether only the end of the connection marks the end of the body (RFC 9112, 6.3, the last case). A truncated
    /// body then looks complete.
    package let endIsUnknown: Bool
    /// Whether reading stopped while more data was arriving. `received` is then a lower bound.
    package let stoppedEarly: Bool
    /// The first bytes, for a human reader: an HTML page in place of a layer explains what happened.
    package let opening: ServerText
    /// Hash states at every MiB of the bytes covered by `digest`; `nil` for a manifest. They are trustworthy if the
    /// digest is the requested one. Comparing another list with such a list shows where the contents diverge.
    package let checkpoints: CheckpointList?
    /// What the client that it was read for did with the content codings of the body.
    package let coding: Coding
    /// The digest of all bytes, if more than expected were hashed: clients that do not compare sizes hash them all. `digest` then
    /// covers those up to the expected size.
    package let wholeDigest: Digest?
    /// Where the body continues one that an earlier reply began; `nil` if it came in one piece. `received`, `digest` and
    /// `checkpoints` cover all of it.
    package let resumed: ResumedBody?
    /// The first byte that was not read in one piece, but in parts of known hash states; `nil` if there is none.
    package let partsFrom: Int64?

    /// What a client does with the content codings of a body.
    package enum Coding: Hashable, Sendable {
        /// It takes the bytes as they were sent.
        case asSent
        /// It decodes them first.
        case decoded
        /// It does not know one of the codings, and fails.
        case refused
    }

    package init(
        received: Int64, digest: Digest?, declaredLength: Int64?, stoppedEarly: Bool = false, opening: ServerText,
        checkpoints: CheckpointList? = nil, endIsUnknown: Bool = false, coding: Coding = .asSent,
        wholeDigest: Digest? = nil, resumed: ResumedBody? = nil, partsFrom: Int64? = nil
    ) {
        self.partsFrom = partsFrom
        self.resumed = resumed
        self.coding = coding
        self.wholeDigest = wholeDigest
        self.received = received
        self.digest = digest
        self.declaredLength = declaredLength
        self.stoppedEarly = stoppedEarly
        self.opening = opening
        self.checkpoints = checkpoints
        self.endIsUnknown = endIsUnknown
    }
}

extension LocalLimit {
    fileprivate init(_ resource: TransferFailure.Resource) {
        self =
            switch resource {
            case .openFiles: .openFiles
            case .systemFiles: .systemFiles
            case .threads: .threads
            case .memory: .memory
            }
    }
}

extension BrokenTransfer {
    package init(_ failure: TransferFailure) {
        self.init(
            message: ServerText(failure.message), curlCode: failure.curlCode,
            local: failure.resource.map { LocalLimit($0) }, tls: failure.tls.map { TLSProblem($0) })
    }
}

extension TLSProblem {
    fileprivate init(_ problem: TransferFailure.TLSProblem) {
        self =
            switch problem {
            case .unknownAuthority: .unknownAuthority
            case .outOfDate: .outOfDate
            case .otherName: .otherName
            case .certificate: .certificate
            case .ownFiles: .ownFiles
            case .notTLS: .notTLS
            case .closed: .closed
            case .handshake: .handshake
            }
    }
}
