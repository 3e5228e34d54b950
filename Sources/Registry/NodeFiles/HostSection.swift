internal import Files
internal import Foundation
internal import OCI
internal import Record
internal import Transfer

/// Reads the keys that a `[host."URL"]` table shares with the top level of the file.
struct HostSection {
    static let keys: Set<String> = [
        "capabilities", "ca", "client", "skip_verify", "override_path", "header", "dial_timeout",
    ]
    /// Only for mirrors.
    static let mirrorKeys = keys.union(["rewrite"])

    let registry: RegistryName
    let folder: String
    /// Whether the settings are known to be for k3s or RKE2.
    var isOfK3s = false

    /// The endpoint of a mirror; `nil` if its URL is invalid.
    func endpoint(at url: String, _ section: TOMLSection) -> NodeEndpoint? {
        guard let (scheme, route) = route(to: url, section, fault: { section.notes.limit(section.line, $0) }) else {
            return nil
        }
        var renamed = route
        renamed.scope = RepositoryScope(rewrites: rewrites(section))
        return endpoint(scheme, renamed, section, line: section.line, isRegistry: false)
    }

    /// The endpoint that nodes use if no mirror has the content: the `server`, or the registry itself.
    func server(_ root: TOMLSection, scheme: Backend.Scheme) -> NodeEndpoint? {
        guard root.has("server"), let url = root.string("server"), !url.isEmpty else {
            guard let authority = RegistryName(registry.apiAuthority) else { return nil }
            // Without a server, containerd overwrites the capabilities with all of them.
            var found = endpoint(scheme, Route(authority: authority), root, line: nil, isRegistry: true)
            found?.route.asking = .all
            found?.isOptional = false
            found?.isLastResort = true
            return found
        }
        guard let (scheme, route) = route(to: url, root, fault: { root.limit("server", $0) }) else { return nil }
        let isRegistry = route.authority.description == registry.apiAuthority && route.root == "/v2"
        var found = endpoint(scheme, route, root, line: root.place(of: "server"), isRegistry: isRegistry)
        found?.isLastResort = true
        return found
    }

    private func endpoint(
        _ scheme: Backend.Scheme, _ route: Route, _ section: TOMLSection, line: Int?, isRegistry: Bool
    ) -> NodeEndpoint? {
        var route = route
        let known = ["pull", "resolve", "push", "referrers"]
        let capabilities = section.strings("capabilities").map { $0.lowercased() }
        for unknown in capabilities where !known.contains(unknown) {
            let shown = unknown.escapedASCII(limit: 40)
            section.fault("capabilities", "\"\(shown)\" is not one of \(known.joined(separator: ", "))")
        }
        // Content is requested from every host, whatever its capabilities; only names are not resolved there.
        let isForPulls = capabilities.isEmpty || capabilities.contains("pull")
        if !isForPulls {
            section.notes.ignore(
                section.place(of: "capabilities"),
                "\(route.authority) is not for pulls, but nodes ask it for content before those after it")
        }
        if !isForPulls || !capabilities.isEmpty && !capabilities.contains("resolve") { route.asking = .afterResolving }
        route.fields = section.fields("header").flatMap { field in
            field.values.map { Route.Field(name: field.name, value: Secret($0)) }
        }
        for field in route.fields where !field.isSafe {
            let shown = field.name.escapedASCII(limit: 80)
            section.limit("header", "\(shown): not a valid header field name or value")
        }
        if let text = section.string("dial_timeout"), !text.isEmpty {
            route.connectLimit = GoDuration.parse(text)
            if route.connectLimit == nil {
                section.fault(
                    "dial_timeout", "\"\(text.escapedASCII(limit: 40))\" is not a duration such as 500ms or 30s")
            }
        }
        // With TLS settings, containerd tries https first on a port that is given as plain HTTP.
        let trust = trust(section)
        let hasTLS = section.has("ca") || section.has("client") || !trust.verifiesPeer
        let mayBePlain = scheme == .http && route.authority.port ?? 80 != 80 && hasTLS
        var found = NodeEndpoint(
            scheme: mayBePlain ? .https : scheme, route: route, isRegistry: isRegistry, trust: trust,
            source: .containerd(file: section.notes.file, line: line))
        found.mayBePlain = mayBePlain
        found.isOptional = !isForPulls
        return found
    }

    private func rewrites(_ section: TOMLSection) -> [RepositoryRewrite] {
        if section.has("rewrite"), !isOfK3s {
            section.notes.ignore(
                section.place(of: "rewrite"),
                "\(section.name) rewrite is applied as k3s and RKE2 do; other builds of containerd ignore it")
        }
        return section.rewrites
    }

