internal import Yams

/// Checks the aliases of a text before it is parsed with them.
///
/// A chain of aliases adds a nesting level with every line. Nodes are freed recursively, so this would crash the
/// process. The parser also compares mapping keys in full, however far their aliases expand. So the text is first
/// parsed with every asterisk replaced by another character: then an alias is an ordinary word, and nothing expands.
package enum AliasGuard {
    /// The nesting limit, equal to the parser's own limit without aliases.
    static let deepest = 1000

    /// Throws the parser's error for a text that must not be parsed or is not valid YAML.
    package static func check(_ text: String) throws {
        guard let found = try fault(in: text) else { return }
        throw YamlError.composer(context: nil, problem: "\(found.reason)", found.mark, yaml: text)
    }

    /// A fault in the aliases of a text.
    struct Fault {
        let mark: Mark
        let reason: YAMLFault
    }

    /// The first fault of a text. Throws the parser's error if it is not valid YAML.
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

    /// Whether the indicator occurs where a name can follow and no word precedes it. `&&` and `a/*b` are common in
    /// scripts, and such texts need not be parsed twice.
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

    /// The text with every asterisk replaced by another character.
    static func withoutAliases(_ text: String) -> String { text.replacing("*", with: star(for: text)) }

    /// A private use character that does not occur in the text, so that distinct keys stay distinct.
    private static func star(for text: String) -> String {
        ["\u{E000}", "\u{E001}", "\u{E002}"].first { !text.contains($0) } ?? "\u{E003}"
    }
}

/// The number of levels below each anchored value.
private struct AliasHeights {
    /// The character that starts an alias.
    let star: String
    private(set) var fault: AliasGuard.Fault?
    private var anchors: [String: Int] = [:]

    init(star: String) { self.star = star }

    /// The height of a value at this depth. The parser has already limited the depth of the written nodes.
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

    /// Whether an alias makes the key more than a single word.
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
