import OCI
import Record
import Registry
import Release
import Yams

/// Parses `blobgate.yaml`. Reports every fault with its file and line.
struct ConfigurationReader {
    private let source: ConfigurationSource

    /// Parses the content of a file; `file` is its path, for messages and for relative paths.
    static func read(_ text: String, file: String) throws(ConfigurationError) -> Configuration {
        let reader = ConfigurationReader(source: ConfigurationSource(file))
        let node: Node?
        do {
            try AliasGuard.check(text)
            node = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError(file: file, faults: [Self.fault(of: error)])
        }
        guard let node else {
            let fault = ConfigurationError.Fault(
                line: nil, message: "the file is empty; it must contain at least: version: 1")
            throw ConfigurationError(file: file, faults: [fault])
        }
        let configuration = reader.read(node)
        guard let configuration, reader.source.faults.isEmpty else {
            throw ConfigurationError(file: file, faults: reader.source.faultsInOrder)
        }
        return configuration
    }

    static func fault(of error: any Error) -> ConfigurationError.Fault {
        guard let error = error as? YamlError else {
            return ConfigurationError.Fault(line: nil, message: "invalid YAML")
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let words = YAMLFault.words(problem).escapedASCII(limit: 200)
            return ConfigurationError.Fault(line: mark.line, message: "invalid YAML: \(words)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "\"\($0.escapedASCII(limit: 80))\"" }.joined(separator: ", ")
            return ConfigurationError.Fault(
                line: context.mark.line, message: "duplicate key in a mapping: \(keys)")
        default:
            return ConfigurationError.Fault(
                line: nil, message: "invalid YAML: \("\(error)".escapedASCII(limit: 200))")
        }
    }

    private func read(_ node: Node) -> Configuration? {
        let rows = Settings.file
        // The keys of another version may have other meanings: report nothing else.
        if let version = node.mapping?[Node(rows.version.name)], version.scalar?.string != rows.version.shape {
            let found = (version.scalar?.string ?? "?").escapedASCII(limit: 40)
            source.add(
                version,
                "version \(found) is not supported by blobgate \(Blobgate.version), which reads version "
                    + rows.version.shape)
            return nil
        }
        guard let root = YAMLMapping(node, path: "", pattern: "", source: source) else { return nil }
        if !root.has(rows.version) {
            source.add(node, "missing key version; the first line should be: version: 1")
        }
        var configuration = Configuration()
        configuration.file = source.path
        configuration.registries = RegistryEntryReader.entries(in: root)
        configuration.mirrors = root.mapping(Settings.mirrors.section).map(NodeFiles.init) ?? NodeFiles()
        if let release = root.mapping(Settings.release.section) { self.release(release, into: &configuration) }
        for section in [Settings.policy.section, Settings.attest.section, Settings.scap.section] {
            root.mapping(section)?.readSettings(into: &configuration.settings)
        }
        root.readSettings(into: &configuration.settings)
        ledger(root, into: &configuration.settings)
        return configuration
    }

    /// The ledger may be a path, or a mapping with a path and other keys.
    private func ledger(_ root: YAMLMapping, into settings: inout SettingValues) {
        let rows = Settings.place
        guard root.isMapping(rows.ledger.name) else { return }
        root.mapping(rows.ledger.name, pattern: rows.ledgerPath.parent)?.readSettings(into: &settings)
        settings[rows.ledger] = settings[rows.ledgerPath]
    }

    private func release(_ mapping: YAMLMapping, into configuration: inout Configuration) {
        let rows = Settings.release
        mapping.readSettings(into: &configuration.settings)
        if let registry = configuration.settings[rows.defaultRegistry] {
            configuration.shortNames = .registry(registry)
        }
        if configuration.settings[rows.strictNames] == true {
            if mapping.has(rows.defaultRegistry) {
                mapping.fault(
                    rows.strictNames, "contradicts default-registry; remove one of them")
            }
            configuration.shortNames = .refused
        }
        for node in mapping.list(rows.also.name) {
            do {
                let reference = try ImageReference(
                    parsing: node.scalar?.string ?? "", shortNames: configuration.shortNames)
                let origin = Origin.line(file: source.path, number: node.mark?.line ?? 1)
                configuration.also.append(ImageUse(reference: reference, origins: [origin]))
            } catch {
                mapping.addFault(at: node, "\(mapping.name(of: rows.also.name)): \(error)")
            }
        }
    }
}

extension NodeFiles {
    /// The files of a `mirrors` mapping, at the top level or in a registry.
    init(_ mapping: YAMLMapping) {
        let rows = Settings.mirrors
        self.init(containerd: mapping.value(rows.containerd), containers: mapping.value(rows.containers))
    }
}