    private func trust(_ section: TOMLSection) -> Backend.Trust {
        let authorities = section.nested("ca").flatMap { $0 }.map(path)
        for file in authorities { check(file, "ca", section) }
        let pairs = section.nested("client")
        var client: TransferRequest.ClientCertificate?
        if let pair = pairs.first {
            if pairs.count > 1 || pair.count > 2 {
                section.limit("client", "more than one certificate; Blobgate can use one")
            }
            let key = pair.count == 2 && !pair[1].isEmpty ? path(pair[1]) : nil
            client = TransferRequest.ClientCertificate(certificate: path(pair[0]), key: key)
            for file in [client?.certificate, client?.key].compactMap({ $0 }) { check(file, "client", section) }
        }
        return Backend.Trust(
            authorities: authorities, client: client, verifiesPeer: !(section.flag("skip_verify") ?? false))
    }

    private func route(
        to text: String, _ section: TOMLSection, fault: (String) -> Void
    ) -> (Backend.Scheme, Route)? {
        let shown = Self.shown(text)
        let whole = text.hasPrefix("http") && text.contains("://") ? text : "https://" + text
        guard let parts = URLComponents(string: whole),
            let scheme = parts.scheme.flatMap(Backend.Scheme.init(rawValue:)),
            parts.query == nil, parts.fragment == nil, parts.user == nil, parts.password == nil
        else {
            fault("\"\(shown)\" is not an http or https URL with only host, port and path")
            return nil
        }
        let rest = whole.dropFirst(scheme.rawValue.count + 3)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let authority = RegistryName(rest[..<slash]) else {
            fault("\"\(shown)\" has no valid host[:port]")
            return nil
        }
        var route = Route(authority: authority)
        let path = rest[slash...].split(separator: "/").map { "/" + $0 }.joined()
        let overrides = section.flag("override_path") ?? false
        route.root = overrides || path.hasSuffix("/v2") ? path : path + "/v2"
        // As in containerd: an endpoint whose name is not the registry's is a proxy for it.
        if authority.description != registry.description, authority.description != registry.apiAuthority {
            route.namespace = registry.description
        }
        return (scheme, route)
    }

    /// A URL for messages, without user information.
    static func shown(_ url: String) -> String {
        guard let at = url.lastIndex(of: "@") else { return url.escapedASCII(limit: 200) }
        let scheme = url.range(of: "://").map { url[..<min($0.upperBound, at)] } ?? ""
        return (scheme + "..." + url[at...]).escapedASCII(limit: 200)
    }

    /// Adds a fault for a file that a connection cannot read.
    private func check(_ file: String, _ key: String, _ section: TOMLSection) {
        let shown = file.escapedASCII(limit: 400)
        switch RegularFile.fault(of: file) {
        case nil: break
        case .system: section.limit(key, "cannot read the file \(shown)")
        case .some(let fault): section.limit(key, "the file \(shown) \(fault.words)")
        }
    }

    private func path(_ text: String) -> String { text.hasPrefix("/") ? text : "\(folder)/\(text)" }
}

extension TOMLSection {
    /// The table `rewrite` of a mirror.
    var rewrites: [RepositoryRewrite] {
        fields("rewrite").compactMap { pattern, values in
            let rewrite = values.first.flatMap { RepositoryRewrite(pattern: pattern, replacement: $0) }
            if rewrite == nil {
                limit("rewrite", "\(pattern.escapedASCII(limit: 80)): not a regular expression that Blobgate supports")
            }
            return rewrite
        }
    }
}

extension Route.Field {
    /// Whether it can be sent without altering the request in other ways (RFC 9110, 5.1 and 5.5).
    var isSafe: Bool {
        let marks = Set("!#$%&'*+-.^_`|~".utf8)
        return !name.isEmpty && name.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || marks.contains($0) }
            && value.value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
    }
}

extension UInt8 {
    fileprivate var isASCIIDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isASCIILetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}

/// Durations in Go syntax: `300ms`, `1.5h`, `2h45m`.
enum GoDuration {
    private static let units: [String: Double] = [
        "ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600,
    ]

    static func parse(_ text: String) -> Duration? {
        var seconds = 0.0
        var rest = text[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let factor = units[String(unit)] else { return nil }
            seconds += number * factor
        }
        return seconds > 0 && seconds < 86_400 ? .seconds(seconds) : nil
    }
}
