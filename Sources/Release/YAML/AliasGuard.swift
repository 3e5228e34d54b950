internal import Yams

/// Looks at the aliases of a text before it is read with them.
///
/// A chain of aliases nests a level with every line, and nodes are freed by recursion, which would end the process; and the
/// parser compares the keys of a mapping in full, however far their aliases grow. So the text is first read with every
/// star as another character: then an alias is a word like any other, and nothing grows.
package enum AliasGuard {
    /// How deep values may be nested: the parser itself goes no deeper where there are no aliases.
    static let deepest = 1000

    /// Throws where a text must not be read, in the terms of its parser, and where it is no YAML.
    package static func check(_ text: String) throws {
        guard let found = try fault(in: text) else { return }
        throw YamlError.composer(context: nil, problem: "\(found.reason)", found.mark, yaml: text)
    }

    /// What is wrong with the aliases of a text.
    struct Fault {
        let mark: Mark
        let reason: YAMLFault
    }

    /// The first fault of a text; throws the parser's where it is no YAML.
    static func fault(in text: String) throws -> Fault? {
        guard has(UInt8(ascii: "&"), text), has(UInt8(ascii: "*"), text) else { return nil }
        let parser = try Parser(yaml: withoutAliases(text), encoding: .utf8)
        var heights = AliasHeights(star: star(for: text))
        while let root = try parser.nextRoot() {
            _ = heights.height(of: root, above: 0)
            if let fault = heights.fault { return fault }
        }
        return nil
    }

    /// Whether a mark stands where a name may follow it and nothing before makes it a part of a word: `&&` and `a/*b` are
    /// in every script, and such a text need not be read twice.
    private static func has(_ mark: UInt8, _ text: String) -> Bool {
        var before: UInt8 = 0x20
        var isMark = false
        for byte in text.utf8 {
            if isMark, isName(byte) { return true }
            isMark = byte == mark && !isName(before) && !"&*/.".utf8.contains(before)
            before = byte
        }
        return false
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
            || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }

    /// The text with another character for every star.
    static func withoutAliases(_ text: String) -> String { text.replacing("*", with: star(for: text)) }

    /// A character of private use that the text has not, so that no two keys become the same.
    private static func star(for text: String) -> String {
        ["\u{E000}", "\u{E001}", "\u{E002}"].first { !text.contains($0) } ?? "\u{E003}"
    }
}

/// How many levels there are below the values that have an anchor.
private struct AliasHeights {
    /// What an alias begins with.
    let star: String
    private(set) var fault: AliasGuard.Fault?
    private var anchors: [String: Int] = [:]

    init(star: String) { self.star = star }

    /// The levels of a value that stands so many levels down; the parser has bounded those that are written out.
    mutating func height(of node: Node, above: Int) -> Int {
        let anchor: Anchor?
        var height = 0
        switch node {
        case .scalar(let scalar):
            height = alias(scalar).flatMap { anchors[$0] } ?? 0
            anchor = scalar.anchor
        case .sequence(let sequence):
            for index in sequence.indices {
                height = max(height, self.height(of: sequence[index], above: above + 1) + 1)
            }
            anchor = sequence.anchor
        case .mapping(let mapping):
            for index in mapping.indices {
                let (key, value) = mapping[index]
                if hasAlias(key) { note(key, .aliasKey) }
                height = max(height, self.height(of: key, above: above + 1) + 1)
                height = max(height, self.height(of: value, above: above + 1) + 1)
            }
            anchor = mapping.anchor
        case .alias:
            return 0
        }
        if above + height > AliasGuard.deepest { note(node, .depth(limit: AliasGuard.deepest)) }
        if let anchor { anchors[anchor.rawValue] = height }
        return height
    }

    /// Whether a key is made of more than one word by an alias.
    private func hasAlias(_ key: Node) -> Bool {
        switch key {
        case .scalar(let scalar): alias(scalar).flatMap { anchors[$0] }.map { $0 > 0 } ?? false
        case .sequence(let sequence): sequence.contains { $0.scalar.flatMap(alias) != nil || hasAlias($0) }
        case .mapping(let mapping):
            mapping.contains { key, value in
                [key, value].contains { $0.scalar.flatMap(alias) != nil || hasAlias($0) }
            }
        case .alias: true
        }
    }

    private func alias(_ scalar: Node.Scalar) -> String? {
        guard scalar.style == .plain, scalar.string.hasPrefix(star) else { return nil }
        return String(
            scalar.string.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) })
    }

    private mutating func note(_ node: Node, _ reason: YAMLFault) {
        if fault == nil, let mark = node.mark { fault = AliasGuard.Fault(mark: mark, reason: reason) }
    }
}
