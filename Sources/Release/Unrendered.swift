/// Evidence that an image reference is not final: something has still to be filled in. Its value is never guessed.
package enum Unrendered: Hashable, Sendable, CustomStringConvertible {
    /// `{{ .Values.image }}`: a Go, Helm or Jinja template, or an Argo parameter.
    case template
    /// `${TAG}` or `$TAG`: a shell, envsubst or Compose variable.
    case variable
    /// `$(TAG)`: a make or kustomize variable, or a Tekton parameter.
    case parameter
    /// `<tag>`: a placeholder for a person to fill in.
    case placeholder
    /// `%s`: a format specifier.
    case format
    /// `ko://example.com/cmd/app`: a Go program that ko has yet to build.
    case source

    /// The first unfilled part of a text that should be an image; `nil` if there is none.
    package init?(in text: String) {
        if text.hasPrefix("ko://") {
            self = .source
            return
        }
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { Self.marks.contains($0) }) else { return nil }
        func has(_ pattern: String) -> Bool { text.utf8.count >= pattern.utf8.count && text.contains(pattern) }
        func isName(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: "_") || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
        }
        let pairs = zip(bytes, bytes.dropFirst())
        if has("{{") {
            self = .template
        } else if has("$(") {
            self = .parameter
        } else if has("${") || pairs.contains(where: { $0 == UInt8(ascii: "$") && isName($1) }) {
            self = .variable
        } else if let open = text.firstIndex(of: "<"), text[open...].contains(">") {
            self = .placeholder
        } else if pairs.contains(where: { $0 == UInt8(ascii: "%") && isName($1) }) {
            self = .format
        } else {
            return nil
        }
    }

    private static let marks = Array("${<%".utf8)

    /// What is not filled in, and what to do.
    package var description: String {
        switch self {
        case .template: "an unrendered {{ }} template: render it first and check the output"
        case .variable:
            "an unexpanded $ variable: its value is never guessed; expand it first (envsubst, "
                + "docker compose config) and check the output"
        case .parameter:
            "an unexpanded $( ) parameter: its value is never guessed; expand it first and check "
                + "the output"
        case .placeholder: "an unfilled < > placeholder: write the full image reference"
        case .format: "an unfilled % format: write the full image reference"
        case .source: "a program that ko has yet to build: check the output of ko resolve"
        }
    }
}
