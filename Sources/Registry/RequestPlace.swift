package import OCI

/// How the request for one path below a repository looks to the backend, and to a cache that makes its key of it.
package struct RequestPlace: Hashable, Sendable {
    /// `http` or `https`.
    package let scheme: String
    /// The value of `Host`.
    package let authority: String
    /// The path, `/v2/NAME/blobs/sha256:...`: nothing in it is percent-encoded.
    package let path: String
    /// The query without its question mark; empty where there is none.
    package let query: String

    /// The URL without its query.
    package var url: String { "\(scheme)://\(authority)\(path)" }
}

extension Backend {
    /// The request for a path such as `blobs/sha256:...`; `nil` where the repository has no name on this backend.
    package func place(of path: String, under repository: RepositoryName) -> RequestPlace? {
        guard let url = url(path, of: repository)?.shown, let start = url.firstRange(of: "://") else { return nil }
        let rest = url[start.upperBound...]
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        return RequestPlace(
            scheme: scheme.rawValue, authority: String(rest[..<slash]), path: String(rest[slash...]),
            query: String(query.dropFirst()))
    }
}
