package import Foundation
package import Transfer

/// Which proxy a node uses for a URL: the variables as Go's httpproxy reads them (golang.org/x/net/http/httpproxy), which
/// containerd, CRI-O, podman and dockerd do. Pure.
///
/// libcurl reads the same variables in another way: it prefers lower case, has `ALL_PROXY`, proxies `localhost`, and knows
/// no ports and wildcards in `NO_PROXY`.
package struct ProxyRules: Hashable, Sendable {
    private let plain: ProxyServer?
    private let secure: ProxyServer?
    private let exceptions: [Exception]

    /// No proxy for anything.
    package init() {
        plain = nil
        secure = nil
        exceptions = []
    }

    /// Reads the variables; upper case wins over lower case, and an empty one counts as unset.
    package init(environment: [String: String]) throws(ProxyVariableError) {
        func value(_ name: String) -> (variable: String, text: String)? {
            for variable in [name, name.lowercased()] {
                if let text = environment[variable], !text.isEmpty { return (variable, text) }
            }
            return nil
        }
        func proxy(_ name: String) throws(ProxyVariableError) -> ProxyServer? {
            guard let (variable, text) = value(name) else { return nil }
            guard let server = ProxyServer(text) else { throw ProxyVariableError(variable: variable) }
            return server
        }
        secure = try proxy("HTTPS_PROXY")
        plain = try proxy("HTTP_PROXY")
        exceptions = Exception.list(value("NO_PROXY")?.text ?? "")
    }

    /// The proxy for a URL; `nil` to connect directly.
    package func proxy(for url: URL) -> ProxyServer? {
        guard let scheme = url.scheme?.lowercased(), let host = url.host, !host.isEmpty else { return nil }
        return proxy(scheme: scheme, host: host, port: url.port)
    }

    /// The proxy for a scheme, host and port, where `nil` is the port of the scheme.
    package func proxy(scheme: String, host: String, port: Int?) -> ProxyServer? {
        let server = scheme == "https" ? secure : scheme == "http" ? plain : nil
        guard let server else { return nil }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let bare = (isBracketed ? String(host.dropFirst().dropLast()) : host).lowercased()
        guard bare != "localhost" else { return nil }
        let address = IPAddress(bare)
        if address?.isLoopback == true { return nil }
        let port = String(port ?? (scheme == "https" ? 443 : 80))
        return exceptions.contains { $0.matches(bare, port: port, address: address) } ? nil : server
    }

    /// One entry of `NO_PROXY`.
    private enum Exception: Hashable {
        case all
        case network(IPAddress, length: Int)
        case address(IPAddress, port: String)
        /// A name with a leading dot. `itself`: whether it also covers the name without the dot.
        case name(String, port: String, itself: Bool)

        /// The entries, separated by commas only. `*` among them covers everything.
        static func list(_ text: String) -> [Exception] {
            var found: [Exception] = []
            for part in text.split(separator: ",") {
                let entry = part.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
                if entry.isEmpty { continue }
                if entry == "*" { return [.all] }
                if let exception = Exception(entry) { found.append(exception) }
            }
            return found
        }

        private init?(_ entry: String) {
            if let slash = entry.lastIndex(of: "/"), let base = IPAddress(String(entry[..<slash])),
                let length = Int(entry[entry.index(after: slash)...]), (0...base.bits).contains(length)
            {
                self = .network(base, length: length)
                return
            }
            let (host, port) = Self.split(entry)
            if let address = IPAddress(host) {
                self = .address(address, port: port)
                return
            }
            let name = host.hasPrefix("*.") ? String(host.dropFirst()) : host
            guard !name.isEmpty else { return nil }
            let isWithin = name.hasPrefix(".")
            self = .name(isWithin ? name : "." + name, port: port, itself: !isWithin)
        }

        /// `HOST:PORT` or `[HOST]:PORT`, as in Go's `net.SplitHostPort`; anything else is a host.
        private static func split(_ entry: String) -> (host: String, port: String) {
            guard let colon = entry.lastIndex(of: ":") else { return (entry, "") }
            let (host, port) = (entry[..<colon], entry[entry.index(after: colon)...])
            if host.hasPrefix("["), host.hasSuffix("]") { return (String(host.dropFirst().dropLast()), String(port)) }
            return host.contains(":") || host.contains("[") ? (entry, "") : (String(host), String(port))
        }

        func matches(_ host: String, port: String, address: IPAddress?) -> Bool {
            switch self {
            case .all: true
            case .network(let base, let length): address.map { base.covers($0, length: length) } ?? false
            case .address(let own, let ownPort): own == address && (ownPort.isEmpty || ownPort == port)
            case .name(let suffix, let ownPort, let itself):
                (host.hasSuffix(suffix) || itself && host == suffix.dropFirst()) && (ownPort.isEmpty || ownPort == port)
            }
        }
    }
}

/// A variable with a proxy that cannot be used. Its value may contain a password and is not shown.
package struct ProxyVariableError: Error, Hashable, Sendable {
    /// The name of the variable.
    package let variable: String
}
