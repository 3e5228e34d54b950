import Foundation
import Gate
import OCI
import Registry
import Release
import Transfer
import Yams

/// Reads `blobgate.yaml`: every fault with its file and line, and nothing guessed.
struct ConfigurationReader {
    private let file: String
    private let faults = FaultList()

    /// Reads a file's content; `file` is its path, for messages and for paths relative to it.
    static func read(_ text: String, file: String) throws(ConfigurationError) -> Configuration {
        let reader = ConfigurationReader(file: file)
        let node: Node?
        do {
            try AliasGuard.check(text)
            node = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError(file: file, faults: [Self.fault(of: error)])
        }
        guard let node else {
            let fault = ConfigurationError.Fault(line: nil, message: "the file is empty; it needs at least: version: 1")
            throw ConfigurationError(file: file, faults: [fault])
        }
        let configuration = reader.read(node)
        guard let configuration, reader.faults.faults.isEmpty else {
            throw ConfigurationError(file: file, faults: reader.faults.inOrder)
        }
        return configuration
    }

    private init(file: String) { self.file = file }

    private static func fault(of error: any Error) -> ConfigurationError.Fault {
        guard let error = error as? YamlError else {
            return ConfigurationError.Fault(line: nil, message: "it is not YAML")
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let words = YAMLFault.words(problem).escapedASCII(limit: 200)
            return ConfigurationError.Fault(line: mark.line, message: "it is not YAML: \(words)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "\"\($0.escapedASCII(limit: 80))\"" }.joined(separator: ", ")
            return ConfigurationError.Fault(
                line: context.mark.line, message: "a mapping has a key twice: \(keys)")
        default:
            return ConfigurationError.Fault(
                line: nil, message: "it is not YAML: \("\(error)".escapedASCII(limit: 200))")
        }
    }

    private func read(_ node: Node) -> Configuration? {
        // Of a file of another version nothing else can be said: its keys may mean other things.
        if let version = node.mapping?["version"], version.scalar?.string != "1" {
            let found = (version.scalar?.string ?? "?").escapedASCII(limit: 40)
            faults.add(
                version, "version \(found) is not one that blobgate \(Blobgate.version) reads; it reads version 1")
            return nil
        }
        guard let root = YAMLMapping(node, path: "", pattern: "", faults: faults) else { return nil }
        if root["version"] == nil {
            faults.add(node, "the key version is missing; the first line should be: version: 1")
        }
        var configuration = Configuration()
        configuration.file = file
        configuration.registries = root.mappings("registries", pattern: "registries[]").compactMap(registry)
        refuseTwins(configuration.registries, in: root)
        configuration.mirrors = root.mapping("mirrors", pattern: "mirrors").map(mirrors) ?? NodeFiles()
        if let release = root.mapping("release", pattern: "release") { self.release(release, into: &configuration) }
        if let policy = root.mapping("policy", pattern: "policy") { self.policy(policy, into: &configuration) }
        configuration.ledger = root.text("ledger").map(path)
        configuration.authfile = root.text("authfile").map(path)
        if let scap = root.mapping("scap", pattern: "scap") { configuration.scap = self.scap(scap) }
        return configuration
    }

    private func refuseTwins(_ entries: [Configuration.RegistryEntry], in root: YAMLMapping) {
        for (name, twins) in Dictionary(grouping: entries, by: { $0.name?.description ?? "*" }) where twins.count > 1 {
            root.fault("registries", "\(name) stands there \(twins.count) times; a registry has one entry")
        }
    }

