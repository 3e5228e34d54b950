import OCI

/// What keeps a text from being read as YAML or JSON.
package enum YAMLFault: Hashable, Sendable, CustomStringConvertible {
    /// The text is UTF-16.
    case utf16
    /// What the parser says of the place.
    case syntax(String)
    /// A line is indented with a tab.
    case tab
    /// A key stands twice in one mapping.
    case duplicateKey(String)
    /// Aliases grow to more nodes than this beyond what is written out.
    case expansion(limit: Int)
    /// Values are nested deeper than this.
    case depth(limit: Int)
    /// A key of a mapping is made of aliases.
    case aliasKey

    /// What a parser says of a place, for people: it names a function of its own where values are nested too deep.
    package static func words(_ problem: String) -> String {
        isDepth(problem) ? YAMLFault.depth(limit: AliasGuard.deepest).description : problem
    }

    static func isDepth(_ problem: String) -> Bool { problem.hasPrefix("Maximum nesting level") }

    /// What is wrong and what to do, in ASCII.
    package var description: String {
        switch self {
        case .utf16: "UTF-16 text; write it as UTF-8"
        case .syntax(let detail): "not YAML: \(detail.escapedASCII(limit: 300))"
        case .tab: "not YAML: a tab in the indentation; YAML is indented by spaces"
        case .duplicateKey(let key):
            "the key \"\(key.escapedASCII(limit: 80))\" stands twice in one mapping: programs differ in what they make of "
                + "that; leave one"
        case .expansion(let limit):
            "an alias that grows to more than \(limit) values: not read further, since a few more such lines would fill "
                + "any memory; write the values out"
        case .depth(let limit):
            "values nested more than \(limit) levels deep: not read; no release needs that, so look at what wrote the file"
        case .aliasKey: "aliases as the key of a mapping: not read; keys are plain words"
        }
    }
}
