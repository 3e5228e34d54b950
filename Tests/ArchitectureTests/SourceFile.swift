/// One Swift file, with its lines and its code without comments and string literals.
struct SourceFile {
    let path: String
    let lines: [String]
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        code = Self.code(of: text)
    }

    /// The modules that it imports, with line numbers.
    var imports: [(module: String, line: Int)] {
        code.enumerated().flatMap { index, line in
            line.split(separator: ";").compactMap { statement in
                Self.importedModule(statement.split(whereSeparator: \.isWhitespace)).map { ($0, index + 1) }
            }
        }
    }

    private static let kinds: Set<Substring> = [
        "typealias", "struct", "class", "enum", "protocol", "let", "var", "func", "actor",
    ]
    private static let levels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]

    private static func importedModule(_ words: [Substring]) -> String? {
        var rest = words[...]
        while let word = rest.first, word.hasPrefix("@") || levels.contains(word) { rest = rest.dropFirst() }
        guard rest.popFirst() == "import" else { return nil }
        if let kind = rest.first, kinds.contains(kind) { rest = rest.dropFirst() }
        return rest.first.map { String($0.prefix { $0 != "." }) }
    }

    private static func code(of text: String) -> [String] {
        var scanner = CodeScanner(text)
        return scanner.code().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
