import OCI
import Yams

/// Collects the faults of one file, so that all are named at once.
final class FaultList {
    private(set) var faults: [ConfigurationError.Fault] = []

    /// The faults by their lines, as a reader goes through the file.
    var inOrder: [ConfigurationError.Fault] {
        faults.enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }

    func add(_ node: Node?, _ message: String) {
        faults.append(ConfigurationError.Fault(line: node?.mark?.line, message: message))
    }
}

/// A mapping of the file that knows its place, and which keys may stand in it.
struct YAMLMapping {
    let path: String
    let node: Node
    private let values: [String: Node]
    private let faults: FaultList

    /// Reads a node as a mapping; names every key that the table of keys does not have, with the nearest that it has.
    init?(_ node: Node, path: String, pattern: String, faults: FaultList) {
        let place = path.isEmpty ? "the file" : path
        guard let mapping = node.mapping else {
            faults.add(node, "\(place) must be a mapping of keys to values, not \(node.kindName)")
            return nil
        }
        let known = ConfigurationKey.names(in: pattern)
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            if values[name] != nil {
                faults.add(key, "\(place) has the key \"\(name.escapedASCII(limit: 80))\" twice")
            } else if !known.contains(name) {
                let near = Spelling.nearest(to: name, of: known).map { "; did you mean \"\($0)\"?" } ?? ""
                let list = known.joined(separator: ", ")
                let shown = name.escapedASCII(limit: 80)
                faults.add(key, "unknown key \"\(shown)\" in \(place)\(near.isEmpty ? "; known are: \(list)" : near)")
            }
            values[name] = value
        }
        self.path = path
        self.node = node
        self.values = values
        self.faults = faults
    }

    subscript(key: String) -> Node? { values[key] }

    func name(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func fault(_ key: String, _ message: String) { faults.add(values[key] ?? node, "\(name(of: key)): \(message)") }

    func text(_ key: String) -> String? {
        guard let node = values[key] else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else {
            fault(key, "expected a text, not \(node.kindName)")
            return nil
        }
        return text
    }

    /// A text that a function can read; `expected` says what it reads.
    func value<Value>(_ key: String, _ expected: String, _ read: (String) -> Value?) -> Value? {
        guard let text = text(key) else { return nil }
        guard let value = read(text) else {
            fault(key, "\"\(text.escapedASCII(limit: 80))\" is not \(expected)")
            return nil
        }
        return value
    }

    func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
        value(key, "a number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func mapping(_ key: String, pattern: String) -> YAMLMapping? {
        values[key].flatMap { YAMLMapping($0, path: name(of: key), pattern: pattern, faults: faults) }
    }

    func mappings(_ key: String, pattern: String) -> [YAMLMapping] {
        list(key).enumerated().compactMap { index, node in
            YAMLMapping(node, path: "\(name(of: key))[\(index)]", pattern: pattern, faults: faults)
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

    func addFault(at node: Node, _ message: String) { faults.add(node, message) }
}

extension Node {
    fileprivate var kindName: String {
        switch self {
        case .scalar(let scalar):
            scalar.string.isEmpty ? "nothing" : "the value \"\(scalar.string.escapedASCII(limit: 40))\""
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
