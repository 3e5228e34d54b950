package import Foundation
package import OCI

/// One attempt to read a manifest, tag or blob from a backend, and its outcome.
package struct Attempt: Codable, Hashable, Sendable {
    /// The first requested URL, without its query.
    package var url: String
    /// The redirect targets, without their queries.
    package var redirects: [String] = []
    /// Whether the last reply came from a host other than the registry's.
    package var leftRegistry = false
    /// The address and port that answered.
    package var address: String?
    /// The SHA-256 of the server certificate of the last reply, in hexadecimal.
    package var certificate: String?
    /// The HTTP version of the last reply, such as `1.1` or `2`.
    package var httpVersion: String?
    /// The HTTP status of the last reply.
    package var status: Int?
    /// The header fields recorded as evidence, sanitized.
    package var headers: [String: String] = [:]
    /// The server's warnings, without duplicates (distribution-spec, Warnings).
    package var warnings: [String] = []
    /// The body bytes of the last reply.
    package var bytes: Int64 = 0
    package var started: Date
    /// The duration of the last request.
    package var milliseconds: Int64 = 0
    /// The fault; `nil` if the attempt succeeded.
    package var code: FindingCode?
    @Described package var evidence: Evidence
    /// The digest of the body, if it was read to the end.
    package var received: Digest?
    /// The size of a body that was complete by its own declaration, or that exceeded any useful size.
    package var receivedBytes: Int64?
    /// The number of bytes that earlier replies had, if this one continued them. `received` covers them too.
    package var resumedAt: Int64?
    /// The cache status of each slice before the pull, except the first, whose status the reply itself reports.
    package var slices: [SliceView] = []
    /// Whether it was a spot check, which requests only part of the blob.
    package var isOfSpotCheck = false
    /// Whether it was a HEAD of a tag whose bytes are known: from a GET before it, or from the ledger.
    package var isOfHead = false

    package init(url: String, started: Date, code: FindingCode?, _ evidence: Evidence) {
        self.url = url
        self.started = started
        self.code = code
        _evidence = Described(evidence)
    }

    /// The cache status that the reply reports, such as `HIT`: a hint, never proof.
    package var cacheStatus: String? { CacheReply.text { headers[$0] } }

    package var contentType: String? { headers["content-type"] }
}
