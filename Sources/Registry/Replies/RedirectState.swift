internal import Foundation
internal import OCI
internal import Record
internal import Transfer

/// Decides whether to follow a redirect, and with which credentials. Pure; one value per request.
struct RedirectState {
    /// Go's client sends ten requests in all, and all nodes use it.
    static let limit = 9

    private(set) var url: URL
    /// The URL as nodes send it. `url` is the same in a form that is safe to show.
    private(set) var asked: String
    private(set) var followed: [URL] = []
    private let origin: URL
    /// Whether a redirect led to a host that gets no credentials. Go does not send them again after that.
    private var hasLostAuthorization = false
    /// Whether a public server sent one of the redirects. A private address that such a chain leads to is not requested.
    private(set) var isFromPublicServer: Bool

    /// - Parameter isFromPublicServer: Whether a public server chose the URL itself.
    init(_ url: URL, isFromPublicServer: Bool = false) {
        self.url = url
        asked = url.absoluteString
        origin = url
        self.isFromPublicServer = isFromPublicServer
    }

    /// Whether credentials and the pin still apply: only for the registry's own scheme, host and port.
    var atOrigin: Bool { Self.authority(url) == Self.authority(origin) }

    /// Whether `Authorization` is sent: as in Go, to the registry's host and its subdomains on any port; as in containerd, also
    /// to the registry itself after a detour. Unlike nodes, not over plain HTTP when the registry is reached over TLS.
    var keepsAuthorization: Bool {
        if atOrigin { return true }
        let isPlain = url.scheme?.lowercased() == "http" && origin.scheme?.lowercased() == "https"
        return !hasLostAuthorization && !isPlain
    }

    /// Whether a redirect led from https to http. Nodes follow it, and so does this: the bytes are hashed.
    var leftTLS: Bool {
        zip(followed, followed.dropFirst() + [url]).contains { from, to in
            from.scheme?.lowercased() == "https" && to.scheme?.lowercased() == "http"
        }
    }

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
        let (target, text) = try Self.target(of: location, from: asked)
        let isPublic = isFromPublicServer || remote.flatMap { NetworkAddress($0.host) }?.isPrivate == false
        if isPublic, target.host.map(Self.isPrivate) == true { throw .privateAddress(url: Self.redacted(target)) }
        if NumericName.isHost(of: target) { throw .numericName(url: Self.redacted(target)) }
        guard followed.count < Self.limit else { throw .tooMany(limit: Self.limit) }
        guard target != url, !followed.contains(target) else { throw .loop(url: Self.redacted(target)) }
        followed.append(url)
        url = target
        asked = text
        if !Self.isWithin(target.host ?? "", origin.host ?? "") { hasLostAuthorization = true }
        isFromPublicServer = isPublic
    }

    /// The URL that a `Location` leads to, as a value and as nodes send it.
    private static func target(of location: String, from base: String) throws(RedirectFault) -> (URL, String) {
        let target: NodeURL
        do throws(NodeURL.Malformed) {
            target = try NodeURL(base).resolving(location)
        } catch {
            // A text without a host is nothing that nodes could follow, however it is written.
            guard location.lowercased().hasPrefix("http") || location.hasPrefix("/") else {
                throw .badLocation(location: redacted(location))
            }
            throw .malformedLocation(location: redacted(location))
        }
        guard ["https", "http"].contains(target.scheme), target.authority?.isEmpty == false else {
            throw .badLocation(location: redacted(location))
        }
        // Go sends a space in a query as it is. Servers take it for the end of the target.
        guard target.query?.contains(" ") != true, let url = URL(string: target.text), url.host?.isEmpty == false
        else { throw .malformedLocation(location: redacted(location)) }
        return (url, target.text)
    }

    /// Whether a host is another or a subdomain of it (Go, `isDomainOrSubdomain`).
    private static func isWithin(_ host: String, _ other: String) -> Bool {
        let (host, other) = (host.lowercased(), other.lowercased())
        return host == other || !host.contains(":") && host.hasSuffix("." + other)
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
