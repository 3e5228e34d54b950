internal import Foundation
internal import OCI
internal import Record
internal import Transfer

/// Decides whether to follow a redirect, and with which credentials. Pure; one value per request.
struct RedirectState {
    static let limit = 5

    private(set) var url: URL
    private(set) var followed: [URL] = []
    private let origin: URL

    init(_ url: URL) {
        self.url = url
        origin = url
    }

    /// Whether credentials and the pin still apply: only for the registry's own scheme, host and port.
    var atOrigin: Bool { Self.authority(url) == Self.authority(origin) }

    /// Processes a response's `Location`; the next request goes to `url`.
    mutating func follow(_ reply: TransferResult) throws(RedirectFault) {
        try follow(reply.head?["Location"], from: reply.connection.remote)
    }

    /// `remote` is the host that answered. A public server must not redirect to private addresses, such as a cloud's
    /// metadata service.
    private mutating func follow(
        _ location: String?, from remote: TransferRequest.Endpoint?
    ) throws(RedirectFault) {
        guard let location, !location.isEmpty else { throw .noLocation }
        guard let target = URL(string: location, relativeTo: url)?.absoluteURL,
            let scheme = target.scheme?.lowercased(),
            target.host != nil
        else { throw .badLocation(location: Self.redacted(location)) }
        guard scheme == "https" || scheme == "http" else { throw .badLocation(location: Self.redacted(location)) }
        if url.scheme?.lowercased() == "https", scheme == "http" { throw .downgrade(url: Self.redacted(target)) }
        if let remote, NetworkAddress(remote.host)?.isPrivate == false, let host = target.host,
            NetworkAddress(host)?.isPrivate == true
        {
            throw .privateAddress(url: Self.redacted(target))
        }
        guard followed.count < Self.limit else { throw .tooMany(limit: Self.limit) }
        guard target != url, !followed.contains(target) else { throw .loop(url: Self.redacted(target)) }
        followed.append(url)
        url = target
    }

    /// A URL without user information and query, which may contain signatures.
    static func redacted(_ url: URL) -> String {
        var parts = URLComponents(url: url, resolvingAgainstBaseURL: true)
        let hadQuery = parts?.query != nil
        parts?.query = nil
        parts?.fragment = nil
        parts?.user = nil
        parts?.password = nil
        return ServerText((parts?.string ?? "") + (hadQuery ? "?..." : ""), limit: 400).description
    }

    /// The same for a text that may not be a URL.
    static func redacted(_ text: String) -> ServerText {
        if let url = URL(string: text) { return ServerText(redacted(url)) }
        let path = text.prefix { $0 != "?" && $0 != "#" }
        let shown = path.lastIndex(of: "@").map { path[path.index(after: $0)...] } ?? path
        return ServerText(shown + (path.endIndex < text.endIndex ? "?..." : ""))
    }

    /// Whether two URLs have the same scheme, host and port.
    static func isSameOrigin(_ one: URL, _ other: URL) -> Bool { authority(one) == authority(other) }

    private static func authority(_ url: URL) -> String {
        let scheme = url.scheme?.lowercased() ?? ""
        return "\(scheme)://\(url.host?.lowercased() ?? ""):\(url.port ?? (scheme == "https" ? 443 : 80))"
    }
}
