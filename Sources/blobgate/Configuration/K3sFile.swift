import Foundation
import OCI
import Registry
import Release
import Yams

/// Reads the `registries.yaml` of k3s or RKE2, and the options that concern it from the `config.yaml` beside it.
///
/// k3s does not start with a value of the wrong type, and ignores keys that it does not know.
struct K3sFile {
    private static let optionKeys = (defaults: "disable-default-registry-endpoint", embedded: "embedded-registry")

    private let source: ConfigurationSource
    private var unclear: [NodeFileError.Fault] = []

    private init(_ path: String) { source = ConfigurationSource(path) }

    /// Whether a path of the nodes' files is such a file.
    static func isNamed(_ path: String) -> Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }

    static func read(_ path: String) throws(NodeFileError) -> K3sRegistries {
        var file = K3sFile(path)
        var found = K3sRegistries(file: path)
        if let root = try file.root() { file.registries(root, into: &found) }
        found.unclear = file.unclear
        try file.check()
        for options in Self.optionFiles(beside: path) {
            let file = K3sFile(options)
            guard let root = try file.root() else { continue }
            file.options(root, into: &found)
            try file.check()
        }
        return found
    }

    /// `config.yaml`, then each file of `config.yaml.d`: later files win.
    private static func optionFiles(beside path: String) -> [String] {
        let main = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("config.yaml").path
        let folder = main + ".d"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter(isNamed).sorted()
        return ([main] + names.map { "\(folder)/\($0)" }).filter {
            $0 != path && FileManager.default.fileExists(atPath: $0)
        }
    }

    private func root() throws(NodeFileError) -> Node? {
        let text = try NodeFileText.read(source.path)
        do {
            try AliasGuard.check(text)
            return try Yams.compose(yaml: text)
        } catch {
            let fault = ConfigurationReader.fault(of: error)
            throw NodeFileError(faults: [
                NodeFileError.Fault(file: source.path, line: fault.line, message: fault.message)
            ])
        }
    }

    private func check() throws(NodeFileError) {
        guard !source.faults.isEmpty else { return }
        throw NodeFileError(
            faults: source.faultsInOrder.map {
                NodeFileError.Fault(file: source.path, line: $0.line, message: $0.message)
            })
    }

    private mutating func registries(_ root: Node, into found: inout K3sRegistries) {
        for (key, value) in entries(root, "the file") {
            switch key.value {
            case "mirrors":
                for (name, node) in entries(value, "mirrors") {
                    found.mirrors[name.value] = mirror(node, "mirrors: \(Self.shown(name.value))", name.line)
                }
            case "configs":
                for (name, node) in entries(value, "configs") {
                    found.configs[name.value] = config(node, "configs: \(Self.shown(name.value))", name.line)
                }
            case "auths": break
            default: unclear.append(unknown(key, in: nil))
            }
        }
    }

    private func mirror(_ node: Node, _ place: String, _ line: Int?) -> K3sRegistries.Mirror {
        var mirror = K3sRegistries.Mirror()
        mirror.line = line
        for (key, value) in entries(node, place) {
            switch key.value {
            case "endpoint":
                guard !value.isNothing else { continue }
                guard let list = value.sequence else {
                    source.add(value, "\(place) endpoint: expected a list, not \(value.kindName)")
                    continue
                }
                mirror.endpoints = list.compactMap { text($0, "\(place) endpoint") }
            case "rewrite":
                for (pattern, replacement) in entries(value, "\(place) rewrite") {
                    guard let text = text(replacement, "\(place) rewrite") else { continue }
                    mirror.rewrites.append((pattern, text.value))
                }
            default: mirror.unclear.append(unknown(key, in: place))
            }
        }
        return mirror
    }

    private func config(_ node: Node, _ place: String, _ line: Int?) -> K3sRegistries.Config {
        var config = K3sRegistries.Config()
        config.line = line
        for (key, value) in entries(node, place) {
            switch key.value {
            case "auth":
                if !value.isNothing { config.credentials = key }
                _ = entries(value, "\(place) auth")
            case "tls":
                guard !value.isNothing else { continue }
                var tls = K3sRegistries.TLS()
                for (key, value) in entries(value, "\(place) tls") {
                    switch key.value {
                    case "ca_file": tls.authorities = file(value, "\(place) tls ca_file")
                    case "cert_file": tls.certificate = file(value, "\(place) tls cert_file")
                    case "key_file": tls.key = file(value, "\(place) tls key_file")
                    case "insecure_skip_verify":
                        if flag(value, "\(place) tls insecure_skip_verify") { tls.skipsVerification = key }
                    default: config.unclear.append(unknown(key, in: "\(place) tls"))
                    }
                }
                config.tls = tls
            default: config.unclear.append(unknown(key, in: place))
            }
        }
        return config
    }

    private func options(_ root: Node, into found: inout K3sRegistries) {
        for (key, value) in entries(root, "the file") {
            switch key.value {
            case Self.optionKeys.defaults: found.hasDefaultEndpoint = !option(value, key.value)
            case Self.optionKeys.embedded: found.hasEmbeddedRegistry = option(value, key.value)
            default: break
            }
        }
    }
}

