internal import Yams

/// A node of a YAML document as readers of inputs walk it: aliases and merge keys followed, and with its place.
struct YAMLTree {
    /// What stands there.
    indirect enum Content {
        case scalar(YAMLScalar)
        case list([YAMLTree])
        case mapping([Entry])
    }

    /// A key with its value.
    struct Entry {
        let key: String
        var value: YAMLTree
        /// The 1-based line of the key.
        let line: Int
    }

    var content: Content
    /// Where it was read from.
    let source: InputSource
    /// The 1-based line that it begins on.
    let line: Int

    var scalar: YAMLScalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    var list: [YAMLTree]? { if case .list(let list) = content { list } else { nil } }
    var mapping: [Entry]? { if case .mapping(let entries) = content { entries } else { nil } }

    /// The value of a key, where this is a mapping that has it.
    subscript(key: String) -> YAMLTree? { mapping?.first { $0.key == key }?.value }

    /// What it is, for messages.
    var kind: String {
        switch content {
        case .scalar(let scalar): scalar.kind
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    /// A fault at this place.
    func fault(_ reason: InputFault.Reason) -> InputFault { InputFault(source, number: line, reason) }

    /// The documents of a stream; throws what is not YAML, and what grows beyond `nodes` when its aliases are followed.
    static func documents(
        of bytes: [UInt8], source: InputSource, nodes: Int = 1_000_000
    ) throws(InputError) -> [YAMLTree] {
        let bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...]
        guard let text = String(validating: bytes, as: UTF8.self) else { throw InputError(source, .notUTF8) }
        var builder = YAMLTreeBuilder(source: source, limit: nodes)
        do {
            let parser = try Parser(yaml: text)
            var documents: [YAMLTree] = []
            while let node = try parser.nextRoot() { documents.append(try builder.tree(node)) }
            return documents
        } catch let error as InputError {
            throw error
        } catch {
            throw InputError(faults: [YAMLFault.fault(error, text: text, source: source)], omitted: 0)
        }
    }
}

/// Makes trees of Yams' nodes.
private struct YAMLTreeBuilder {
    let source: InputSource
    let limit: Int
    private var count = 0

    init(source: InputSource, limit: Int) {
        self.source = source
        self.limit = limit
    }

    mutating func tree(_ node: Node) throws(InputError) -> YAMLTree {
        let line = node.mark?.line ?? 1
        count += 1
        guard count <= limit else {
            throw InputError(
                source, number: line,
                .structure(
                    "aliases of aliases: more than \(limit) nodes when they are followed; nothing of it was read"))
        }
        switch node {
        case .scalar(let scalar):
            return YAMLTree(content: .scalar(YAMLScalar(scalar)), source: source, line: line)
        case .sequence(let sequence):
            var list: [YAMLTree] = []
            for element in sequence { list.append(try tree(element)) }
            return YAMLTree(content: .list(list), source: source, line: line)
        case .mapping(let mapping):
            return YAMLTree(content: .mapping(try entries(mapping)), source: source, line: line)
        case .alias:
            throw InputError(source, number: line, .notYAML("an alias without its anchor"))
        }
    }

    /// The entries with those that `<<` merges into them: own ones first, then the first that has a key (YAML, merge type).
    private mutating func entries(_ mapping: Node.Mapping) throws(InputError) -> [YAMLTree.Entry] {
        var entries: [YAMLTree.Entry] = []
        var merged: [YAMLTree] = []
        for (key, value) in mapping {
            let line = key.mark?.line ?? 1
            guard let scalar = key.scalar else {
                throw InputError(
                    source, number: line,
                    .structure("a key that is no text; only texts, numbers and the like are keys here"))
            }
            if scalar.string == "<<", scalar.style == .plain {
                let tree = try tree(value)
                merged += tree.list ?? [tree]
            } else {
                entries.append(YAMLTree.Entry(key: scalar.string, value: try tree(value), line: line))
            }
        }
        guard !merged.isEmpty else { return entries }
        var seen = Set(entries.map(\.key))
        for tree in merged {
            guard let more = tree.mapping else {
                throw InputError(
                    source, number: tree.line, .structure("<< merges mappings, and this is \(tree.kind)"))
            }
            entries += more.filter { seen.insert($0.key).inserted }
        }
        return entries
    }
}
