internal import OCI
internal import Yams

/// A YAML scalar: its text as written, and how tools interpret it.
struct YAMLScalar {
    /// How a YAML 1.1 reader such as Helm's interprets a scalar.
    enum Sort {
        case text
        case number
        case boolean
        case null
    }

    /// The text as written, without quotes.
    let text: String
    /// Its interpretation.
    let sort: Sort

    /// A text that does not appear literally in a file.
    init(text: String) {
        self.text = text
        sort = .text
    }

    init(_ scalar: Node.Scalar) {
        text = scalar.string
        let tag = scalar.tag.rawValue
        sort = scalar.style == .plain && tag.isEmpty ? Self.sort(of: scalar.string) : Self.sorts[tag] ?? .text
    }

    /// Whether it has no value: empty or null.
    var isUnset: Bool { sort == .null || text.isEmpty }

    /// Whether a tool that reads it as a number or boolean may print it differently: `1.10` becomes `1.1`, and `010`
    /// becomes `8`.
    var changesWhenRead: Bool {
        switch sort {
        case .text, .null: false
        case .boolean: text != "true" && text != "false"
        case .number: !Self.isStable(text)
        }
    }

    /// A description for messages.
    var kind: String {
        let shown = text.escapedASCII(limit: 40)
        return switch sort {
        case .text: text.isEmpty ? "an empty string" : "the string \"\(shown)\""
        case .number: "the number \(shown)"
        case .boolean: "the boolean \(shown)"
        case .null: "nothing"
        }
    }

    private static let sorts: [String: Sort] = [
        "tag:yaml.org,2002:int": .number, "tag:yaml.org,2002:float": .number, "tag:yaml.org,2002:bool": .boolean,
        // In Compose, `!reset` removes a value that another file sets.
        "tag:yaml.org,2002:null": .null, "!reset": .null,
    ]

    private static let nulls: Set<String> = ["", "~", "null", "Null", "NULL"]
    private static let booleans: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n"]
    private static let digits: ClosedRange<UInt8> = 0x30...0x39

    private static func sort(of text: String) -> Sort {
        if nulls.contains(text) { return .null }
        // `True` and `TRUE`, but not `tRUE`.
        let rest = text.dropFirst()
        if booleans.contains(text.lowercased()), rest == rest.lowercased() || text == text.uppercased() {
            return .boolean
        }
        return isNumber(text) ? .number : .text
    }

    /// Integers in all bases, floats, infinity and NaN (YAML 1.1, int and float).
    private static func isNumber(_ text: String) -> Bool {
        let body = text.drop { $0 == "+" || $0 == "-" }
        guard text.utf8.count - body.utf8.count < 2, let first = body.utf8.first else { return false }
        guard first == UInt8(ascii: ".") || digits ~= first else { return false }
        if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(body) { return true }
        let plain = body.replacing("_", with: "")
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where plain.lowercased().hasPrefix(prefix) {
            return UInt64(plain.dropFirst(2), radix: radix) != nil
        }
        let inNumber = { (byte: UInt8) in digits ~= byte || "+-.eE".utf8.contains(byte) }
        return plain.utf8.allSatisfy(inNumber) && Double(plain.hasPrefix(".") ? "0\(plain)" : plain) != nil
    }

    /// Up to nine digits without leading zeros, or a decimal fraction of up to fifteen digits without a trailing zero.
    private static func isStable(_ text: String) -> Bool {
        let body = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = body.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { digits ~= $0 } }), let whole = parts.first,
            whole == "0" || !whole.hasPrefix("0")
        else { return false }
        if parts.count == 1 { return whole.utf8.count <= 9 }
        return parts.count == 2 && !parts[1].hasSuffix("0") && body.utf8.count <= 16
    }
}
