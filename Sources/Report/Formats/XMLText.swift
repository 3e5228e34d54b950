/// Builds an XML 1.0 document element by element. The output is printable ASCII, so it cannot contain control characters.
struct XMLText {
    private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private var depth = 0

    /// Adds an element with child elements.
    mutating func element(
        _ name: String, _ attributes: [(String, String)] = [], _ content: (inout XMLText) throws -> Void
    ) rethrows {
        text += indent + "<\(name)\(Self.written(attributes))>\n"
        depth += 1
        try content(&self)
        depth -= 1
        text += indent + "</\(name)>\n"
    }

    /// Adds an element with text; line breaks are kept.
    mutating func element(_ name: String, _ attributes: [(String, String)] = [], text content: String) {
        let lines = content.split(separator: "\n", omittingEmptySubsequences: false)
        let body = lines.map { Self.escaped(String($0)) }.joined(separator: "\n")
        text += indent + "<\(name)\(Self.written(attributes))" + (body.isEmpty ? "/>\n" : ">\(body)</\(name)>\n")
    }

    private var indent: String { String(repeating: "  ", count: depth) }

    private static func written(_ attributes: [(String, String)]) -> String {
        attributes.map { " \($0.0)=\"\(escaped($0.1))\"" }.joined()
    }

    private static func escaped(_ text: String) -> String {
        Page.ascii(text).escaped(["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&apos;"])
    }
}
