import OCI
import Yams

/// A document's aliases expand beyond what any release needs.
struct ExpansionOverflow: Error {
    /// The line of the outermost alias being followed, otherwise of the value that exceeds the limit.
    let line: Int?
    /// Which limit was exceeded.
    let fault: YAMLFault
}

/// Reads the nodes of one document, follows aliases and merges, and counts visits. Shared nodes cost nothing until
/// visited, but then a few lines can mean billions.
struct YAMLFields {
    /// How many values aliases may add to those written out.
    static let limit = 250_000

    private let document: YAMLDocument
    private var left: Int
    private var aliasLine: Int?
    private var depth = 0

    /// The parser's nesting limit, which aliases must respect too: every level uses stack.
    private static let deepest = AliasGuard.deepest

    init(_ document: YAMLDocument) {
        self.document = document
        left = document.size + Self.limit
    }

    mutating func visit(_ node: Node) throws(ExpansionOverflow) {
        left -= 1
        if left < 0 {
            throw ExpansionOverflow(
                line: aliasLine ?? document.line(of: node), fault: .expansion(limit: Self.limit))
        }
    }

    /// Enters a node that is expected after a mark. If it starts before the mark, it was reached through an alias. Pass
    /// the result to `leave`.
    mutating func enter(_ node: Node, after place: Mark?) throws(ExpansionOverflow) -> Bool {
        depth += 1
        if depth > Self.deepest {
            throw ExpansionOverflow(line: aliasLine ?? document.line(of: node), fault: .depth(limit: Self.deepest))
        }
        guard aliasLine == nil, let mark = node.mark, let place, !Self.isBefore(place, mark) else { return false }
        aliasLine = document.line(of: place)
        return true
    }

    mutating func leave(_ entered: Bool) {
        depth -= 1
        if entered { aliasLine = nil }
    }

    /// A mapping with the mappings that `<<` merges into it. Its own keys win, then those merged first. Of duplicate
    /// keys, the last one is used.
    mutating func mapping(_ node: Node) throws(ExpansionOverflow) -> Node.Mapping? {
        guard case .mapping(var mapping) = node else { return nil }
        if !document.doubled.isEmpty, mapping.contains(where: { DuplicateKeys.isSuffixed($0.key) }) {
            let pairs = mapping.filter { !DuplicateKeys.isSuffixed($0.key) }.map { ($0.key, $0.value) }
            mapping = Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark)
        }
        guard let merge = mapping.firstIndex(where: { Self.isMerge($0.key) }) else { return mapping }
        let key = mapping[merge].key
        var pairs: [(Node, Node)] = []
        var names: Set<String> = []
        for index in mapping.indices where index != merge {
            if let name = mapping[index].key.scalar?.string { names.insert(name) }
            pairs.append((mapping[index].key, mapping[index].value))
        }
        let merged = mapping[merge].value
        for source in merged.isList ? merged.array() : [merged] {
            try visit(source)
            let entered = try enter(source, after: key.mark)
            if let more = try self.mapping(source) {
                for index in more.indices {
                    let (name, value) = more[index]
                    try visit(value)
                    if let text = name.scalar?.string, names.insert(text).inserted { pairs.append((name, value)) }
                }
            }
            leave(entered)
        }
        return Node.Mapping(pairs, .implicit, mapping.style, mapping.mark)
    }

    private static func isMerge(_ key: Node) -> Bool {
        guard case .scalar(let scalar) = key else { return false }
        return scalar.string == "<<" && scalar.style == .plain
    }

    /// The later of two marks, after which the next list element starts.
    static func later(_ place: Mark?, _ other: Mark?) -> Mark? {
        guard let place, let other else { return place ?? other }
        return isBefore(place, other) ? other : place
    }

    private static func isBefore(_ mark: Mark, _ other: Mark) -> Bool {
        mark.line < other.line || mark.line == other.line && mark.column < other.column
    }
}

extension Node.Mapping {
    func value(_ name: String) -> Node? {
        for index in indices {
            if case .scalar(let scalar) = self[index].key, scalar.string == name { return self[index].value }
        }
        return nil
    }

    /// The text of a key that is a scalar.
    func text(_ name: String) -> String? {
        guard case .scalar(let scalar)? = value(name) else { return nil }
        return scalar.string
    }
}

extension Node {
    fileprivate var isList: Bool {
        if case .sequence = self { true } else { false }
    }

    /// Whether the value is absent or `null`.
    var isNull: Bool {
        guard case .scalar(let scalar) = self, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// What a value is if it is not a string: `the number 1.25`; `nil` for a string.
    var otherThanText: String? {
        switch self {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .alias: return "an alias"
        case .scalar(let scalar):
            guard scalar.style == .plain else { return nil }
            if isNull { return "null" }
            let text = scalar.string.escapedASCII(limit: 60)
            switch tag {
            case Tag(.int), Tag(.float): return "the number \(text)"
            case Tag(.bool): return "the boolean \(text)"
            case Tag(.timestamp): return "the date \(text)"
            default: return nil
            }
        }
    }
}
