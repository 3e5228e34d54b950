import OCI
internal import Record
import Yams

/// Containers whose images OpenShift sets.
extension ManifestWalk {
    /// The triggers of the current object: those of a DeploymentConfig and of the annotation.
    func triggers(_ mapping: Node.Mapping, metadata: Node.Mapping?) throws(ExpansionOverflow) -> [ImageTrigger] {
        var triggers: [ImageTrigger] = []
        if let node = metadata?.value("annotations"), let annotations = try fields.mapping(node),
            let text = annotations.text("image.openshift.io/triggers")
        {
            triggers += ImageTrigger.annotation(text) ?? []
        }
        guard object.kind == "DeploymentConfig" else { return triggers }
        for trigger in try holders([.key("spec"), .key("triggers"), .elements], in: .mapping(mapping)) {
            guard let node = trigger.value("imageChangeParams"), let change = try fields.mapping(node),
                let source = change.value("from"), let from = try fields.mapping(source),
                let name = from.text("name"), case .sequence(let names)? = change.value("containerNames")
            else { continue }
            for container in names.compactMap({ $0.scalar?.string }) {
                triggers.append(
                    ImageTrigger(
                        list: nil, container: .name(container), isActive: change.text("automatic") == "true",
                        kind: from.text("kind") ?? "ImageStreamTag", namespace: from.text("namespace"), name: name))
            }
        }
        return triggers
    }

    /// Asks for the image that a trigger sets in a container. Returns whether one does.
    func readTriggered(
        _ mapping: Node.Mapping, _ node: Node, of list: String, at index: Int, called name: String
    ) -> Bool {
        let image = mapping.value("image")
        if resolvesNames, let image, let text = image.scalar?.string, !Self.isBlank(image), !text.contains("/"),
            !text.contains("@"), Unrendered(in: text) == nil
        {
            want(text, in: nil, at: image, called: name)
            return true
        }
        guard !containerTriggers.isEmpty else { return false }
        let isUnset = image.map(Self.isBlank) ?? true
        let trigger = containerTriggers.first {
            $0.covers(list: list, name: mapping.text("name"), index: index) && ($0.isActive || isUnset)
        }
        guard let trigger else { return false }
        let place = image ?? node
        if trigger.kind == "DockerImage" {
            take(place, called: name, pullPolicy: mapping.text("imagePullPolicy"), text: trigger.name)
        } else {
            want(trigger.name, in: trigger.namespace, at: place, called: name)
        }
        return true
    }

    /// Whether the object's short names mean image streams of its namespace.
    func resolvesNames(_ metadata: Node.Mapping?) throws(ExpansionOverflow) -> Bool {
        guard let node = metadata?.value("annotations"), let annotations = try fields.mapping(node) else {
            return false
        }
        return annotations.text("alpha.image.policy.openshift.io/resolve-names") == "*"
    }

    /// Asks for the image that a stream's tag stands for.
    func want(_ tag: String, in namespace: String?, at node: Node, called name: String) {
        links.want(
            .stream(namespace: namespace ?? object.namespace, tag: ImageStreamTag.name(tag)),
            .init(
                origin: origin(of: node, called: name), object: object.description, purpose: .stream(container: name)))
    }
}

/// The name of an ImageStreamTag.
enum ImageStreamTag {
    /// `STREAM:TAG`, with the tag that OpenShift adds if there is none.
    static func name(_ text: String) -> String { text.contains(":") ? text : "\(text):latest" }
}
