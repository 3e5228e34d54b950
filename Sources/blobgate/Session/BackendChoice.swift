import Gate
import OCI
import Record
import Registry
import Transfer

/// Finds the backends of each registry of a release: from the command line, the configuration, the nodes' mirrors, or DNS,
/// in this order.
struct BackendChoice {
    let configuration: Configuration
    let flags: [String]
    /// The files of `--mirrors`, which replace the configured ones.
    var nodeFiles = NodeFiles()
    /// `certs.d` folders, with one folder of certificates per registry.
    var certificateFolders: [String] = []
    /// The proxies of nodes, for backends that nobody configured.
    var proxies = ProxyRules()
    /// Finds out what answers at endpoints of the nodes' files.
    var probe: BackendProbe?
    /// Whether every public address of every name is a backend, whatever the configuration says.
    var asksAllAddresses = false

    /// The backends of each registry, and notices about ignored parts of the nodes' files.
    func choose(
        for registries: Set<RegistryName>
    ) async throws -> (registries: [RegistryName: RegistryBackends], notices: [String]) {
        if !flags.isEmpty, registries.count > 1 {
            let names = registries.sorted().map(\.description).joined(separator: ", ")
            throw CommandFailure(
                .usage,
                "--backend works for a single registry, but the release uses \(registries.count): \(names); "
                    + "configure the backends in blobgate.yaml instead")
        }
        var found: [RegistryName: RegistryBackends] = [:]
        var notices: [String] = []
        for registry in registries.sorted() {
            found[registry] = try await backends(of: registry, notices: &notices)
        }
        var seen: Set<String> = []
        return (found, notices.filter { seen.insert($0).inserted })
    }

    /// Restricts the backends to those with these names.
    static func only(
        _ names: [String], of registries: [RegistryName: RegistryBackends]
    ) throws -> [RegistryName: RegistryBackends] {
        let known = registries.values.flatMap(\.backends).map(\.name)
        for name in names where !known.contains(name) {
            let all = Set(known).sorted().joined(separator: ", ")
            throw CommandFailure(
                .usage,
                "--backend \(name.escapedASCII(limit: 120)): no backend with this name; "
                    + (known.isEmpty ? "no backends found" : "known: \(all)"))
        }
        return registries.mapValues { registry in
            var chosen = registry
            chosen.backends.removeAll { !names.contains($0.name) }
            return chosen
        }
    }

    private func backends(of registry: RegistryName, notices: inout [String]) async throws -> RegistryBackends {
        let entry = configuration.entry(for: registry)
        var result = RegistryBackends(backends: [], sharesProofs: entry.sharesProofs, transfers: entry.transfers)
        result.storage = entry.storage
        if !flags.isEmpty {
            result.backends = try flags.map { try backend($0, of: registry, entry: entry) }
            try rejectDuplicateNames(result.backends)
        } else if !entry.backends.isEmpty {
            result.backends = try entry.backends.map { backend in
                try self.backend(
                    name: backend.name, address: backend.address, scheme: backend.scheme ?? entry.scheme,
                    role: backend.role, source: .configuration(file: configuration.file ?? "blobgate.yaml"),
                    of: registry, entry: entry, cache: backend.cache, scope: backend.scope)
            }
        } else {
            try await discover(registry, entry, into: &result, notices: &notices)
        }
        return result
    }

    /// Finds the backends that nobody configured: in the nodes' files, otherwise by the registry's name.
    private func discover(
        _ registry: RegistryName, _ entry: Configuration.RegistryEntry, into result: inout RegistryBackends,
        notices: inout [String]
    ) async throws {
        let nodes = try nodeEndpoints(of: registry, entry, &notices)
        if !nodes.unclear.isEmpty {
            // Where the bytes come from is not known, so nobody is asked.
            result.obstacle = nodes.unclear.joined(separator: "; ")
            result.isLasting = true
        } else if !nodes.saysNothing {
            let found = await BackendDiscovery.backends(
                at: nodes.endpoints, of: registry, registryAuthorities: entry.certificateAuthorities,
                registryTrust: try trust(registry, entry), reach: reach(entry))
            result.add(found)
            result.obstacle = nodes.blocked.isEmpty ? nil : nodes.blocked.joined(separator: "; ")
            result.isLasting = nodes.blocked.isEmpty ? nil : true
            notices += found.remarks
        } else {
            let trust = try trust(registry, entry)
            do {
                result.add(try await discovered(registry, entry, trust))
            } catch {
                result.obstacle = "no backends configured or discovered: \(error.reason)"
                result.isLasting = error.isUnknownName
            }
        }
    }

