package import Foundation
package import OCI

/// One try at a manifest, a tag or a blob of one backend, and what was made of it.
package struct Attempt: Codable, Hashable, Sendable {
    /// The URL that was requested first, without query.
    package var url: String
    /// The URLs that it was redirected to, without query.
    package var redirects: [String] = []
    /// Whether the last reply came from another host than the registry's.
    package var leftRegistry = false
    /// The address and port that answered.
    package var address: String?
    /// The SHA-256 of the certificate that the last reply came under, in hexadecimal.
    package var certificate: String?
    /// The version of HTTP that the last reply came with, for example `1.1` or `2`.
    package var httpVersion: String?
    /// The status of the last reply.
    package var status: Int?
    /// The header fields that are kept as evidence, made safe.
    package var headers: [String: String] = [:]
    /// What the server warned of, each text once (distribution-spec, Warnings).
    package var warnings: [String] = []
    /// Body bytes of the last reply.
    package var bytes: Int64 = 0
    package var started: Date
    /// How long the last request took.
    package var milliseconds: Int64 = 0
    /// The fault that it showed; `nil` for a good one.
    package var code: FindingCode?
    @Described package var evidence: Evidence
    /// What the body hashes to, where it was read to its end.
    package var received: Digest?
    /// How many bytes came of a body that was whole by its own declaration, or went on beyond any use.
    package var receivedBytes: Int64?
    /// What a cache said of its slices before they were read, without the first: the reply itself speaks for that one.
    package var slices: [SliceView] = []
    /// Whether only a part of the blob was requested, to check an earlier proof.
    package var isOfSpotCheck = false
    /// Whether it is the HEAD of a tag that a GET had fetched whole.
    package var isOfHead = false

    package init(url: String, started: Date, code: FindingCode?, _ evidence: Evidence) {
        self.url = url
        self.started = started
        self.code = code
        _evidence = Described(evidence)
    }

    /// What the reply says of the cache, for example `HIT`: a hint, never a proof.
    package var cacheStatus: String? { headers["x-cache-status"] ?? headers["x-cache"] }

    package var contentType: String? { headers["content-type"] }
}
