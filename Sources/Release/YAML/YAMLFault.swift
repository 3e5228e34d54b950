import OCI

/// Why a text cannot be read as YAML or JSON.
package enum YAMLFault: Hashable, Sendable, CustomStringConvertible {
    /// The text is UTF-16.
    case utf16
    /// A syntax error, with the parser's message.
    case syntax(String)
    /// A line is indented with a tab.
    case tab
    /// A mapping has a duplicate key.
    case duplicateKey(String)
    /// Aliases expand to more nodes than this beyond those written out.
    case expansion(limit: Int)
    /// Values are nested deeper than this.
    case depth(limit: Int)
    /// A mapping key consists of aliases.
    case aliasKey

    /// A parser's message, reworded: for deep nesting it mentions one of its own functions.
    package static func words(_ problem: String) -> String {
        isDepth(problem) ? YAMLFault.depth(limit: AliasGuard.deepest).description : problem
    }

    static func isDepth(_ problem: String) -> Bool { problem.hasPrefix("Maximum nesting level") }

    /// What is wrong and what to do, in ASCII.
    package var description: String {
        switch self {
        case .utf16: "UTF-16 text; save it as UTF-8"
        case .syntax(let detail): "not YAML: \(detail.escapedASCII(limit: 300))"
        case .tab: "not YAML: a tab in the indentation; YAML is indented with spaces"
        case .duplicateKey(let key):
            "the key \"\(key.escapedASCII(limit: 80))\" is duplicated in one mapping: programs interpret this "
                + "differently; keep only one"
        case .expansion(let limit):
            "an alias that expands to more than \(limit) values: reading stopped, because a few more such lines would "
                + "exhaust memory; write the values out"
        case .depth(let limit):
            "values nested more than \(limit) levels deep: not read; no release needs that, so check "
                + "the program that wrote the file"
        case .aliasKey: "aliases as a mapping key: not read; use plain words as keys"
        }
    }
}
