import OCI
internal import Record
import Yams

/// OpenShift templates: objects with parameters.
extension ManifestWalk {
    /// The objects of a template; `nil` if the object is none.
    func templateObjects(_ object: ManifestObject, _ mapping: Node.Mapping) -> Node.Sequence? {
        guard object.kind == "Template", object.group.isEmpty || object.group == "template.openshift.io",
            case .sequence(let objects)? = mapping.value("objects")
        else { return nil }
        return objects
    }

    /// Reads the objects of a template with the parameters' own values. Returns whether to continue.
    func read(
        _ objects: Node.Sequence, of template: ManifestObject, _ mapping: Node.Mapping,
        by read: (Node) throws(ExpansionOverflow) -> Bool
    ) throws(ExpansionOverflow) -> Bool {
        parameters = TemplateParameters(try holders([.key("parameters"), .elements], in: .mapping(mapping)))
        defer { parameters = nil }
        var place = objects.mark
        for item in objects {
            let entered = try fields.enter(item, after: place)
            guard try read(try filled(item, "")) else { return false }
            fields.leave(entered)
            place = YAMLFields.later(place, item.mark)
        }
        if let used = parameters?.used, !used.isEmpty {
            remarks.add(.parameters, "\(template.description) (\(used.joined(separator: ", ")))")
        }
        return true
    }

    /// A node with the template's parameters filled in.
    private func filled(_ node: Node, _ key: String) throws(ExpansionOverflow) -> Node {
        try fields.visit(node)
        let entered = try fields.enter(node, after: nil)
        defer { fields.leave(entered) }
        switch node {
        case .scalar(let scalar):
            let isImage = key == "image" || key == "from.name" || key == "image.openshift.io/triggers"
            return parameters?.filled(scalar, isImage: isImage).map { .scalar($0) } ?? node
        case .sequence(let sequence):
            var items: [Node] = []
            for item in sequence { items.append(try filled(item, key)) }
            return .sequence(Node.Sequence(items, sequence.tag, sequence.style, sequence.mark))
        case .mapping:
            guard let mapping = try fields.mapping(node) else { return node }
            var pairs: [(Node, Node)] = []
            for index in mapping.indices {
                let (name, value) = mapping[index]
                let own = name.scalar?.string ?? ""
                pairs.append((name, try filled(value, key == "from" && own == "name" ? "from.name" : own)))
            }
            return .mapping(Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
        case .alias: return node
        }
    }
}
