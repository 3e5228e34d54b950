internal import Foundation
internal import Transfer

/// The object in a storage that a backend redirects to: what serves a blob, whatever repository it was requested under.
///
/// There is none if anything is doubtful: a query that may select other content, or a reply that shows a cache in front of the
/// storage. Such a cache may store each signed URL separately.
package struct ServingObject: Hashable, Sendable {
    /// Scheme, host, port and path of the URL. The path is compared as it is written.
    package let place: String
    /// The entity tag in the storage's reply: a hint. Two different ones show that the object was replaced.
    package let entityTag: String?

    /// - Parameters:
    ///   - url: The URL as it was requested.
    ///   - head: The storage's reply to it.
    ///   - isProxied: Whether the request went through a proxy. A proxy may cache what is not encrypted.
    init?(_ url: String, _ head: ResponseHead, isProxied: Bool) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil, parts.fragment == nil,
            parts.percentEncodedPath.count > 1, url.utf8.count <= Self.longest, !(isProxied && scheme != "https"),
            URLSignature.isAll(of: parts.percentEncodedQuery), !Self.showsCache(head)
        else { return nil }
        let port = parts.port ?? (scheme == "https" ? 443 : 80)
        place = "\(scheme)://\(host):\(port)\(parts.percentEncodedPath)"
        entityTag = head["ETag"]
    }

    /// The longest URL that is compared, in bytes.
    private static let longest = 4096

    /// Fields that caches add, of CDNs too.
    private static let cacheFields: Set = [
        "age", "via", "cache-status", "cdn-cache", "cf-cache-status", "x-amz-cf-id", "x-amz-cf-pop", "x-azure-ref",
        "x-cache", "x-cache-hits", "x-cache-lookup", "x-cache-status", "x-cdn", "x-msedge-ref", "x-proxy-cache",
        "x-served-by", "x-varnish",
    ]

    private static func showsCache(_ head: ResponseHead) -> Bool {
        head.fields.contains { field in
            let name = field.name.lowercased()
            return cacheFields.contains(name) || name.hasPrefix("akamai-") || name.hasPrefix("x-akamai-")
        }
    }
}
