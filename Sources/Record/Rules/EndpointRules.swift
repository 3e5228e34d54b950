internal import OCI
internal import OrderedCollections

/// Whether the backends of a registry are really several, from the connections and replies of a run.
///
/// A balancer may ignore the backend's address: then one machine answers for all of them, or several for one of them, and a
/// proof holds only for the machine that answered. This never changes a verdict: registries behind balancers are common, and no
/// client can reach the members. Every report states it, so that a proof is not taken for more than it is.
package enum EndpointRules {
    /// Headers that name the machine that answered. The values of some change with every request; those are not listed here.
    package static let instanceHeaders = [
        "x-served-by", "x-backend", "x-backend-server", "x-server", "x-instance", "x-instance-id", "x-host",
        "x-hostname",
        "x-pod", "x-pod-name", "x-upstream",
    ]
    /// The most values of a header that a note lists.
    private static let mostValues = 5

    /// What the replies of one backend show.
    struct Seen {
        let backend: Run.Backend
        /// The addresses that answered.
        var addresses: Set<String> = []
        /// The values of each instance header, in order of appearance.
        var instances: [String: [String]] = [:]

        init(_ backend: Run.Backend) { self.backend = backend }

        mutating func add(_ attempt: Attempt) {
            // A reply after a redirect comes from elsewhere.
            guard attempt.redirects.isEmpty, !attempt.leftRegistry else { return }
            if let address = attempt.address { addresses.insert(address) }
            for name in EndpointRules.instanceHeaders {
                guard let value = attempt.headers[name], !value.isEmpty,
                    instances[name]?.contains(value) != true
                else { continue }
                instances[name, default: []].append(value)
            }
        }

        /// Whether a header has values on both backends and none in common.
        fileprivate func isApart(from other: Seen) -> Bool {
            instances.contains { name, values in
                guard let others = other.instances[name] else { return false }
                return Set(values).isDisjoint(with: others)
            }
        }
    }

    /// Where requests go. Backends with the same values are one endpoint.
    private struct Endpoint: Hashable {
        let address: String
        let scheme: BackendScheme
        let authority: RegistryName
        let root: String
        let namespace: String?

        init(_ address: String, of backend: Run.Backend) {
            self.address = address
            scheme = backend.scheme
            authority = backend.authority
            root = backend.root
            namespace = backend.namespace
        }
    }

    /// The notes on one registry.
    static func notes(on registry: RegistryName, _ seen: [Seen]) -> [RunNote] {
        let asked = seen.filter { !$0.addresses.isEmpty }
        let configured = asked.filter { !$0.backend.source.isDiscovered }
        return sameEndpoints(registry, configured) + sameInstances(registry, configured)
            + asked.flatMap { severalInstances(registry, $0) }
    }

    private static func sameEndpoints(_ registry: RegistryName, _ seen: [Seen]) -> [RunNote] {
        var groups: OrderedDictionary<Endpoint, [Seen]> = [:]
        for one in seen {
            for address in one.addresses.sorted() {
                groups[Endpoint(address, of: one.backend), default: []].append(one)
            }
        }
        return groups.compactMap { endpoint, group in
            guard group.count > 1, !group.dropFirst().contains(where: { $0.isApart(from: group[0]) }) else {
                return nil
            }
            return .sameEndpoint(
                registry: registry, backends: group.map(\.backend.name), address: endpoint.address)
        }
    }

    /// Different addresses behind which the same machines answer.
    private static func sameInstances(_ registry: RegistryName, _ seen: [Seen]) -> [RunNote] {
        var notes: [RunNote] = []
        for name in instanceHeaders {
            let with = seen.filter { $0.instances[name] != nil }
            guard with.count > 1, let first = with[0].instances[name] else { continue }
            let common = with.dropFirst().reduce(Set(first)) { $0.intersection($1.instances[name] ?? []) }
            let addresses = Set(with.flatMap(\.addresses))
            guard !common.isEmpty, addresses.count > 1 else { continue }
            notes.append(
                .sameInstance(
                    registry: registry, backends: with.map(\.backend.name), header: name,
                    values: Array(common.sorted().prefix(mostValues))))
        }
        return notes
    }

    private static func severalInstances(_ registry: RegistryName, _ seen: Seen) -> [RunNote] {
        instanceHeaders.compactMap { name in
            guard let values = seen.instances[name], values.count > 1 else { return nil }
            return .severalInstances(
                registry: registry, backend: seen.backend.name, header: name, values: Array(values.prefix(mostValues)),
                count: values.count)
        }
    }
}

extension BackendSource {
    /// Whether it comes from DNS. Only configured backends are stated to be separate machines.
    var isDiscovered: Bool {
        switch self {
        case .dns, .service: true
        case .configuration, .commandLine, .containerd, .containers: false
        }
    }
}
