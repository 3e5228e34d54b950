package import OCI
package import Transfer

/// One concrete endpoint that may answer for a registry.
package struct Backend: Hashable, Sendable {
    /// Which of the places that may name backends named this one.
    package enum Source: Hashable, Sendable {
        /// The configuration file at this path.
        case configuration(String)
        /// `--backend`.
        case commandLine
        /// A mirror, or the server, of containerd's `hosts.toml`; the line of its table where it has one.
        case containerd(file: String, line: Int?)
        /// A mirror, or the location, of the containers tools' `registries.conf`.
        case containers(file: String, line: Int?)
        /// An SRV record of this name.
        case service(String)
        /// An A or AAAA record of the registry's name.
        case dns
    }

    /// What part a backend plays.
    package enum Role: String, Hashable, Sendable {
        /// Serves nodes.
        case serving
        /// The passive side of a replication: what it lacks is reported and does not refuse.
        case standby
        /// The registry itself, behind its caches: tells cache from storage.
        case direct
    }

    /// How requests reach a backend.
    package enum Scheme: String, Hashable, Sendable {
        /// Plain HTTP, only where the configuration asks for it.
        case http
        /// HTTP over TLS.
        case https
    }

    /// The registry that it answers for.
    package let registry: RegistryName
    /// Its name in reports and in the ledger: the configured one, or the address.
    package let name: String
    /// Where connections go.
    package let address: TransferRequest.Endpoint
    package let scheme: Scheme
    package let role: Role
    /// Who named it.
    package let source: Source
    /// A PEM file of certificate authorities to trust for it.
    package let certificateAuthorities: String?
    /// How it caches, when the configuration says so.
    package let cache: CachePolicy?
    /// How it is addressed where that is not by the registry's name.
    package let route: Route?
    /// What its TLS rests on besides `certificateAuthorities`.
    package let trust: Trust

    package init(
        registry: RegistryName, name: String, address: TransferRequest.Endpoint, scheme: Scheme = .https,
        role: Role = .serving, source: Source, certificateAuthorities: String? = nil, cache: CachePolicy? = nil,
        route: Route? = nil, trust: Trust = Trust()
    ) {
        self.registry = registry
        self.name = name
        self.address = address
        self.scheme = scheme
        self.role = role
        self.source = source
        self.certificateAuthorities = certificateAuthorities
        self.cache = cache
        self.route = route
        self.trust = trust
    }

    /// What a proof depends on besides the bytes: a proof taken when this text was another is stale.
    package var fingerprint: String {
        var parts = ["\(scheme.rawValue)://\(address)", role.rawValue]
        if let cache { parts.append(cache.description) }
        if let route { parts.append(route.fingerprint) }
        if !trust.verifiesPeer { parts.append("unverified") }
        return parts.joined(separator: " ")
    }
}

extension Backend.Source: CustomStringConvertible {
    /// The source in the words of a report.
    package var description: String {
        switch self {
        case .configuration(let file): file
        case .commandLine: "--backend"
        case .containerd(let file, let line), .containers(let file, let line): file + (line.map { ":\($0)" } ?? "")
        case .service(let name): "SRV \(name)"
        case .dns: "DNS"
        }
    }
}

/// How a backend caches, as far as the configuration describes it.
package struct CachePolicy: Hashable, Sendable, CustomStringConvertible {
    /// The software, for example `nginx`.
    package let kind: String
    /// The template of the cache key, for example `$uri$slice_range`.
    package let key: String?
    /// The size of a slice in bytes, for caches that keep blobs in slices.
    package let sliceBytes: Int64?
    /// The directory of the cache on the backend's host.
    package let path: String?
    /// The levels of its directories, for example `1:2`.
    package let levels: String?

    package init(kind: String, key: String? = nil, sliceBytes: Int64? = nil, path: String? = nil, levels: String? = nil)
    {
        self.kind = kind
        self.key = key
        self.sliceBytes = sliceBytes
        self.path = path
        self.levels = levels
    }

    /// The lengths of the directories' names, the deepest last: one to three, of one or two characters, as nginx takes them
    /// (`levels` of `proxy_cache_path`); `nil` where the text is none of them.
    package static func widths(of levels: String) -> [Int]? {
        let widths = levels.split(separator: ":", omittingEmptySubsequences: false).map { ["1": 1, "2": 2][$0] }
        guard widths.count <= 3, !widths.contains(nil) else { return nil }
        return widths.compactMap(\.self)
    }

    /// One line with all that is known.
    package var description: String {
        var parts = ["cache=\(kind)"]
        if let key { parts.append("key=\(key)") }
        if let sliceBytes { parts.append("slice=\(sliceBytes)") }
        if let levels { parts.append("levels=\(levels)") }
        return parts.joined(separator: ",")
    }
}
