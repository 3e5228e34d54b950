package import OCI
internal import Record
internal import Transfer

extension BackendDiscovery {
    /// Backends for the endpoints listed in the nodes' files: one per address, each with a unique name.
    ///
    /// An endpoint whose name does not resolve is kept under its host name, so that its failure is reported.
    /// `registryAuthorities` and `registryTrust` apply to the registry itself where its file leaves them open.
    package static func backends(
        at endpoints: [NodeEndpoint], of registry: RegistryName, registryAuthorities: String? = nil,
        registryTrust: Backend.Trust = Backend.Trust()
    ) async -> [Backend] {
        var backends: [Backend] = []
        var names: Set<String> = []
        for endpoint in endpoints {
            let authority = endpoint.route.authority
            let port = authority.port ?? (endpoint.scheme == .https ? 443 : 80)
            var addresses = [authority.host]
            if case .success(let found) = await lookUp(authority.host) { addresses = found }
            for address in addresses {
                let base = name(of: endpoint, address: addresses.count > 1 ? address : nil)
                var name = base
                var number = 2
                while !names.insert(name).inserted {
                    name = "\(base)#\(number)"
                    number += 1
                }
                let own = endpoint.isRegistry && endpoint.trust.authorities.isEmpty
                backends.append(
                    Backend(
                        registry: registry, name: name,
                        address: TransferRequest.Endpoint(host: address, port: port), scheme: endpoint.scheme,
                        source: endpoint.source, certificateAuthorities: own ? registryAuthorities : nil,
                        route: endpoint.route,
                        trust: endpoint.isRegistry ? endpoint.trust.completed(by: registryTrust) : endpoint.trust))
            }
        }
        return backends
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
