import Foundation

/// One request that a backend answered, from its access log.
package struct AccessRecord: Codable, Hashable, Sendable {
    /// When it was answered, in seconds since 1970.
    package let time: Double
    /// The HTTP method.
    package let method: String
    /// The request target as it was sent, with its query.
    package let uri: String
    /// The status of the answer.
    package let status: Int
    /// Bytes of the answer's body that were sent.
    package let bodyBytes: Int64
    /// The `Range` that was asked for; empty without one.
    package let range: String
    /// What nginx puts in `X-Cache-Status`, for the first slice; empty when it did not look.
    package let cacheStatus: String
    /// The connection's number, the same for all requests on one connection.
    package let connection: Int
    /// The version of HTTP, for example `HTTP/2.0`.
    package let `protocol`: String
    /// From the first byte of the request to the last of the answer, in seconds.
    package let requestTime: Double
    /// The `Host` that was asked for.
    package let host: String
    /// The `User-Agent`.
    package let agent: String

    /// Whether it asked for a blob's bytes.
    package var isBlobGet: Bool { method == "GET" && uri.contains("/blobs/sha") }
    /// Whether it asked for a manifest or an index, by tag or digest.
    package var isManifestGet: Bool { method == "GET" && uri.contains("/manifests/") }
    /// The digest that it asked for, if it asked by digest.
    package var digest: String? {
        let last = uri.split(separator: "/").last?.split(separator: "?").first.map(String.init)
        return last?.contains(":") == true ? last : nil
    }
}

extension Sequence<AccessRecord> {
    /// The GETs of blobs, whole or in part.
    package var blobGets: [AccessRecord] { filter(\.isBlobGet) }
    /// The GETs of whole blobs: before a blob is read a cache is asked for one byte of each slice, and what came from behind
    /// it is read once more in part.
    package var blobPulls: [AccessRecord] { filter { $0.isBlobGet && $0.range.isEmpty } }
    /// The bytes of all bodies that were sent.
    package var bodyBytes: Int64 { reduce(0) { $0 + $1.bodyBytes } }
}

/// A moment in the access logs of all backends.
package struct AccessMark: Sendable {
    let offsets: [LabBackend: UInt64]
}
