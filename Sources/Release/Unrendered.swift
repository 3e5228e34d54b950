import OCI

/// What a text still has in it that a shell, a template engine or a deploy tool would fill in. Nothing is ever guessed for it.
///
/// No image reference has any of these characters, so that there is nothing to mistake for a placeholder.
enum Unrendered {
    /// The first placeholder: `{{ .Values.tag }}`, `${TAG}`, `$(TAG)`, `$TAG`, `<tag>`, `%TAG%`, `%s`; `nil` when there is none.
    static func placeholder(in text: some StringProtocol) -> String? {
        guard let start = text.firstIndex(where: { "${}<%".contains($0) }) else { return nil }
        let rest = text[start...]
        for (opening, closing) in [("{{", "}}"), ("${", "}"), ("$(", ")"), ("<", ">")] where rest.hasPrefix(opening) {
            return String(rest.firstRange(of: closing).map { rest[..<$0.upperBound] } ?? rest[...])
        }
        let isName = { (character: Character) in character.isLetter || character.isNumber || character == "_" }
        let name = rest.dropFirst().prefix(while: isName)
        let isClosed = rest.first == "%" && rest[name.endIndex...].first == "%"
        return String(rest[..<(isClosed ? rest.index(after: name.endIndex) : name.endIndex)])
    }

    /// The fault of a text with a placeholder; `advice` says what to do with this kind of input.
    static func fault(in text: some StringProtocol, advice: String) -> InputFault.Reason? {
        placeholder(in: text).map { .unrendered(text: String(text), placeholder: $0, advice: advice) }
    }
}
