/// A proxy for HTTP requests, from a variable such as `HTTPS_PROXY`.
///
/// Its URL may contain a password: it is handed to libcurl and never shown.
package struct ProxyServer: Hashable, Sendable, CustomStringConvertible {
    /// The protocol spoken with the proxy.
    package enum Scheme: String, Hashable, Sendable {
        case http
        case https
        case socks5
        case socks5h

        fileprivate var port: UInt16 {
            switch self {
            case .http: 80
            case .https: 443
            case .socks5, .socks5h: 1080
            }
        }
    }

    package let scheme: Scheme
    package let host: String
    package let port: UInt16
    /// `USER[:PASSWORD]`, percent-encoded as in the URL.
    private let login: String?

    /// Reads `[SCHEME://][USER[:PASSWORD]@]HOST[:PORT][/...]`, with `http` as the default scheme, as Go's httpproxy does;
    /// `nil` if it is not the URL of a proxy that Go and libcurl know.
    package init?(_ text: String) {
        var rest = text[...]
        var scheme = Scheme.http
        if let mark = text.firstRange(of: "://") {
            guard let named = Scheme(rawValue: text[..<mark.lowerBound].lowercased()) else { return nil }
            scheme = named
            rest = text[mark.upperBound...]
        }
        rest = rest.prefix { !"/?#".contains($0) }
        var login: String?
        if let at = rest.lastIndex(of: "@") {
            login = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        var port = scheme.port
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            let digits = rest[rest.index(after: colon)...]
            if !digits.isEmpty {
                guard let number = UInt16(digits), number > 0 else { return nil }
                port = number
            }
            rest = rest[..<colon]
        }
        let isBracketed = rest.hasPrefix("[") && rest.hasSuffix("]")
        let host = isBracketed ? rest.dropFirst().dropLast() : rest
        guard !host.isEmpty, isBracketed || !host.contains(":"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        self.scheme = scheme
        self.host = String(host)
        self.port = port
        self.login = login
    }

    /// `SCHEME://HOST:PORT`, without user and password.
    package var description: String { "\(scheme.rawValue)://\(endpoint)" }

    /// Its host and port.
    package var endpoint: TransferRequest.Endpoint { TransferRequest.Endpoint(host: host, port: port) }

    /// The URL for libcurl. In Go, the proxy resolves names for both forms of SOCKS 5.
    var url: String {
        let spoken = scheme == .socks5 ? Scheme.socks5h : scheme
        return "\(spoken.rawValue)://\(login.map { $0 + "@" } ?? "")\(endpoint)"
    }
}