    private func registry(_ mapping: YAMLMapping) -> Configuration.RegistryEntry? {
        var entry = Configuration.RegistryEntry()
        guard let name = mapping.text("name") else {
            if mapping["name"] == nil { mapping.fault("name", "is missing: the host in image references, or \"*\"") }
            return nil
        }
        if name != "*" {
            guard let registry = RegistryName(name) else {
                mapping.fault("name", "\"\(name.escapedASCII(limit: 80))\" is not a registry's host[:port]")
                return nil
            }
            entry.name = registry
        }
        entry.scheme = mapping.value("scheme", "https or http", Backend.Scheme.init(rawValue:)) ?? .https
        entry.certificateAuthorities = mapping.text("ca").map(path)
        if let file = entry.certificateAuthorities, let words = CertificateFiles.fault(ofAuthorities: file) {
            mapping.fault("ca", "the file \(file.escapedASCII(limit: 400)) \(words.escapedASCII(limit: 400))")
        }
        entry.client = mapping.mapping("client", pattern: "registries[].client").flatMap(client)
        entry.cache = mapping.mapping("cache", pattern: "registries[].cache").flatMap { cache($0) }
        entry.sharesProofs =
            mapping.value("proof", "by-path or by-digest") { ["by-path": false, "by-digest": true][$0] } ?? false
        entry.transfers = mapping.number("transfers", in: 1...64) ?? entry.transfers
        entry.mirrors = mapping.mapping("mirrors", pattern: "registries[].mirrors").map(mirrors)
        entry.service = mapping.value("srv", "a name such as _registry._tcp.example.org") { text in
            let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            let isName = labels.count > 2 && labels.prefix(2).allSatisfy { $0.hasPrefix("_") }
            return isName && labels.allSatisfy { !$0.isEmpty && $0.utf8.count < 64 } ? text : nil
        }
        if entry.name == nil, entry.service != nil {
            mapping.fault("srv", "\"*\" stands for many registries; an SRV record is of one")
        }
        let backends = mapping.mappings("backends", pattern: "registries[].backends[]")
        if mapping["backends"] != nil, backends.isEmpty {
            mapping.fault("backends", "names no backend; leave it out to use each DNS address")
        }
        if entry.name == nil, mapping["backends"] != nil {
            mapping.fault(
                "backends", "\"*\" stands for many registries; name the backends of each registry under its own name")
        }
        entry.backends = backends.compactMap { backend($0, cachedAs: entry.cache) }
        refuseTwins(entry.backends, in: mapping)
        return entry
    }

    private func refuseTwins(_ backends: [Configuration.BackendEntry], in mapping: YAMLMapping) {
        for (name, twins) in Dictionary(grouping: backends, by: \.name) where twins.count > 1 {
            mapping.fault("backends", "the name \(name) stands there \(twins.count) times; each backend needs its own")
        }
        if backends.filter({ $0.role == .direct }).count > 1 {
            mapping.fault("backends", "more than one backend is direct; there is one registry behind the caches")
        }
    }

    /// `general` is how the registry's backends cache.
    private func backend(
        _ mapping: YAMLMapping, cachedAs general: CachePolicy?
    ) -> Configuration.BackendEntry? {
        guard let address = mapping.value("address", "host[:port]", { RegistryName($0) }) else {
            if mapping["address"] == nil { mapping.fault("address", "is missing: where connections go, host[:port]") }
            return nil
        }
        let standby =
            mapping.value("standby", "true, false or must-have") { text in
                ["true": true, "false": false, "must-have": false][text]
            } ?? false
        let direct = mapping.value("direct", "true or false") { ["true": true, "false": false][$0] } ?? false
        if standby, direct { mapping.fault("direct", "a backend cannot be both standby and direct") }
        if direct, mapping["cache"] != nil {
            mapping.fault("cache", "a direct backend is the registry itself, behind every cache; leave one of them out")
        }
        let name =
            mapping.value("name", "a name: printable ASCII without spaces, up to 64 characters") { text in
                text.utf8.count <= 64 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? text : nil
            } ?? address.description
        return Configuration.BackendEntry(
            name: name, address: address,
            scheme: mapping.value("scheme", "https or http", Backend.Scheme.init(rawValue:)),
            role: direct ? .direct : standby ? .standby : .serving,
            cache: mapping.mapping("cache", pattern: "registries[].backends[].cache")
                .flatMap { cache($0, over: general) } ?? general)
    }

    private func client(_ mapping: YAMLMapping) -> TransferRequest.ClientCertificate? {
        guard let certificate = mapping.text("cert").map(path) else {
            if mapping["cert"] == nil { mapping.fault("cert", "is missing: a PEM file with the certificate") }
            return nil
        }
        let client = TransferRequest.ClientCertificate(
            certificate: certificate, key: mapping.text("key").map(path))
        if let (file, words) = CertificateFiles.fault(of: client) {
            mapping.fault(
                file == certificate ? "cert" : "key",
                "the file \(file.escapedASCII(limit: 400)) \(words.escapedASCII(limit: 400))")
        }
        return client
    }

    private func mirrors(_ mapping: YAMLMapping) -> NodeFiles {
        NodeFiles(containerd: mapping.text("containerd").map(path), containers: mapping.text("containers").map(path))
    }

