import OCI
internal import Record
import Yams

/// OpenShift image streams and builds.
extension ManifestWalk {
    /// Reads an image stream or a build. Returns whether the object is a stream, which has no containers.
    func readOpenShift(_ mapping: Node.Mapping) throws(ExpansionOverflow) -> Bool {
        switch (object.kind, object.group) {
        case ("ImageStream", "image.openshift.io"), ("ImageStream", ""):
            try readStream(mapping)
            return true
        case ("BuildConfig", "build.openshift.io"), ("BuildConfig", ""), ("Build", "build.openshift.io"):
            try readBuild(mapping)
            return false
        default: return false
        }
    }

    /// Takes the images that the cluster imports, and remembers which tag stands for which.
    private func readStream(_ mapping: Node.Mapping) throws(ExpansionOverflow) {
        guard let node = mapping.value("spec"), let spec = try fields.mapping(node) else { return }
        let stream = object.name ?? ""
        for policy in try holders([.key("lookupPolicy")], in: node) where policy.text("local") == "true" {
            links.offerLocal(stream, in: object.namespace)
        }
        if let repository = spec.text("dockerImageRepository"), !repository.isEmpty {
            note([repository], "every tag", by: "OpenShift, which imports the repository")
        }
        for tag in try holders([.key("tags"), .elements], in: .mapping(spec)) {
            guard let name = tag.text("name"), let value = tag.value("from"), let from = try fields.mapping(value),
                let source = from.value("name"), let text = source.scalar?.string
            else { continue }
            let key = ManifestLinks.Key.stream(namespace: object.namespace, tag: "\(stream):\(name)")
            switch from.text("kind") {
            case "DockerImage":
                if let reference = try? ImageReference(parsing: text, shortNames: shortNames) {
                    links.offer(key, .image(reference))
                }
                // A tag that only refers to an image is not imported; it is checked where something uses it.
                guard tag.text("reference") != "true" else { continue }
                take(source, called: "tag \(name)", pullPolicy: nil)
            case "ImageStreamTag":
                let target = text.contains(":") ? text : "\(stream):\(text)"
                let namespace = from.text("namespace") ?? object.namespace
                links.offer(key, .alias(.stream(namespace: namespace, tag: target)))
                if target.prefix(while: { $0 != ":" }) != stream || namespace != object.namespace {
                    want(target, in: namespace, at: source, called: "tag \(name)")
                }
            default: continue
            }
        }
    }

    /// Takes the images that a build pulls, and remembers what it pushes.
    private func readBuild(_ mapping: Node.Mapping) throws(ExpansionOverflow) {
        let root = Node.mapping(mapping)
        for output in try holders([.key("spec"), .key("output"), .key("to")], in: root) {
            guard output.text("kind") == "ImageStreamTag", let name = output.text("name") else { continue }
            links.offer(
                .stream(namespace: output.text("namespace") ?? object.namespace, tag: ImageStreamTag.name(name)),
                .built(by: object.description))
        }
        let sources: [[FieldPath.Step]] = [
            [.key("spec"), .key("strategy"), .values, .key("from")],
            [.key("spec"), .key("source"), .key("images"), .elements, .key("from")],
        ]
        for path in sources {
            for from in try holders(path[...], in: root) {
                guard let name = from.value("name"), let text = name.scalar?.string, !text.isEmpty else { continue }
                let field = "\(path[1] == .key("source") ? "source" : "builder") image"
                switch from.text("kind") {
                case "DockerImage": take(name, called: field, pullPolicy: nil)
                case "ImageStreamTag": want(text, in: from.text("namespace"), at: name, called: field)
                default: continue
                }
            }
        }
    }
}
