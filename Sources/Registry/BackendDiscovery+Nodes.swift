package import OCI
internal import Record
internal import Transfer

extension BackendDiscovery {
    /// Backends for the endpoints listed in the nodes' files, each with a unique name.
    ///
    /// An endpoint whose name does not resolve is kept under its host name, so that its failure is reported.
    /// `registryAuthorities` and `registryTrust` apply to the registry itself where its file leaves them open.
    package static func backends(
        at endpoints: [NodeEndpoint], of registry: RegistryName, registryAuthorities: String? = nil,
        registryTrust: Backend.Trust = Backend.Trust(), reach: Reach = Reach()
    ) async -> Found {
        var found = Found()
        var names: Set<String> = []
        for endpoint in endpoints {
            let authority = endpoint.route.authority
            let port = authority.port ?? (endpoint.scheme == .https ? 443 : 80)
            let known = await places(
                of: authority.host, port: port, scheme: endpoint.scheme, reach, &found.choices)
            let places = (try? known.get()) ?? [Place(endpoint: .init(host: authority.host, port: port))]
            for place in places {
                let base = name(of: endpoint, address: place.isOneOfSeveral ? place.endpoint.host : nil)
                var name = base
                var number = 2
                while !names.insert(name).inserted {
                    name = "\(base)#\(number)"
                    number += 1
                }
                let own = endpoint.isRegistry && endpoint.trust.authorities.isEmpty
                found.backends.append(
                    Backend(
                        registry: registry, name: name, address: place.endpoint, scheme: endpoint.scheme,
                        source: endpoint.source, certificateAuthorities: own ? registryAuthorities : nil,
                        route: endpoint.route,
                        trust: endpoint.isRegistry ? endpoint.trust.completed(by: registryTrust) : endpoint.trust,
                        proxy: place.proxy))
            }
        }
        return found
    }

    /// Every report line about a backend carries its name, so the name includes what must not be overlooked.
    private static func name(of endpoint: NodeEndpoint, address: String?) -> String {
        let route = endpoint.route
        let path = route.root == "/v2" ? "" : route.root.hasSuffix("/v2") ? String(route.root.dropLast(3)) : route.root
        let repositories = route.scope.replacement.isEmpty ? "" : "/\(route.scope.replacement)"
        let plain = endpoint.scheme == .http ? "http://" : ""
        let name = plain + route.authority.description + path + repositories + (address.map { "@\($0)" } ?? "")
        return endpoint.trust.verifiesPeer || endpoint.scheme == .http ? name : name + "(insecure)"
    }
}
