import OCI
import Yams

/// A document has grown, by its aliases, to more than any release needs.
struct ExpansionOverflow: Error {
    /// The line of the first alias of those that are being followed, else of the value that is too much.
    let line: Int?
    /// What grew.
    let fault: YAMLFault
}

/// Reads the nodes of one document, aliases and merges followed, and counts them: nodes that aliases share cost nothing
/// until they are visited, and then a few lines can mean billions.
struct YAMLFields {
    /// How many values aliases may add to what is written out.
    static let limit = 250_000

    private let document: YAMLDocument
    private var left: Int
    private var aliasLine: Int?
    private var depth = 0

    /// A parser goes no deeper, and neither must aliases: every level takes of the stack.
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

    /// Goes one level down, to a node that stands after a place; it is reached by an alias when it does not begin there.
    /// Returns what to give to `leave`.
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

    /// A mapping with what `<<` merges into it; its own keys win, then the first of those merged. Of keys that stand twice it
    /// has the last.
    mutating func mapping(_ node: Node) throws(ExpansionOverflow) -> Node.Mapping? {
        guard case .mapping(var mapping) = node else { return nil }
        if !document.doubled.isEmpty, mapping.contains(where: { DoubledKeys.isCovered($0.key) }) {
            let pairs = mapping.filter { !DoubledKeys.isCovered($0.key) }.map { ($0.key, $0.value) }
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

    /// The later of two places, after which the next element of a list begins.
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

    /// Whether nothing is written, or `null`.
    var isNull: Bool {
        guard case .scalar(let scalar) = self, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// What a value is when it should be a text and is not: `the number 1.25`; `nil` for a text.
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
            case Tag(.bool): return "the truth value \(text)"
            case Tag(.timestamp): return "the date \(text)"
            default: return nil
            }
        }
    }
}
