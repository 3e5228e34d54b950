internal import CLibresolv
internal import Foundation
internal import Glibc
package import OCI
package import Record
internal import Transfer

/// Discovers the backends of a registry that has none configured: one per address of its name.
package enum BackendDiscovery {
    /// The backends behind names, and how they were chosen from the addresses of the names.
    package struct Found: Sendable {
        package var backends: [Backend] = []
        package var choices: [AddressChoice] = []
        /// What was found out about the nodes' files; one sentence each.
        package var remarks: [String] = []

        package init(backends: [Backend] = [], choices: [AddressChoice] = []) {
            self.backends = backends
            self.choices = choices
        }
    }

    /// The backends behind a registry's name: its proxy if nodes use one, otherwise those of its A and AAAA records, in the
    /// resolver's order.
    package static func resolve(
        _ registry: RegistryName, scheme: Backend.Scheme = .https, certificateAuthorities: String? = nil,
        trust: Backend.Trust = Backend.Trust(), reach: Reach = Reach()
    ) async throws(DiscoveryError) -> Found {
        let (host, port) = authority(of: registry, scheme: scheme)
        var found = Found()
        switch await places(of: host, port: port, scheme: scheme, reach, &found.choices) {
        case .failure(let error):
            throw DiscoveryError(registry: registry, reason: error.text, isUnknownName: error.isUnknownName)
        case .success(let places):
            found.backends = places.map { place in
                Backend(
                    registry: registry, name: place.endpoint.description, address: place.endpoint, scheme: scheme,
                    source: .dns, certificateAuthorities: certificateAuthorities, trust: trust, proxy: place.proxy)
            }
        }
        return found
    }

    /// Where to connect to for a host.
    struct Place {
        let endpoint: TransferRequest.Endpoint
        var proxy: ProxyServer?
        /// Whether the endpoint is one of several addresses of the name.
        var isOneOfSeveral = false
    }

    /// The places behind a name without configured backends. A name behind a proxy is not resolved here: only the proxy may be able to.
    static func places(
        of host: String, port: UInt16, scheme: Backend.Scheme, _ reach: Reach, _ choices: inout [AddressChoice]
    ) async -> Result<[Place], ResolverError> {
        let own = TransferRequest.Endpoint(host: host, port: port)
        if let proxy = reach.proxies.proxy(scheme: scheme.rawValue, host: host, port: Int(port)) {
            return .success([Place(endpoint: own, proxy: proxy)])
        }
        let rule = reach.addresses
        let looked = await onOwnThread {
            addresses(of: host).map { rule.choose($0, of: host, hasRoute: NetworkRoute.exists(to:)) }
        }
        return looked.map { chosen in
            if let choice = chosen.choice { choices.append(choice) }
            guard case .each(let targets) = chosen.targets else { return [Place(endpoint: own)] }
            return targets.map { address in
                Place(
                    endpoint: TransferRequest.Endpoint(host: address, port: port), isOneOfSeveral: targets.count > 1)
            }
        }
    }

    /// The host and port of a registry's API.
    package static func authority(of registry: RegistryName, scheme: Backend.Scheme) -> (host: String, port: UInt16) {
        let host = RegistryName(registry.apiAuthority)?.host ?? registry.host
        return (host, registry.port ?? (scheme == .https ? 443 : 80))
    }

    struct ResolverError: Error {
        let text: String
        /// Whether the name has no address, according to a server that answered.
        let isUnknownName: Bool
    }

    /// The addresses of a host, in the resolver's order.
    static func lookUp(_ host: String) async -> Result<[String], ResolverError> {
        await onOwnThread { addresses(of: host) }
    }

    /// Runs blocking resolver calls on a new thread, to spare the small cooperative thread pool.
    static func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }

    private static func addresses(of host: String) -> Result<[String], ResolverError> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else {
            // EAI_NODATA, which the headers declare only with _GNU_SOURCE.
            let unknown = [EAI_NONAME, -5]
            return .failure(
                ResolverError(text: String(cString: gai_strerror(status)), isUnknownName: unknown.contains(status)))
        }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var entry = list
        while let current = entry {
            if let text = numericText(current.pointee), !found.contains(text) { found.append(text) }
            entry = current.pointee.ai_next
        }
        return found.isEmpty
            ? .failure(ResolverError(text: "the name has no addresses", isUnknownName: true)) : .success(found)
    }

    private static func numericText(_ entry: addrinfo) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = getnameinfo(
            entry.ai_addr, entry.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
        guard status == 0 else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// How this machine reaches backends that are not pinned.
package struct Reach: Sendable {
    package var proxies: ProxyRules
    package var addresses: AddressRule
    /// Finds out what answers as a backend, where nodes do so too; `nil` to take the files at their word.
    package var probe: BackendProbe?

    package init(
        proxies: ProxyRules = ProxyRules(), addresses: AddressRule = AddressRule(), probe: BackendProbe? = nil
    ) {
        self.proxies = proxies
        self.addresses = addresses
        self.probe = probe
    }
}

/// A registry's name did not resolve. This is an access fault, not a verdict: the name may resolve later.
package struct DiscoveryError: Error, Hashable, Sendable, CustomStringConvertible {
    package let registry: RegistryName
    /// The resolver's error.
    package let reason: String
    /// Whether a server answered that the name does not exist, so that a retry does not help.
    package let isUnknownName: Bool

    init(registry: RegistryName, reason: String, isUnknownName: Bool = false) {
        self.registry = registry
        self.reason = reason
        self.isUnknownName = isUnknownName
    }

    /// One sentence.
    package var description: String { "no backends found for \(registry): \(reason)" }
}
