package import OCI

/// A remark that follows from the facts of a run, besides its verdict.
package enum RunNote: Codable, Hashable, Sendable {
    /// A mirror answered for a namespace other than the requested one (distribution-spec, Registry Proxying).
    case otherNamespace(backend: String, requested: String, answered: String)
    /// A warning sent by backends of a registry (distribution-spec, Warnings).
    case warning(registry: RegistryName, backends: [String], message: String)
    case moreWarnings(count: Int)
    /// The number of images whose names must lead to a pin or to an image on disk.
    case expectations(pins: Int, disk: Int)
    /// Blobs that were pulled in full despite an earlier proof, because of their spot checks.
    case spotChecks(bad: Int, refilled: Int, unread: Int)
    /// Claims that were fetched from behind a cache and not read back from it (invariant 10).
    case readThrough(claims: Int)
    /// Claims whose bytes came in several parts, because a transfer broke off, now or in an earlier process.
    case resumed(claims: Int)
    /// These backends are one endpoint: the same address answered for all of them, so the proof counts once.
    case sameEndpoint(registry: RegistryName, backends: [String], address: String)
    /// These backends answered with the same value in a header that names the machine: they may be one machine.
    case sameInstance(registry: RegistryName, backends: [String], header: String, values: [String])
    /// A header that names the machine changed between replies of this backend. The proof holds for the machines that
    /// answered; others behind the same address were not read. `values` are the first of `count`.
    case severalInstances(registry: RegistryName, backend: String, header: String, values: [String], count: Int)
    /// The replies of a backend show a cache other than the configured one; `seen` is `nil` if they do not show which.
    case cacheDisagrees(backend: String, configured: String, seen: String?)
    /// These mirrors from the nodes' files have addresses of one machine: the run checked its own, and other nodes have others.
    case machineLocal(registry: RegistryName, backends: [String])
    /// Registries whose storage was not read past its caches.
    case withoutDirect(registries: [RegistryName])
    /// Only in a plan: paths whose content another repository on the same backend has too.
    case repeatedPaths(registry: RegistryName, backends: [String], paths: Int, bytes: Int64, cost: RepeatCost)
}

extension RunNote {
    /// Whether every run with the same backends has it.
    package var isConstant: Bool { if case .withoutDirect = self { true } else { false } }
}

extension RunFacts {
    /// The most warnings that are listed. A server may send a different one with every reply.
    private static let mostWarnings = 10

    var notes: [RunNote] {
        let attempts = AttemptsByBackend(self)
        return attempts.otherNamespaces + attempts.endpoints + warnings(attempts) + cacheNotes
            + machineLocal + RepeatedPaths.notes(on: self)
            + [expectations, spotChecks, readThrough, resumed, withoutDirect].compactMap(\.self)
    }

    private var machineLocal: [RunNote] {
        registries.compactMap { registry in
            let names = registry.backends.filter { $0.isMachineLocal == true && $0.source.isOfNodes }.map(\.name)
            return names.isEmpty ? nil : .machineLocal(registry: registry.name, backends: names)
        }
    }

    private func warnings(_ attempts: AttemptsByBackend) -> [RunNote] {
        let all = attempts.warnings
        let rest = all.count - Self.mostWarnings
        return all.prefix(Self.mostWarnings) + (rest > 0 ? [.moreWarnings(count: rest)] : [])
    }

    private var expectations: RunNote? {
        let reasons = images.map { Set($0.expectations.map(\.reason)) }
        let (pins, disk) = (reasons.count { $0.contains(.pin) }, reasons.count { $0.contains(.disk) })
        return pins + disk > 0 ? .expectations(pins: pins, disk: disk) : nil
    }

    private var spotChecks: RunNote? {
        let spot = Totals(claims).spot
        guard spot.bad + spot.refilled + spot.unread > 0 else { return nil }
        return .spotChecks(bad: spot.bad, refilled: spot.refilled, unread: spot.unread)
    }

