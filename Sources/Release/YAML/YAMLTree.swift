internal import Record
import Yams

/// A YAML node with its location, aliases and merge keys resolved, for inputs of few shapes. Manifest streams are read
/// without it, one document at a time.
struct YAMLTree {
    /// The value.
    indirect enum Content {
        case scalar(YAMLScalar)
        case list([YAMLTree])
        case mapping([Entry])
    }

    struct Entry {
        let key: String
        var value: YAMLTree
        /// The 1-based line of the key.
        let line: Int
    }

    var content: Content
    /// The source it was read from.
    let source: InputSource
    /// The 1-based line it starts on.
    let line: Int
    /// A tag of the file's own format, such as `!reset` of Compose or `!Ref` of CloudFormation.
    var tag: String?

    var scalar: YAMLScalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    var list: [YAMLTree]? { if case .list(let list) = content { list } else { nil } }
    var mapping: [Entry]? { if case .mapping(let entries) = content { entries } else { nil } }

    /// The value of a key, if this is a mapping that has the key.
    subscript(key: String) -> YAMLTree? { mapping?.first { $0.key == key }?.value }

    /// A description for messages.
    var kind: String {
        switch content {
        case .scalar(let scalar): scalar.kind
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    func fault(_ reason: InputFault.Reason) -> InputFault { InputFault(source, number: line, reason) }

    private static let template =
        "an unrendered {{ }} template: render it first and pass the output"

    /// The documents of a stream. Throws if it is not YAML, or if its aliases expand beyond reason.
    ///
    /// - Parameter doubled: Receives duplicate keys, of which the last is used; without it, they are faults.
    static func documents(
        of bytes: [UInt8], source: InputSource, doubled: (([DuplicateKey]) -> Void)? = nil
    ) throws(InputError) -> [YAMLTree] {
        var trees: [YAMLTree] = []
        var faults = InputFaults()
        try YAMLStream(bytes, source: source, takesLast: doubled != nil).read(source) { fault in
            let line = fault.templateLine
            faults.add(
                line.map { InputFault(source, number: $0, .structure(template)) }
                    ?? InputFault(source, number: fault.line, .yaml(fault.reason)))
            return line == nil
        } document: { document in
            doubled?(document.doubled)
            var builder = YAMLTreeBuilder(document: document, source: source)
            do throws(ExpansionOverflow) {
                trees.append(try builder.tree(document.root, after: nil))
                if let line = builder.oddKeyLine { faults.add(InputFault(source, number: line, .structure(template))) }
            } catch {
                faults.add(InputFault(source, number: error.line, .yaml(error.fault)))
            }
            return true
        }
        try faults.check()
        return trees
    }
}

private struct YAMLTreeBuilder {
    private let document: YAMLDocument
    private let source: InputSource
    private var fields: YAMLFields
    /// The line of the first key that is not a string, which is how YAML reads `{{ .Values.x }}`.
    private(set) var oddKeyLine: Int?

    init(document: YAMLDocument, source: InputSource) {
        self.document = document
        self.source = source
        fields = YAMLFields(document)
    }

    /// The tree of a node that follows a mark.
    mutating func tree(_ node: Node, after place: Mark?) throws(ExpansionOverflow) -> YAMLTree {
        try fields.visit(node)
        let entered = try fields.enter(node, after: place)
        defer { fields.leave(entered) }
        let content: YAMLTree.Content
        switch node {
        case .scalar(let scalar): content = .scalar(YAMLScalar(scalar))
        case .sequence(let sequence):
            var list: [YAMLTree] = []
            for element in sequence.indices { list.append(try tree(sequence[element], after: sequence.mark)) }
            content = .list(list)
        case .mapping, .alias:
            var entries: [YAMLTree.Entry] = []
            if let mapping = try fields.mapping(node) {
                for index in mapping.indices {
                    let (key, value) = mapping[index]
                    guard let name = key.scalar?.string else {
                        oddKeyLine = oddKeyLine ?? document.line(of: key)
                        continue
                    }
                    entries.append(
                        YAMLTree.Entry(
                            key: name, value: try tree(value, after: key.mark), line: document.line(of: key) ?? 1))
                }
            }
            content = .mapping(entries)
        }
        let tag = node.tag.rawValue
        return YAMLTree(
            content: content, source: source, line: document.line(of: node) ?? 1,
            tag: tag.hasPrefix("!") && tag.utf8.count > 1 ? tag : nil)
    }
}