    /// What a backend's own description leaves out is as in `general`, that of all backends.
    private func cache(_ mapping: YAMLMapping, over general: CachePolicy? = nil) -> CachePolicy? {
        let written = mapping.value(
            "kind", "nginx, the only kind that this version knows", { $0 == "nginx" ? $0 : nil })
        guard let kind = written ?? (mapping["kind"] == nil ? general?.kind : nil) else {
            if mapping["kind"] == nil { mapping.fault("kind", "is missing: the software, for example nginx") }
            return nil
        }
        return CachePolicy(
            kind: kind, key: mapping.text("key") ?? general?.key,
            sliceBytes: mapping.value("slice", "a size such as 5m", ByteSize.bytes(in:)) ?? general?.sliceBytes,
            path: mapping.text("path") ?? general?.path,
            levels: mapping.value(
                "levels", "one to three levels of 1 or 2 characters, such as \"1:2\"",
                { CachePolicy.widths(of: $0) == nil ? nil : $0 }) ?? general?.levels)
    }

    private func release(_ mapping: YAMLMapping, into configuration: inout Configuration) {
        for node in mapping.list("platforms") {
            do {
                configuration.platforms.append(try Platform(parsing: node.scalar?.string ?? ""))
            } catch {
                mapping.addFault(at: node, "\(mapping.name(of: "platforms")): \(error)")
            }
        }
        let switches = ["true": true, "false": false]
        if let registry = mapping.value("default-registry", "a registry's host[:port]", { RegistryName($0) }) {
            configuration.shortNames = .registry(registry)
        }
        if mapping.value("strict-names", "true or false", { switches[$0] }) == true {
            if mapping["default-registry"] != nil {
                mapping.fault("strict-names", "refuses the names that default-registry is for; leave one of them out")
            }
            configuration.shortNames = .refused
        }
        for node in mapping.list("also") {
            do {
                let reference = try ImageReference(
                    parsing: node.scalar?.string ?? "", shortNames: configuration.shortNames)
                let origin = Origin.line(file: file, number: node.mark?.line ?? 1)
                configuration.also.append(ImageUse(reference: reference, origins: [origin]))
            } catch {
                mapping.addFault(at: node, "\(mapping.name(of: "also")): \(error)")
            }
        }
    }

    private func policy(_ mapping: YAMLMapping, into configuration: inout Configuration) {
        configuration.maxAge = mapping.value("max-age", TimeSpan.expected) { TimeSpan($0) }
        let limit = TimeSpan.expectedPositive
        configuration.deadline = mapping.value("deadline", limit, TimeSpan.init(positive:))
        configuration.hold = mapping.value("hold", limit, TimeSpan.init(positive:))
        configuration.stall = mapping.value("stall", limit, TimeSpan.init(positive:))
        configuration.retries = mapping.number("retries", in: 0...100)
        configuration.depth = mapping.value("depth", Depth.expected) { Depth(rawValue: $0) }
        configuration.foreign = mapping.value("foreign", "true or false") { ["true": true, "false": false][$0] }
        configuration.referrers = mapping.value("referrers", "true or false") { ["true": true, "false": false][$0] }
        configuration.undecided = mapping.value("undecided", UndecidedPolicy.expected, UndecidedPolicy.init(rawValue:))
        configuration.rollback = mapping.value("rollback", RollbackPolicy.expected, RollbackPolicy.init(rawValue:))
        configuration.flapping = flapping(mapping)
        configuration.spot = mapping.value("spot", SpotBudget.expected) { SpotBudget($0) }
    }

    private func scap(_ mapping: YAMLMapping) -> Configuration.Scap {
        var scap = Configuration.Scap()
        scap.deployments = mapping.text("deployments").map(path)
        scap.releaseDirectory = mapping.text("release-dir").map(path)
        scap.stateDirectory = mapping.text("state-dir").map(path)
        let limit = "a duration longer than 0, such as 8m or 15s"
        scap.deadline = mapping.value("deadline", limit, TimeSpan.init(positive:))
        for node in mapping.list("clusters") {
            guard let name = node.scalar?.string, !name.isEmpty else {
                mapping.addFault(at: node, "\(mapping.name(of: "clusters")): expected names of clusters")
                continue
            }
            scap.clusters.append(name)
        }
        return scap
    }

    private func flapping(_ mapping: YAMLMapping) -> FlappingPolicy? {
        guard mapping["flapping"]?.mapping != nil else {
            return mapping.value("flapping", "refuse or {reads: N}") { FlappingPolicy($0) }
        }
        let reads = mapping.mapping("flapping", pattern: "policy.flapping")
        if let reads, reads["reads"] == nil { reads.fault("reads", "is missing: how many good reads in a row") }
        return reads?.number("reads", in: FlappingPolicy.range).map(FlappingPolicy.reads)
    }

    /// A path of the file, relative to the folder that the file stands in.
    private func path(_ text: String) -> String {
        guard !text.hasPrefix("/") else { return text }
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        return folder.appendingPathComponent(text).standardizedFileURL.path
    }
}
