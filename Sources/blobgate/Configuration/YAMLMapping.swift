import Foundation
import OCI
import Yams

/// The file being read, with all its faults, so that they are reported together.
final class ConfigurationSource {
    let path: String
    private(set) var faults: [ConfigurationError.Fault] = []

    init(_ path: String) { self.path = path }

    /// The faults, ordered by line.
    var faultsInOrder: [ConfigurationError.Fault] {
        faults.enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }

    func add(_ node: Node?, _ message: String) {
        faults.append(ConfigurationError.Fault(line: node?.mark?.line, message: message))
    }
}

/// A mapping of the file, with its path and the keys allowed in it.
struct YAMLMapping {
    /// Its path, for messages.
    let path: String
    /// The same path in the table of settings, where list entries have no index.
    let pattern: String
    let node: Node
    private let values: [String: Node]
    private let source: ConfigurationSource

    /// Reads a node as a mapping. Each unknown key is a fault, with the closest known key as a suggestion.
    init?(_ node: Node, path: String, pattern: String, source: ConfigurationSource) {
        let place = path.isEmpty ? "the file" : path
        guard let mapping = node.mapping else {
            source.add(node, "\(place) must be a mapping of keys to values, not \(node.kindName)")
            return nil
        }
        let known = Settings.rows(in: pattern).map(\.name)
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            if values[name] != nil {
                source.add(key, "duplicate key \"\(name.escapedASCII(limit: 80))\" in \(place)")
            } else if !known.contains(name) {
                let near = Spelling.nearest(to: name, of: known).map { "; did you mean \"\($0)\"?" } ?? ""
                let list = known.joined(separator: ", ")
                let shown = name.escapedASCII(limit: 80)
                source.add(key, "unknown key \"\(shown)\" in \(place)\(near.isEmpty ? "; known keys: \(list)" : near)")
            }
            values[name] = value
        }
        self.path = path
        self.pattern = pattern
        self.node = node
        self.values = values
        self.source = source
    }

    subscript(key: String) -> Node? { values[key] }

    func has(_ row: some SettingRow) -> Bool { values[row.name] != nil }

    func isMapping(_ key: String) -> Bool { values[key]?.mapping != nil }

    func isList(_ key: String) -> Bool { values[key]?.sequence != nil }

    func name(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Adds a fault at a key, or at the mapping if the key is missing.
    func fault(_ key: String, _ message: String) { source.add(values[key] ?? node, "\(name(of: key)): \(message)") }

    func fault(_ row: some SettingRow, _ message: String) { fault(row.name, message) }

    func addFault(at node: Node, _ message: String) { source.add(node, message) }

    /// The value of a setting; `nil` if it is missing or invalid.
    func value<Value, Result>(_ setting: Setting<Value, Result>) -> Value? {
        values[setting.name] == nil ? nil : setting.parser.file(self, setting.name)
    }

    /// The value of a setting, or its default.
    func resolved<Value, Result>(_ setting: Setting<Value, Result>) -> Result { setting.resolved(value(setting)) }

    /// Reads all settings in the mapping that need no special handling.
    func readSettings(into settings: inout SettingValues) {
        for row in Settings.rows(in: pattern) { row.read(self, into: &settings) }
    }

    func text(_ key: String) -> String? {
        guard let node = values[key] else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else {
            fault(key, "expected text, not \(node.kindName)")
            return nil
        }
        return text
    }

    func value<Value: Sendable>(_ key: String, _ read: ValueParser<Value>.Read) -> Value? {
        guard let text = text(key) else { return nil }
        do throws(ValueFault) {
            return try read(text)
        } catch {
            fault(key, error.inFile(text))
            return nil
        }
    }

    func mapping(_ section: KeySection) -> YAMLMapping? { mapping(section.name, pattern: section.path) }

    func mapping(_ key: String, pattern: String) -> YAMLMapping? {
        values[key].flatMap { YAMLMapping($0, path: name(of: key), pattern: pattern, source: source) }
    }

    func mappings(_ section: KeySection) -> [YAMLMapping] {
        list(section.name).enumerated().compactMap { index, node in
            YAMLMapping(
                node, path: "\(name(of: section.name))[\(index)]", pattern: "\(section.path)[]", source: source)
        }
    }

    func list(_ key: String) -> [Node] {
        guard let node = values[key] else { return [] }
        guard let sequence = node.sequence else {
            fault(key, "expected a list, not \(node.kindName)")
            return []
        }
        return Array(sequence)
    }

    /// The entries of a list, except invalid ones. `read` gets `nil` for an entry that is not text.
    func list<Element>(_ key: String, _ read: (String?) throws(ValueFault) -> Element) -> [Element] {
        list(key).compactMap { node in
            let text = node.scalar?.string
            do throws(ValueFault) {
                return try read(text)
            } catch {
                addFault(at: node, "\(name(of: key)): \(error.inFile(text ?? ""))")
                return nil
            }
        }
    }

    /// Resolves a path relative to the folder of the file.
    func absolutePath(_ text: String) -> String {
        guard !text.hasPrefix("/") else { return text }
        let folder = URL(fileURLWithPath: source.path).deletingLastPathComponent()
        return folder.appendingPathComponent(text).standardizedFileURL.path
    }
}

extension Node {
    /// A description for messages.
    var kindName: String {
        switch self {
        case .scalar(let scalar):
            scalar.string.isEmpty ? "nothing" : "the value \"\(scalar.string.hidingPassword.escapedASCII(limit: 40))\""
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
