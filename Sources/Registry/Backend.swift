package import OCI
package import Record
package import Transfer

/// One concrete endpoint that may answer for a registry.
package struct Backend: Hashable, Sendable {
    package typealias Source = BackendSource
    package typealias Role = BackendRole
    package typealias Scheme = BackendScheme

    /// The registry it serves.
    package let registry: RegistryName
    /// Its name in reports and in the ledger: the configured one, or the address.
    package let name: String
    /// The address to connect to.
    package let address: TransferRequest.Endpoint
    package let scheme: Scheme
    package let role: Role
    /// Where its definition comes from.
    package let source: Source
    /// A PEM file of CA certificates to trust for it.
    package let certificateAuthorities: String?
    /// Its cache policy, if configured.
    package let cache: CachePolicy?
    /// How to address it, if not by the registry's name.
    package let route: Route?
    /// TLS settings in addition to `certificateAuthorities`.
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

    /// Everything besides the bytes that a proof depends on. A proof with a different fingerprint is stale.
    package var fingerprint: String {
        var parts = ["\(scheme.rawValue)://\(address)", role.rawValue]
        if let cache { parts.append(cache.fingerprint) }
        if let route { parts.append(route.fingerprint) }
        if !trust.verifiesPeer { parts.append("unverified") }
        return parts.joined(separator: " ")
    }
}

extension CachePolicy {
    /// The part of the fingerprint for the cache policy.
    fileprivate var fingerprint: String {
        var parts = ["cache=\(kind)"]
        if let key { parts.append("key=\(key)") }
        if let sliceBytes { parts.append("slice=\(sliceBytes)") }
        if let levels { parts.append("levels=\(levels)") }
        return parts.joined(separator: ",")
    }
}
