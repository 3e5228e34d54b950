import OCI
internal import Record

/// The parts of an image in chart values, in one string or in several.
struct ImageParts {
    /// The result of combining the parts.
    enum Outcome {
        case reference(ImageReference)
        /// Neither tag nor digest is set: the chart may add one.
        case untagged
        /// The registry that the chart prepends is in other values.
        case withoutRegistry
        case fault(InputFault)
    }

    /// The name, or the complete reference.
    var name: YAMLTree
    /// The host, optionally with a path; ignored if the name has its own.
    var registry: YAMLTree?
    var tag: YAMLTree?
    var digest: YAMLTree?
    /// Whether a bare name is a complete reference, as in a container.
    var isWhole = false
    /// Whether it follows charts that prepend a registry to every name: Wikimedia's, which call the tag a version.
    var needsRegistry = false

    /// Its place in the values.
    var place = OriginPlace()

    /// The reference that a chart builds from the parts.
    func reference(shortNames: ShortNames) -> Outcome {
        if let fault = faultOfPart() { return .fault(fault) }
        let written = text(of: name)
        var (tag, digest) = (text(of: tag), text(of: digest))
        // A tag may have the form `TAG@DIGEST`, or be only a digest.
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

    /// Whether a text has a tag or a digest.
    static func isPinned(_ text: some StringProtocol) -> Bool {
        text.contains("@") || text[(text.lastIndex(of: "/") ?? text.startIndex)...].contains(":")
    }

    /// Whether a name starts with a registry, by the reference grammar.
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

    /// The fault of one part, whichever it is.
    static func fault(of part: YAMLTree, at place: OriginPlace) -> InputFault? {
        guard let scalar = part.scalar else { return part.fault(.image(.notText(part.kind), at: place)) }
        if let what = Unrendered(in: scalar.text) {
            return part.fault(.image(.unrendered(text: scalar.text, what), at: place))
        }
        guard scalar.changesWhenRead else { return nil }
        let path = place.field.map { "\($0): " } ?? ""
        return part.fault(
            .structure(
                "\(path)part of an image, but Helm reads it as \(scalar.kind) and may print it differently; "
                    + "put it in quotes"))
    }
}
