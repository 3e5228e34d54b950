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
            var own = endpoint
            if endpoint.isRegistry { own.trust = endpoint.trust.completed(by: registryTrust) }
            let authorities = endpoint.isRegistry && endpoint.trust.authorities.isEmpty ? registryAuthorities : nil
            var choices: [AddressChoice] = []
            let backends = await backends(at: own, of: registry, authorities, reach, &choices)
            found.choices += choices
            let parts = await lastResort(endpoint, after: endpoints, backends, reach, &found.remarks)
            for part in parts {
                for backend in backends { found.backends.append(backend.named(by: part, unlike: &names)) }
            }
        }
        return found
    }

    /// The backends of one endpoint. Where nodes try plain HTTP after https, so does this.
    private static func backends(
        at endpoint: NodeEndpoint, of registry: RegistryName, _ authorities: String?, _ reach: Reach,
        _ choices: inout [AddressChoice]
    ) async -> [Backend] {
        let backends = await backends(at: endpoint, of: registry, authorities, reach, addresses: &choices)
        guard endpoint.mayBePlain, let probe = reach.probe, let first = backends.first,
            await probe.answer(of: first) != .registry
        else { return backends }
        var plain = endpoint
        plain.scheme = .http
        var others: [AddressChoice] = []
        let again = await Self.backends(at: plain, of: registry, authorities, reach, addresses: &others)
        guard let first = again.first, await probe.answer(of: first) == .registry else { return backends }
        choices = others
        return again
    }

    private static func backends(
        at endpoint: NodeEndpoint, of registry: RegistryName, _ authorities: String?, _ reach: Reach,
        addresses choices: inout [AddressChoice]
    ) async -> [Backend] {
        let authority = endpoint.route.authority
        let port = authority.port ?? (endpoint.scheme == .https ? 443 : 80)
        let known = await places(of: authority.host, port: port, scheme: endpoint.scheme, reach, &choices)
        let places = (try? known.get()) ?? [Place(endpoint: .init(host: authority.host, port: port))]
        return places.map { place in
            Backend(
                registry: registry, name: name(of: endpoint, address: place.isOneOfSeveral ? place.endpoint.host : nil),
                address: place.endpoint, scheme: endpoint.scheme,
                role: endpoint.isOptional ? .standby : .serving, source: endpoint.source,
                certificateAuthorities: authorities, route: endpoint.route, trust: endpoint.trust, proxy: place.proxy)
        }
    }

    /// Which references an endpoint is asked for, and its role for them.
    private typealias Part = (asking: Route.ReferenceFilter, role: Backend.Role)

    /// The server is asked after all mirrors. If nothing answers there, as in a cluster without a way out, nodes pull from the
    /// mirrors: then it does not block what the mirrors are asked for.
    private static func lastResort(
        _ endpoint: NodeEndpoint, after all: [NodeEndpoint], _ backends: [Backend], _ reach: Reach,
        _ remarks: inout [String]
    ) async -> [Part] {
        let asking = endpoint.route.asking
        let own: [Part] = [(asking, endpoint.isOptional ? .standby : .serving)]
        guard endpoint.isLastResort, asking == .all, let probe = reach.probe else { return own }
        let mirrors = all.filter { other in
            !other.isLastResort && !other.isOptional && other.route.scope.prefix == endpoint.route.scope.prefix
                && other.route.scope.except == endpoint.route.scope.except
        }
        let filters = Set(mirrors.map(\.route.asking))
        guard filters.contains(.all) || filters.contains(.digestReferences) || filters.contains(.tagReferences) else {
            return own
        }
        for backend in backends where await probe.answer(of: backend) != .nothing { return own }
        remarks.append(
            "\(endpoint.source): nothing answers at \(endpoint.route.authority), which nodes ask after their mirrors: its being "
                + "unreachable does not block what the mirrors have")
        if filters.contains(.all) || filters.isSuperset(of: [.digestReferences, .tagReferences]) {
            return [(.all, .standby)]
        }
        return filters.contains(.digestReferences)
            ? [(.digestReferences, .standby), (.tagReferences, .serving)]
            : [(.tagReferences, .standby), (.digestReferences, .serving)]
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

extension Backend {
    /// The same backend for some references, under a name that no other has.
    fileprivate func named(
        by part: (asking: Route.ReferenceFilter, role: Backend.Role), unlike names: inout Set<String>
    ) -> Backend {
        var unique = name
        var number = 2
        while !names.insert(unique).inserted {
            unique = "\(name)#\(number)"
            number += 1
        }
        var route = route
        route?.asking = part.asking
        return Backend(
            registry: registry, name: unique, address: address, scheme: scheme, role: part.role, source: source,
            certificateAuthorities: certificateAuthorities, cache: cache, route: route, trust: trust, proxy: proxy)
    }
}