    private var readThrough: RunNote? {
        let direct = Dictionary(registries.map { ($0.name, Set($0.backends.filter(\.isDirect).map(\.name))) }) { $1 }
        let count = claims.count { claim in
            claim.status.verified?.isReadThrough == true && direct[claim.registry]?.contains(claim.backend) != true
        }
        return count > 0 ? .readThrough(claims: count) : nil
    }

    private var resumed: RunNote? {
        let count = claims.count { $0.status.verified?.resumedAt != nil }
        return count > 0 ? .resumed(claims: count) : nil
    }

    private var withoutDirect: RunNote? {
        // A direct backend may serve only some repositories. Without a cache every backend shows the storage.
        let names = registries.filter { registry in
            let repositories = Set(images.map(\.reference).filter { $0.registry == registry.name }.map(\.repository))
            func isSeen(_ repository: RepositoryName) -> Bool {
                registry.backends.contains { $0.hasNoCache && $0.serves(repository) }
            }
            let isWhole =
                repositories.isEmpty ? registry.backends.contains(where: \.hasNoCache) : repositories.allSatisfy(isSeen)
            return !registry.backends.isEmpty && !isWhole
        }.map(\.name)
        return names.isEmpty ? nil : .withoutDirect(registries: names)
    }
}

/// All attempts of a run, by backend.
private struct AttemptsByBackend {
    private let all: [(registry: RegistryName, backend: Run.Backend, attempts: [Attempt])]

    init(_ facts: RunFacts) {
        let known = Dictionary(
            facts.registries.map { ($0.name, Dictionary($0.backends.map { ($0.name, $0) }) { first, _ in first }) }
        ) { first, _ in first }
        let ofNames = facts.images.lazy.flatMap { image in
            image.views.map { (image.reference.registry, $0.backend, $0.tagAttempts + $0.referrersAttempts) }
        }
        let ofClaims = facts.claims.lazy.map { ($0.registry, $0.backend, $0.attempts) }
        all = (Array(ofNames) + ofClaims).compactMap { registry, name, attempts in
            guard !attempts.isEmpty, let backend = known[registry]?[name] else { return nil }
            return (registry, backend, attempts)
        }
    }

    var otherNamespaces: [RunNote] {
        var notes: [RunNote] = []
        for (registry, backend, attempts) in all where backend.isMirror {
            let requested = backend.namespace ?? registry.description
            for answered in attempts.lazy.compactMap({ $0.headers["oci-namespace"] }) where answered != requested {
                let note = RunNote.otherNamespace(backend: backend.name, requested: requested, answered: answered)
                if !notes.contains(note) { notes.append(note) }
            }
        }
        return notes
    }

    /// Whether the backends of each registry are really several.
    var endpoints: [RunNote] {
        var order: [RegistryName] = []
        var seen: [RegistryName: [(name: String, seen: EndpointRules.Seen)]] = [:]
        for (registry, backend, attempts) in all {
            if seen[registry] == nil { order.append(registry) }
            let known = seen[registry, default: []].firstIndex { $0.name == backend.name }
            let place = known ?? seen[registry, default: []].count
            if known == nil { seen[registry, default: []].append((backend.name, EndpointRules.Seen(backend))) }
            for attempt in attempts { seen[registry]?[place].seen.add(attempt) }
        }
        return order.flatMap { EndpointRules.notes(on: $0, (seen[$0] ?? []).map(\.seen)) }
    }

    /// Each warning once per registry, with the backends that sent it, in the order of first appearance.
    var warnings: [RunNote] {
        struct Key: Hashable {
            let registry: RegistryName
            let message: String
        }
        var order: [Key] = []
        var backends: [Key: [String]] = [:]
        for (registry, backend, attempts) in all {
            for message in attempts.lazy.flatMap(\.warnings) {
                let key = Key(registry: registry, message: message)
                if backends[key] == nil { order.append(key) }
                if backends[key]?.contains(backend.name) != true { backends[key, default: []].append(backend.name) }
            }
        }
        return order.map { .warning(registry: $0.registry, backends: backends[$0] ?? [], message: $0.message) }
    }
}