    private func nodeEndpoints(
        of registry: RegistryName, _ entry: Configuration.RegistryEntry, _ notices: inout [String]
    ) throws -> NodeEndpoints {
        let files = nodeFiles.isEmpty ? entry.mirrors ?? configuration.mirrors : nodeFiles
        do throws(NodeFileError) {
            let found = try files.endpoints(of: registry, scheme: entry.scheme)
            notices += found.ignored
            return found
        } catch {
            throw CommandFailure(error)
        }
    }

    private func discovered(
        _ registry: RegistryName, _ entry: Configuration.RegistryEntry, _ trust: Backend.Trust
    ) async throws(DiscoveryError) -> BackendDiscovery.Found {
        guard let service = entry.service else {
            return try await BackendDiscovery.resolve(
                registry, scheme: entry.scheme, certificateAuthorities: entry.certificateAuthorities, trust: trust,
                reach: reach(entry))
        }
        return BackendDiscovery.Found(
            backends: try await BackendDiscovery.service(
                service, of: registry, scheme: entry.scheme, certificateAuthorities: entry.certificateAuthorities,
                trust: trust))
    }

    private func reach(_ entry: Configuration.RegistryEntry) -> Reach {
        Reach(
            proxies: proxies, addresses: AddressRule(asksAll: asksAllAddresses || entry.asksAllAddresses), probe: probe)
    }

    private func backend(
        _ flag: String, of registry: RegistryName, entry: Configuration.RegistryEntry
    ) throws -> Backend {
        func refuse(_ what: String) -> CommandFailure {
            let shown = flag.hidingPassword.escapedASCII(limit: 120)
            return CommandFailure(
                .usage, "--backend \(shown): \(what); expected NAME=[http://]HOST[:PORT], such as a=10.64.0.4:443")
        }
        let parts = flag.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else { throw refuse("missing NAME=") }
        var text = parts[1]
        var scheme = entry.scheme
        for candidate in [Backend.Scheme.http, .https] where text.hasPrefix("\(candidate.rawValue)://") {
            text.removeFirst(candidate.rawValue.count + 3)
            scheme = candidate
        }
        guard let address = RegistryName(text) else {
            throw refuse("\"\(text.hidingPassword.escapedASCII(limit: 80))\" is not an address")
        }
        guard parts[0].utf8.count <= 64, parts[0].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw refuse("the name must be printable ASCII without spaces, up to 64 characters")
        }
        return try backend(
            name: parts[0], address: address, scheme: scheme, role: .serving, source: .commandLine, of: registry,
            entry: entry, cache: entry.cache)
    }

    private func backend(
        name: String, address: RegistryName, scheme: Backend.Scheme, role: Backend.Role, source: Backend.Source,
        of registry: RegistryName, entry: Configuration.RegistryEntry, cache: CachePolicy?,
        scope: RepositoryScope = RepositoryScope()
    ) throws -> Backend {
        let port = address.port ?? BackendDiscovery.authority(of: registry, scheme: scheme).port
        return Backend(
            registry: registry, name: name, address: TransferRequest.Endpoint(host: address.host, port: port),
            scheme: scheme, role: role, source: source, certificateAuthorities: entry.certificateAuthorities,
            cache: role == .direct ? nil : cache, trust: try trust(registry, entry), scope: scope)
    }

    /// The trust settings from the configuration, otherwise from the `certs.d` folders of docker and podman.
    private func trust(_ registry: RegistryName, _ entry: Configuration.RegistryEntry) throws -> Backend.Trust {
        guard entry.certificateAuthorities == nil, entry.client == nil else {
            return Backend.Trust(client: entry.client)
        }
        do {
            return try CertificateFolder.trust(for: registry, in: certificateFolders) ?? Backend.Trust()
        } catch {
            throw CommandFailure(.configuration, "\(error)")
        }
    }

    private func rejectDuplicateNames(_ backends: [Backend]) throws {
        for (name, twins) in Dictionary(grouping: backends, by: \.name) where twins.count > 1 {
            throw CommandFailure(
                .usage, "--backend: the name \(name) is used \(twins.count) times; backend names must be unique")
        }
    }
}

extension RegistryBackends {
    fileprivate mutating func add(_ found: BackendDiscovery.Found) {
        backends += found.backends
        for choice in found.choices where !addresses.contains(choice) { addresses.append(choice) }
    }
}
