package import OCI
package import Record
package import Transfer

/// One concrete endpoint that may answer for a registry.
package struct Backend: Hashable, Sendable {
    package typealias Source = BackendSource
    package typealias Role = BackendRole
    package typealias Scheme = BackendScheme

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
        if let cache { parts.append(cache.fingerprint) }
        if let route { parts.append(route.fingerprint) }
        if !trust.verifiesPeer { parts.append("unverified") }
        return parts.joined(separator: " ")
    }
}

extension CachePolicy {
    /// What a proof depends on.
    fileprivate var fingerprint: String {
        var parts = ["cache=\(kind)"]
        if let key { parts.append("key=\(key)") }
        if let sliceBytes { parts.append("slice=\(sliceBytes)") }
        if let levels { parts.append("levels=\(levels)") }
        return parts.joined(separator: ",")
    }
}
