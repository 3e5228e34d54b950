import OCI
internal import Record

/// The parts of an image as values have them, in one text or in several.
struct ImageParts {
    /// What the parts come to.
    enum Outcome {
        case reference(ImageReference)
        /// No tag and no digest is written: the chart has one, or nobody.
        case untagged
        /// The registry that the chart puts before it is in other values.
        case withoutRegistry
        case fault(InputFault)
    }

    /// The name, or the whole reference.
    var name: YAMLTree
    /// The host, with a path where it has one; not used where the name has its own.
    var registry: YAMLTree?
    var tag: YAMLTree?
    var digest: YAMLTree?
    /// Whether a name alone is a whole reference, as in a container.
    var isWhole = false
    /// Whether its shape is that of charts which put a registry before every name: Wikimedia's, which call the tag a version.
    var needsRegistry = false

    /// Where it stands in the values.
    var place = OriginPlace()

    /// The reference that a chart makes of the parts.
    func reference(shortNames: ShortNames) -> Outcome {
        if let fault = faultOfPart() { return .fault(fault) }
        let written = text(of: name)
        var (tag, digest) = (text(of: tag), text(of: digest))
        // One form of a tag is `TAG@DIGEST`; another is the digest alone.
        if let at = tag.firstIndex(of: "@") {
            if digest.isEmpty { digest = String(tag[tag.index(after: at)...]) }
            tag = String(tag[..<at])
        } else if tag.hasPrefix("sha256:") || tag.hasPrefix("sha512:") {
            if digest.isEmpty { digest = tag }
            tag = ""
        }
        if digest.utf8.count == 64, !digest.contains(":") { digest = "sha256:\(digest)" }
        guard Self.isPinned(written) || isWhole || !tag.isEmpty || !digest.isEmpty else { return .untagged }
        var host = text(of: registry)
        if host.hasSuffix("/") { host.removeLast() }
        if needsRegistry, host.isEmpty, !Self.hasHost(written), shortNames == .dockerHub { return .withoutRegistry }
        let text =
            (host.isEmpty || Self.hasHost(written) ? "" : "\(host)/") + written + (tag.isEmpty ? "" : ":\(tag)")
            + (digest.isEmpty ? "" : "@\(digest)")
        do {
            return .reference(try ImageReference(parsing: text, shortNames: shortNames))
        } catch {
            return .fault(name.fault(.image(.reference(text: text, error), at: place)))
        }
    }

    /// Whether a text says by itself which image of a repository is meant.
    static func isPinned(_ text: some StringProtocol) -> Bool {
        text.contains("@") || text[(text.lastIndex(of: "/") ?? text.startIndex)...].contains(":")
    }

    /// Whether a name begins with a registry, by the grammar of references.
    static func hasHost(_ name: some StringProtocol) -> Bool {
        guard let slash = name.firstIndex(of: "/") else { return false }
        return name[..<slash] == "localhost" || name[..<slash].contains { ".:".contains($0) || $0.isUppercase }
    }

    private func text(of part: YAMLTree?) -> String {
        guard let scalar = part?.scalar, !scalar.isUnset else { return "" }
        return scalar.text
    }

    private func faultOfPart() -> InputFault? {
        for case let part? in [registry, name, tag, digest] {
            if let fault = Self.fault(of: part, at: place) { return fault }
        }
        if let scalar = name.scalar, scalar.sort == .number || scalar.sort == .boolean {
            return name.fault(.image(.notText(scalar.kind), at: place))
        }
        return nil
    }

    /// What is wrong with one part, whichever it is.
    static func fault(of part: YAMLTree, at place: OriginPlace) -> InputFault? {
        guard let scalar = part.scalar else { return part.fault(.image(.notText(part.kind), at: place)) }
        if let what = Unrendered(in: scalar.text) {
            return part.fault(.image(.unrendered(text: scalar.text, what), at: place))
        }
        guard scalar.changesWhenRead else { return nil }
        let path = place.field.map { "\($0): " } ?? ""
        return part.fault(
            .structure(
                "\(path)part of an image, and Helm reads it as \(scalar.kind), which may be printed as another text; "
                    + "write it in quotes"))
    }
}
