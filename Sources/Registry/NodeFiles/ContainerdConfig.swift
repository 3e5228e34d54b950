internal import Foundation
internal import OCI
internal import Record
internal import Transfer

/// containerd's `config.toml`, of version 2 or 3: the registry part of its CRI plugin.
///
/// `config_path` leads to `hosts.toml` files. The older `mirrors` and `configs` list endpoints themselves.
enum ContainerdConfig {
    /// The tables of both versions with the settings of registries.
    private static let plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images"]

    static func endpoints(
        for registry: RegistryName, in path: String, scheme: Backend.Scheme
    ) throws(NodeFileError) -> NodeEndpoints {
        let notes = NodeFileNotes(file: path)
        let root = try TOMLSection.parse(try NodeFileText.read(path), notes: notes)
        for plugin in plugins {
            guard let table = root["plugins"]?.table?[plugin]?.table?["registry"]?.table else { continue }
            let section = TOMLSection(table, name: "[plugins.\"\(plugin)\".registry]", notes: notes)
            let folder = section.string("config_path") ?? ""
            if !folder.isEmpty, !(table["mirrors"]?.table?.keys ?? []).isEmpty {
                section.fault("mirrors", "containerd does not start with both mirrors and config_path")
            }
            section.requireKnown(["config_path", "mirrors", "configs", "headers", "auths"])
            if section.has("headers") { section.limit("headers", "is not supported by Blobgate, and nodes send them") }
            let found =
                folder.isEmpty
                ? mirrors(of: registry, section, table, scheme)
                : try HostsFile.endpoints(for: registry, in: folder, scheme: scheme)
            try notes.check()
            var all = found
            all.ignored += notes.ignored
            all.unclear += notes.unclear.map(\.description)
            return all
        }
        return NodeEndpoints()
    }

    /// The endpoints of the entry for the registry, or of `*`; then the registry itself, unless it is among them.
    private static func mirrors(
        of registry: RegistryName, _ section: TOMLSection, _ table: TOMLTable, _ scheme: Backend.Scheme
    ) -> NodeEndpoints {
        var found = NodeEndpoints()
        let mirrors = table["mirrors"]?.table
        if section.has("mirrors"), mirrors == nil { section.fault("mirrors", "expected a table") }
        guard let name = [registry.description, "*"].first(where: { mirrors?[$0] != nil }),
            let entry = mirrors?[name]?.table
        else { return found }
        let own = TOMLSection(entry, name: "mirrors.\"\(name)\"", notes: section.notes)
        own.requireKnown(["endpoint", "rewrite"])
        let rewrites = own.rewrites
        if !rewrites.isEmpty {
            own.notes.ignore(
                own.place(of: "rewrite"),
                "\(own.name) rewrite is applied as k3s and RKE2 do; other builds of containerd ignore it")
        }
        let configs = table["configs"]?.table
        for url in own.strings("endpoint") {
            guard var endpoint = endpoint(at: url, of: registry, own, configs) else { continue }
            endpoint.route.scope = RepositoryScope(rewrites: rewrites)
            found.endpoints.append(endpoint)
        }
        if let listed = found.endpoints.firstIndex(where: { $0.route.authority.description == registry.apiAuthority }) {
            found.endpoints[listed].isRegistry = true
            found.endpoints[listed].route.scope = RepositoryScope()
            found.endpoints[listed].isLastResort = listed == found.endpoints.count - 1
        } else if let authority = RegistryName(registry.apiAuthority) {
            var last = NodeEndpoint(
                scheme: scheme, route: Route(authority: authority), isRegistry: true,
                trust: trust(of: authority, own, configs),
                source: .containerd(file: section.notes.file, line: own.line))
            last.isLastResort = true
            found.endpoints.append(last)
        }
        return found
    }

    private static func endpoint(
        at url: String, of registry: RegistryName, _ section: TOMLSection, _ configs: TOMLTable?
    ) -> NodeEndpoint? {
        guard let parts = URLComponents(string: url), let host = parts.host,
            let scheme = parts.scheme.flatMap(Backend.Scheme.init(rawValue:)), parts.query == nil, parts.user == nil,
            let authority = RegistryName(host + (parts.port.map { ":\($0)" } ?? ""))
        else {
            section.limit(
                "endpoint",
                "\"\(HostSection.shown(url))\" is not an http or https URL with only host, port and path")
            return nil
        }
        var route = Route(authority: authority)
        let path = parts.path.split(separator: "/").map { "/" + $0 }.joined()
        if !path.isEmpty { route.root = path }
        if authority.description != registry.description, authority.description != registry.apiAuthority {
            route.namespace = registry.description
        }
        return NodeEndpoint(
            scheme: scheme, route: route, isRegistry: false, trust: trust(of: authority, section, configs),
            source: .containerd(file: section.notes.file, line: section.place(of: "endpoint")))
    }

    /// `configs."HOST".tls`
    private static func trust(
        of authority: RegistryName, _ section: TOMLSection, _ configs: TOMLTable?
    ) -> Backend.Trust {
        guard let entry = configs?[authority.description]?.table else { return Backend.Trust() }
        let own = TOMLSection(entry, name: "configs.\"\(authority)\"", notes: section.notes)
        if own.has("auth") {
            section.notes.ignore(
                own.place(of: "auth"), "\(own.name) auth is not used; give credentials with --authfile")
        }
        guard let table = entry["tls"]?.table else { return Backend.Trust() }
        own.requireKnown(["auth", "tls"])
        let tls = TOMLSection(table, name: own.name + " tls", notes: section.notes)
        tls.requireKnown(["ca_file", "cert_file", "key_file", "insecure_skip_verify"])
        func file(_ key: String) -> String? { tls.string(key).flatMap { $0.isEmpty ? nil : $0 } }
        let client = file("cert_file").map {
            TransferRequest.ClientCertificate(certificate: $0, key: file("key_file"))
        }
        return Backend.Trust(
            authorities: [file("ca_file")].compactMap(\.self), client: client,
            verifiesPeer: !(tls.flag("insecure_skip_verify") ?? false))
    }
}
