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
    /// Whether a public server sent one of the redirects. A private address that such a chain leads to is not requested.
    private(set) var isFromPublicServer: Bool

    /// - Parameter isFromPublicServer: Whether a public server chose the URL itself.
    init(_ url: URL, isFromPublicServer: Bool = false) {
        self.url = url
        origin = url
        self.isFromPublicServer = isFromPublicServer
    }

    /// Whether credentials and the pin still apply: only for the registry's own scheme, host and port.
    var atOrigin: Bool { Self.authority(url) == Self.authority(origin) }

    /// Processes a response's `Location`; the next request goes to `url`. Behind a proxy, the server is unknown: it counts as
    /// public unless its host is a private address.
    mutating func follow(_ reply: TransferResult, through proxy: ProxyServer? = nil) throws(RedirectFault) {
        let server = url.host.map { TransferRequest.Endpoint(host: $0, port: 0) }
        let isUnknown = proxy != nil && server.flatMap { NetworkAddress($0.host) } == nil
        isFromPublicServer = isFromPublicServer || isUnknown
        try follow(reply.head?["Location"], from: proxy == nil ? reply.connection.remote : server)
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
        let isPublic = isFromPublicServer || remote.flatMap { NetworkAddress($0.host) }?.isPrivate == false
        if isPublic, target.host.map(Self.isPrivate) == true { throw .privateAddress(url: Self.redacted(target)) }
        guard followed.count < Self.limit else { throw .tooMany(limit: Self.limit) }
        guard target != url, !followed.contains(target) else { throw .loop(url: Self.redacted(target)) }
        followed.append(url)
        url = target
        isFromPublicServer = isPublic
    }

    /// Whether a host is private by its text alone. What a name resolves to is known only when connecting.
    private static func isPrivate(_ host: String) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") { return true }
        return NetworkAddress(host)?.isPrivate == true
    }

    /// Applies the rule about private addresses to the address that the request connects to, whatever its host is called.
    func restrict(_ request: inout TransferRequest) {
        guard isFromPublicServer, request.pin == nil else { return }
        request.mayReach = { NetworkAddress($0)?.isPrivate == false }
    }

    /// The fault of a request that was not sent because of where it would have connected to.
    func fault(of reply: TransferResult) -> RedirectFault? {
        guard reply.failure != nil, let address = reply.connection.barred else { return nil }
        return .privateTarget(url: Self.redacted(url), address: address)
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
