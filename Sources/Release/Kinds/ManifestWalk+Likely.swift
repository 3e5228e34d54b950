import OCI
internal import Record
import Yams

/// Fields of custom resources that look like images, in kinds that no rule covers.
extension ManifestWalk {
    /// Takes an OCI artifact, and notes a field that looks like an image by its name and value.
    func noteLikely(
        _ key: String, _ node: Node, _ scalar: Node.Scalar, in mapping: Node.Mapping
    ) throws(ExpansionOverflow) {
        guard !object.isBuiltIn, !Self.isBlank(node) else { return }
        let text = scalar.string
        if key == "resolver", object.group == "tekton.dev" {
            try text == "bundles" ? readBundle(mapping) : noteResolver(text, mapping)
        } else if key == "bundle", object.group == "tekton.dev" {
            take(node, called: (path + [key]).joined(separator: "."), pullPolicy: nil)
        } else if text.prefix(24).contains("://") {
            // A repository of charts alone is no artifact; its charts are.
            if object.kind != "HelmRepository" { noteArtifact(key, node, text) }
        } else if key == "repository", !isBlank(mapping.value("tag")) || !isBlank(mapping.value("digest")) {
            noteStray(at: path.last == "image" ? path : path + [key])
        } else if key == "image", path.last == "relatedImages[]" {
            // For mirrors of an operator's images; what it starts is in its deployments.
            notePassed(text)
        } else if key.hasPrefix("lastTriggered") {
            // What OpenShift wrote down when it last set the image.
            return
        } else if path.last == "image", path.dropLast().last != "volumes[]", Self.parts.contains(key),
            Self.isLikely(text, named: "image")
        {
            // `image` is a mapping of a shape that nothing reads.
            noteStray(at: path + [key])
        } else if Self.isNamedLikeImage(key), Self.isLikely(text, named: key) {
            noteStray(at: path + [key])
        } else if let last = path.last, last == "images", Self.isLikely(text, named: "image") {
            // `images` is a mapping of names to images.
            noteStray(at: path + [key])
        }
    }

    /// Notes an element of a list that is named like images: `images: [a, b]`.
    func noteLikelyElement(of key: String, _ node: Node, _ scalar: Node.Scalar) {
        guard !object.isBuiltIn, key == "images" || key.hasSuffix("Images"),
            Self.isLikely(scalar.string, named: "image")
        else { return }
        noteStray(at: path)
    }

    /// Takes the bundle that Tekton's resolver pulls tasks from.
    private func readBundle(_ mapping: Node.Mapping) throws(ExpansionOverflow) {
        for parameter in try holders([.key("params"), .elements], in: .mapping(mapping))
        where parameter.text("name") == "bundle" {
            guard let value = parameter.value("value") else { continue }
            take(value, called: "\(path.joined(separator: ".")) bundle", pullPolicy: nil)
        }
    }

    /// Notes tasks that another resolver of Tekton fetches, with what it is told.
    private func noteResolver(_ resolver: String, _ mapping: Node.Mapping) throws(ExpansionOverflow) {
        let telling = ["url", "repo", "name", "pathInRepo", "version", "revision"]
        let told = try holders([.key("params"), .elements], in: .mapping(mapping)).compactMap { parameter -> String? in
            guard let name = parameter.text("name"), telling.contains(name), let value = parameter.text("value") else {
                return nil
            }
            return "\(name) \(value)"
        }
        note(
            [path.last ?? "tasks"], told.isEmpty ? nil : told.joined(separator: ", "),
            by: "Tekton's \(resolver) resolver")
    }

    /// Records a field of a custom resource that no rule reads.
    func noteStray(at path: [String]) {
        let place = path.joined(separator: ".")
        guard !object.isBuiltIn, !isRead(place) else { return }
        remarks.add(.stray, "\(object.kind):\(place)")
    }

    /// Takes an `oci://` URL with a tag or digest; notes one without.
    private func noteArtifact(_ key: String, _ node: Node, _ text: String) {
        let place = (path + [key]).joined(separator: ".")
        guard let reference = OCIURL.reference(text), !isRead(place) else { return }
        guard text.hasPrefix("oci"), ImageParts.isPinned(reference) else { return noteStray(at: path + [key]) }
        take(node, called: place, pullPolicy: nil, text: reference)
    }

    /// Whether a rule or `--image-path` reads a field.
    private func isRead(_ place: String) -> Bool {
        if imagePaths.contains(where: { $0.kind == object.kind && $0.path == place }) { return true }
        if Self.sources[object.kind]?.contains(place) == true { return true }
        return KindRule.of(object).contains { rule in
            rule.fields.contains { $0.reads(place) } || rule.deciders.contains { $0.matches(place) }
        }
    }

    /// What `readSources` reads, by kind.
    private static let sources: [String: Set<String>] = [
        "OCIRepository": ["spec.url"], "Application": ["spec.source.repoURL", "spec.sources[].repoURL"],
        "HelmChart": ["spec.chart"],
    ]

    private func isBlank(_ node: Node?) -> Bool { node.map(Self.isBlank) ?? true }

    /// `image`, `proxyImage`, `imageName`, `image_url`, `imageRepository` and the like.
    private static func isNamedLikeImage(_ key: String) -> Bool {
        guard key.contains("mage") else { return false }
        let words = ValuesKey(key).words
        guard let last = words.last, let position = words.lastIndex(of: "image") else { return false }
        return position == words.count - 1 || position == words.count - 2 && endings.contains(last)
    }

    private static let parts: Set<String> = ["name", "ref", "reference", "url", "repository", "image"]

    private static let endings: Set<String> = [
        "name", "ref", "reference", "url", "uri", "repository", "repo", "registry", "tag", "version",
    ]

    /// Whether a value can be an image: under the key `image`, any reference; under others, one with a tag, digest or
    /// path.
    private static func isLikely(_ text: String, named key: String) -> Bool {
        guard text.utf8.count < 512, (try? ImageReference(parsing: text)) != nil else { return false }
        return key == "image" || text.contains("/") || ImageParts.isPinned(text)
    }
}
