import OCI
import Record
import Registry
import Transfer

/// Reads the entries of `registries`.
struct RegistryEntryReader {
    private let mapping: YAMLMapping
    private let rows = Settings.registry

    static func entries(in root: YAMLMapping) -> [Configuration.RegistryEntry] {
        let list = Settings.registry.list
        let entries = root.mappings(list).compactMap { RegistryEntryReader(mapping: $0).entry() }
        for (name, twins) in Dictionary(grouping: entries, by: { $0.name?.description ?? "*" }) where twins.count > 1 {
            root.fault(list, "\(name) stands there \(twins.count) times; a registry has one entry")
        }
        return entries
    }

    private func entry() -> Configuration.RegistryEntry? {
        var entry = Configuration.RegistryEntry()
        guard let name = mapping.value(rows.name) else {
            if !mapping.has(rows.name) {
                mapping.fault(rows.name, "is missing: the host in image references, or \"*\"")
            }
            return nil
        }
        if name != "*" {
            guard let registry = RegistryName(name) else {
                mapping.fault(rows.name, "\"\(name.escapedASCII(limit: 80))\" is not a registry's host[:port]")
                return nil
            }
            entry.name = registry
        }
        entry.scheme = mapping.resolved(rows.scheme)
        entry.certificateAuthorities = mapping.value(rows.certificateAuthorities)
        if let file = entry.certificateAuthorities, let words = CertificateFiles.fault(ofAuthorities: file) {
            mapping.fault(
                rows.certificateAuthorities,
                "the file \(file.escapedASCII(limit: 400)) \(words.escapedASCII(limit: 400))")
        }
        entry.client = mapping.mapping(rows.client.section).flatMap(Self.client)
        entry.cache = mapping.mapping(rows.cache.section).flatMap { Self.cache($0) }
        entry.sharesProofs = mapping.resolved(rows.sharesProofs)
        entry.transfers = mapping.resolved(rows.transfers)
        entry.mirrors = mapping.mapping(rows.mirrors.section).map(NodeFiles.init)
        entry.service = mapping.value(rows.service)
        if entry.name == nil, entry.service != nil {
            mapping.fault(rows.service, "\"*\" stands for many registries; an SRV record is of one")
        }
        entry.backends = backends(entry)
        return entry
    }

    private func backends(_ entry: Configuration.RegistryEntry) -> [Configuration.BackendEntry] {
        let mappings = mapping.mappings(rows.backends)
        if mapping.has(rows.backends), mappings.isEmpty {
            mapping.fault(rows.backends, "names no backend; leave it out to use each DNS address")
        }
        if entry.name == nil, mapping.has(rows.backends) {
            mapping.fault(
                rows.backends,
                "\"*\" stands for many registries; name the backends of each registry under its own name")
        }
        let backends = mappings.compactMap { backend($0, cachedAs: entry.cache) }
        for (name, twins) in Dictionary(grouping: backends, by: \.name) where twins.count > 1 {
            mapping.fault(
                rows.backends, "the name \(name) stands there \(twins.count) times; each backend needs its own")
        }
        if backends.filter({ $0.role == .direct }).count > 1 {
            mapping.fault(rows.backends, "more than one backend is direct; there is one registry behind the caches")
        }
        return backends
    }

    /// `general` is how the registry's backends cache.
    private func backend(_ mapping: YAMLMapping, cachedAs general: CachePolicy?) -> Configuration.BackendEntry? {
        let rows = rows.backend
        guard let address = mapping.value(rows.address) else {
            if !mapping.has(rows.address) {
                mapping.fault(rows.address, "is missing: where connections go, host[:port]")
            }
            return nil
        }
        let standby = mapping.resolved(rows.standby)
        let direct = mapping.resolved(rows.direct)
        if standby, direct { mapping.fault(rows.direct, "a backend cannot be both standby and direct") }
        if direct, mapping.has(rows.cache.section) {
            mapping.fault(
                rows.cache.section,
                "a direct backend is the registry itself, behind every cache; leave one of them out")
        }
        return Configuration.BackendEntry(
            name: mapping.value(rows.name) ?? address.description, address: address,
            scheme: mapping.value(rows.scheme), role: direct ? .direct : standby ? .standby : .serving,
            cache: mapping.mapping(rows.cache.section).flatMap { Self.cache($0, over: general) } ?? general)
    }

    private static func client(_ mapping: YAMLMapping) -> TransferRequest.ClientCertificate? {
        let rows = Settings.registry.client
        guard let certificate = mapping.value(rows.certificate) else {
            if !mapping.has(rows.certificate) {
                mapping.fault(rows.certificate, "is missing: a PEM file with the certificate")
            }
            return nil
        }
        let client = TransferRequest.ClientCertificate(certificate: certificate, key: mapping.value(rows.key))
        if let (file, words) = CertificateFiles.fault(of: client) {
            mapping.fault(
                file == certificate ? rows.certificate : rows.key,
                "the file \(file.escapedASCII(limit: 400)) \(words.escapedASCII(limit: 400))")
        }
        return client
    }

    /// What a backend's own description leaves out is as in `general`, that of all backends.
    private static func cache(_ mapping: YAMLMapping, over general: CachePolicy? = nil) -> CachePolicy? {
        let rows = Settings.registry.cache
        guard let kind = mapping.value(rows.kind) ?? (mapping.has(rows.kind) ? nil : general?.kind) else {
            if !mapping.has(rows.kind) {
                mapping.fault(rows.kind, "is missing: the software, for example nginx")
            }
            return nil
        }
        return CachePolicy(
            kind: kind, key: mapping.value(rows.key) ?? general?.key,
            sliceBytes: mapping.value(rows.slice) ?? general?.sliceBytes,
            path: mapping.value(rows.path) ?? general?.path,
            levels: mapping.value(rows.levels) ?? general?.levels)
    }
}
