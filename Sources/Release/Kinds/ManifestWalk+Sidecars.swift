internal import Record
import Yams

/// Sidecars that admission webhooks add to pods.
extension ManifestWalk {
    /// Takes the image of a sidecar that an annotation names, and remembers sidecars that are turned on.
    ///
    /// - Parameter siblings: The mapping of the annotation.
    func readAnnotation(_ key: String, _ node: Node, _ scalar: Node.Scalar, among siblings: Node.Mapping) {
        guard let (sidecar, meaning) = InjectedSidecar.of(key, value: scalar.string) else { return }
        switch meaning {
        case .on: injected[sidecar.name] = injected[sidecar.name] ?? false
        case .image:
            var text = scalar.string
            if let key = sidecar.version, !ImageParts.isPinned(text) {
                // The injector's own version.
                guard let version = siblings.text(key), !version.isEmpty else { break }
                text += ":\(version)"
            }
            if sidecar.needsSlash, !text.contains("/") { break }
            injected[sidecar.name] = true
            take(node, called: "annotation \(key)", pullPolicy: nil, text: text)
        }
    }

    /// Whether a key holds annotations or labels, as in `podAnnotations`. A selector's labels turn nothing on.
    static func holdsAnnotations(_ key: String?) -> Bool {
        guard let key, key != "matchLabels" else { return false }
        return key.hasSuffix("nnotations") || key.hasSuffix("abels")
    }

    /// Reads the labels and annotations of a pod or namespace, which are not walked otherwise.
    func readMetadata(_ metadata: Node.Mapping) throws(ExpansionOverflow) {
        for name in ["labels", "annotations"] {
            guard let node = metadata.value(name), let mapping = try fields.mapping(node) else { continue }
            for index in mapping.indices {
                let (key, value) = mapping[index]
                try fields.visit(value)
                guard case .scalar(let key) = key, case .scalar(let scalar) = value else { continue }
                readAnnotation(key.string, value, scalar, among: mapping)
            }
        }
    }

    /// Notes the sidecars of the object whose image nothing names.
    func noteInjected() {
        for name in injected.filter({ !$0.value }).keys.sorted() {
            remarks.add(.injected, "\(name) of \(object.description)")
        }
        injected = [:]
    }
}