extension K3sFile {
    /// The entries of a mapping, those of merge keys first; none for a missing value.
    private func entries(_ node: Node, _ place: String) -> [(key: K3sRegistries.Text, value: Node)] {
        guard !node.isNothing else { return [] }
        guard let mapping = node.mapping else {
            source.add(node, "\(place): expected a mapping of keys to values, not \(node.kindName)")
            return []
        }
        var found: [(key: K3sRegistries.Text, value: Node)] = []
        for (key, value) in mapping where key.scalar?.string == "<<" {
            for one in value.sequence.map(Array.init) ?? [value] { found += entries(one, place) }
        }
        for (key, value) in mapping where key.scalar?.string != "<<" {
            guard let name = key.scalar?.string else {
                source.add(key, "\(place): expected a text as the key, not \(key.kindName)")
                continue
            }
            found.removeAll { $0.key.value == name }
            found.append((K3sRegistries.Text(name, line: key.mark?.line), value))
        }
        return found
    }

    private func text(_ node: Node, _ place: String) -> K3sRegistries.Text? {
        guard let text = node.scalar?.string else {
            source.add(node, "\(place): expected text, not \(node.kindName)")
            return nil
        }
        return K3sRegistries.Text(text, line: node.mark?.line)
    }

    /// `nil` for an empty path, which is none.
    private func file(_ node: Node, _ place: String) -> K3sRegistries.Text? {
        guard !node.isNothing, let text = text(node, place), !text.value.isEmpty else { return nil }
        return text
    }

    private func flag(_ node: Node, _ place: String) -> Bool {
        guard !node.isNothing else { return false }
        let isQuoted = [.singleQuoted, .doubleQuoted].contains(node.scalar?.style)
        guard let flag = node.bool, !isQuoted else {
            source.add(node, "\(place): expected true or false")
            return false
        }
        return flag
    }

    /// An option of the command line, where a text is as good.
    private func option(_ node: Node, _ place: String) -> Bool {
        switch node.scalar?.string.lowercased() {
        case "true", "1", "t", "yes", "on": return true
        case "false", "0", "f", "no", "off", "": return false
        default:
            source.add(node, "\(place): expected true or false")
            return false
        }
    }

    private func unknown(_ key: K3sRegistries.Text, in place: String?) -> NodeFileError.Fault {
        NodeFileError.Fault(
            file: source.path, line: key.line,
            message: (place.map { "\($0) " } ?? "") + Self.shown(key.value)
                + ": Blobgate does not know this key, so it cannot tell where nodes pull from")
    }

    private static func shown(_ text: String) -> String { text.escapedASCII(limit: 80) }
}

extension Node {
    /// Whether it is an empty value.
    fileprivate var isNothing: Bool {
        guard let scalar else { return false }
        return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
