package import OCI
package import Record
package import Transfer

/// One concrete endpoint that may answer for a registry.
///
/// Every claim contains its backend, so the definition is stored once, and copies share it.
package struct Backend: Hashable, Sendable {
    package typealias Source = BackendSource
    package typealias Role = BackendRole
    package typealias Scheme = BackendScheme

    private struct Definition: Hashable, Sendable {
        let registry: RegistryName
        let name: String
        let address: TransferRequest.Endpoint
        let scheme: Scheme
        let role: Role
        let source: Source
        let certificateAuthorities: String?
        let cache: CachePolicy?
        let route: Route?
        let trust: Trust
        let scope: RepositoryScope
        let proxy: ProxyServer?

        var isMachineLocal: Bool {
            let host = proxy?.host ?? address.host
            return AddressChoice.isNameOfThisMachine(host) || NetworkAddress(host)?.isMachineLocal ?? false
        }

        var fingerprint: String {
            var parts = ["\(scheme.rawValue)://\(address)", role.rawValue]
            if let cache { parts.append(cache.fingerprint) }
            if let route { parts.append(route.fingerprint) }
            if !trust.verifiesPeer { parts.append("unverified") }
            if let proxy { parts.append("via=\(proxy)") }
            return parts.joined(separator: " ")
        }
    }

    private final class Storage: Sendable {
        let definition: Definition
        // Both are asked for once per claim and more.
        let fingerprint: String
        let isMachineLocal: Bool

        init(_ definition: Definition) {
            self.definition = definition
            fingerprint = definition.fingerprint
            isMachineLocal = definition.isMachineLocal
        }
    }

    private let storage: Storage

    private var definition: Definition { storage.definition }

    /// The registry it serves.
    package var registry: RegistryName { definition.registry }
    /// Its name in reports and in the ledger: the configured one, or the address.
    package var name: String { definition.name }
    /// The address to connect to.
    package var address: TransferRequest.Endpoint { definition.address }
    package var scheme: Scheme { definition.scheme }
    package var role: Role { definition.role }
    /// Where its definition comes from.
    package var source: Source { definition.source }
    /// A PEM file of CA certificates to trust for it.
    package var certificateAuthorities: String? { definition.certificateAuthorities }
    /// Its cache policy, if configured.
    package var cache: CachePolicy? { definition.cache }
    /// How to address it, if not by the registry's name.
    package var route: Route? { definition.route }
    /// TLS settings in addition to `certificateAuthorities`.
    package var trust: Trust { definition.trust }
    /// The repositories that are requested from it, and their names there. One registry instance may serve only some of them.
    package var scope: RepositoryScope { route?.scope ?? definition.scope }

    /// The proxy that nodes reach it through. Then nothing connects to `address`, and the proxy resolves the name. A
    /// configured backend has none.
    package var proxy: ProxyServer? { definition.proxy }

    /// Whether its address belongs to this machine, so that it is another backend on another machine (invariant 4): a
    /// loopback or link-local address, or a proxy there.
    package var isMachineLocal: Bool { storage.isMachineLocal }

    package init(
        registry: RegistryName, name: String, address: TransferRequest.Endpoint, scheme: Scheme = .https,
        role: Role = .serving, source: Source, certificateAuthorities: String? = nil, cache: CachePolicy? = nil,
        route: Route? = nil, trust: Trust = Trust(), scope: RepositoryScope = RepositoryScope(),
        proxy: ProxyServer? = nil
    ) {
        storage = Storage(
            Definition(
                registry: registry, name: name, address: address, scheme: scheme, role: role, source: source,
                certificateAuthorities: certificateAuthorities, cache: cache, route: route, trust: trust,
                scope: scope, proxy: proxy))
    }

    package static func == (left: Backend, right: Backend) -> Bool {
        left.storage === right.storage || left.definition == right.definition
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(registry)
        hasher.combine(name)
        hasher.combine(address)
    }

    /// Everything besides the bytes that a proof depends on. A proof with a different fingerprint is stale.
    package var fingerprint: String { storage.fingerprint }
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
