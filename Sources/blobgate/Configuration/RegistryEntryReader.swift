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
            root.fault(list, "\(name) has \(twins.count) entries; a registry must have only one")
        }
        return entries
    }

    private func entry() -> Configuration.RegistryEntry? {
        var entry = Configuration.RegistryEntry()
        guard let name = mapping.value(rows.name) else {
            if !mapping.has(rows.name) {
                mapping.fault(rows.name, "is missing: give the host in image references, or \"*\"")
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
        entry.asksAllAddresses = mapping.resolved(rows.addresses)
        entry.certificateAuthorities = mapping.value(rows.certificateAuthorities)
        if let file = entry.certificateAuthorities, let words = CertificateFiles.fault(ofAuthorities: file) {
            mapping.fault(
                rows.certificateAuthorities,
                "the file \(file.escapedASCII(limit: 400)) \(words.escapedASCII(limit: 400))")
        }
        entry.client = mapping.mapping(rows.client.section).flatMap(Self.client)
        entry.cache = mapping.mapping(rows.cache.section).flatMap { Self.cache($0) }
        entry.sharesProofs = mapping.resolved(rows.sharesProofs)
        entry.storage = mapping.value(rows.storage)
        entry.transfers = mapping.resolved(rows.transfers)
        entry.mirrors = mapping.mapping(rows.mirrors.section).map(NodeFiles.init)
        entry.service = mapping.value(rows.service)
        if entry.name == nil, entry.service != nil {
            mapping.fault(rows.service, "\"*\" matches many registries, but an SRV record belongs to one")
        }
        entry.backends = backends(entry)
        return entry
    }

    private func backends(_ entry: Configuration.RegistryEntry) -> [Configuration.BackendEntry] {
        let mappings = mapping.mappings(rows.backends)
        if mapping.has(rows.backends), mappings.isEmpty {
            mapping.fault(rows.backends, "lists no backends; remove it to use every DNS address")
        }
        if entry.name == nil, mapping.has(rows.backends) {
            mapping.fault(
                rows.backends,
                "\"*\" matches many registries; list the backends of each registry under its own name")
        }
        let backends = mappings.compactMap { backend($0, cachedAs: entry.cache) }
        for (name, twins) in Dictionary(grouping: backends, by: \.name) where twins.count > 1 {
            mapping.fault(
                rows.backends, "the name \(name) is used \(twins.count) times; backend names must be unique")
        }
        let direct = Dictionary(grouping: backends.filter { $0.role == .direct }, by: \.scope.prefix)
        for (prefix, twins) in direct where twins.count > 1 {
            mapping.fault(
                rows.backends,
                "\(twins.count) backends are direct "
                    + (prefix.isEmpty ? "for all repositories" : "for the prefix \(prefix)")
                    + ", but there is only one registry behind the caches; give each its prefix")
        }
        return DirectScopes.split(backends)
    }

    /// `general` is the cache policy of the registry.
    private func backend(_ mapping: YAMLMapping, cachedAs general: CachePolicy?) -> Configuration.BackendEntry? {
        let rows = rows.backend
        guard let address = mapping.value(rows.address) else {
            if !mapping.has(rows.address) {
                mapping.fault(rows.address, "is missing: give the host[:port] to connect to")
            }
            return nil
        }
        let standby = mapping.resolved(rows.standby)
        let direct = mapping.resolved(rows.direct)
        if standby, direct { mapping.fault(rows.direct, "a backend cannot be both standby and direct") }
        if direct, mapping.has(rows.cache.section) {
            mapping.fault(
                rows.cache.section,
                "a direct backend is the registry itself, behind every cache; remove one of the two")
        }
        let prefix = mapping.value(rows.prefix) ?? ""
        return Configuration.BackendEntry(
            name: mapping.value(rows.name) ?? address.description, address: address,
            scheme: mapping.value(rows.scheme), role: direct ? .direct : standby ? .standby : .serving,
            cache: mapping.mapping(rows.cache.section).flatMap { Self.cache($0, over: general) } ?? general,
            scope: RepositoryScope(prefix: prefix))
    }

    private static func client(_ mapping: YAMLMapping) -> TransferRequest.ClientCertificate? {
        let rows = Settings.registry.client
        guard let certificate = mapping.value(rows.certificate) else {
            if !mapping.has(rows.certificate) {
                mapping.fault(rows.certificate, "is missing: give a PEM file with the certificate")
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

    /// Keys that a backend leaves out are taken from `general`, the registry's policy.
    private static func cache(_ mapping: YAMLMapping, over general: CachePolicy? = nil) -> CachePolicy? {
        let rows = Settings.registry.cache
        guard let kind = mapping.value(rows.kind) ?? (mapping.has(rows.kind) ? nil : general?.kind) else {
            if !mapping.has(rows.kind) {
                mapping.fault(rows.kind, "is missing: give the software, for example nginx")
            }
            return nil
        }
        // Keys of one kind of cache mean nothing for another.
        let general = kind == general?.kind ? general : nil
        return CachePolicy(
            kind: kind, key: mapping.value(rows.key) ?? general?.key,
            sliceBytes: mapping.value(rows.slice) ?? general?.sliceBytes,
            path: mapping.value(rows.path) ?? general?.path,
            levels: mapping.value(rows.levels) ?? general?.levels)
    }
}
