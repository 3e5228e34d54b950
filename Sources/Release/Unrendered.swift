/// What shows that an image is not written out yet: something has still to be filled in, and what, is never guessed.
package enum Unrendered: Hashable, Sendable, CustomStringConvertible {
    /// `{{ .Values.image }}`: a template of Go, Helm or Jinja, or a parameter of Argo.
    case template
    /// `${TAG}` or `$TAG`: a variable of a shell, of envsubst or Compose.
    case variable
    /// `$(TAG)`: a variable of make or kustomize, or a parameter of Tekton.
    case parameter
    /// `<tag>`: a place that a person was to fill in.
    case placeholder
    /// `%s`: a format.
    case format
    /// `ko://example.com/cmd/app`: a Go program that ko has still to build.
    case source

    /// What has to be filled in within a text that should be an image; `nil` where nothing has.
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
        case .template: "a template {{ }} that nothing has filled in: render it first, and check what comes out"
        case .variable:
            "a variable $ that nothing has filled in: what it will be is never guessed; fill it in first (envsubst, "
                + "docker compose config), and check what comes out"
        case .parameter:
            "a parameter $( ) that nothing has filled in: what it will be is never guessed; fill it in first, and check "
                + "what comes out"
        case .placeholder: "a placeholder < > that nobody has filled in: write the image out"
        case .format: "a format % that nothing has filled in: write the image out"
        case .source: "a program that ko has still to build: check what ko resolve prints"
        }
    }
}
