import Foundation

/// One request that a backend answered, from its access log.
package struct AccessRecord: Codable, Hashable, Sendable {
    /// When it was answered, in seconds since 1970.
    package let time: Double
    /// The HTTP method.
    package let method: String
    /// The request target as sent, with its query.
    package let uri: String
    /// The status of the answer.
    package let status: Int
    /// The body bytes sent.
    package let bodyBytes: Int64
    /// The requested `Range`; empty without one.
    package let range: String
    /// nginx's `X-Cache-Status`, for the first slice; empty if the cache was not consulted.
    package let cacheStatus: String
    /// The connection's number, the same for all requests on one connection.
    package let connection: Int
    /// The HTTP version, such as `HTTP/2.0`.
    package let `protocol`: String
    /// From the first byte of the request to the last of the answer, in seconds.
    package let requestTime: Double
    /// The requested `Host`.
    package let host: String
    /// The `User-Agent`.
    package let agent: String

    /// Whether it is a GET of a blob.
    package var isBlobGet: Bool { method == "GET" && uri.contains("/blobs/sha") }
    /// Whether it is a GET of a manifest or index, by tag or digest.
    package var isManifestGet: Bool { method == "GET" && uri.contains("/manifests/") }
    /// The requested digest, if the request is by digest.
    package var digest: String? {
        let last = uri.split(separator: "/").last?.split(separator: "?").first.map(String.init)
        return last?.contains(":") == true ? last : nil
    }
}

extension Sequence<AccessRecord> {
    /// The GETs of blobs, in full or in part.
    package var blobGets: [AccessRecord] { filter(\.isBlobGet) }
    /// The GETs of whole blobs, excluding slice probes before a pull and partial reads back from the cache.
    package var blobPulls: [AccessRecord] { filter { $0.isBlobGet && $0.range.isEmpty } }
    /// The body bytes of all replies.
    package var bodyBytes: Int64 { reduce(0) { $0 + $1.bodyBytes } }
}

/// A position in the access logs of all backends.
package struct AccessMark: Sendable {
    let offsets: [LabBackend: UInt64]
}
