import OCI
internal import Record
import Yams

extension ManifestWalk {
    /// Takes the image of a container and examines its arguments and variables.
    func container(
        _ mapping: Node.Mapping, _ image: Node, called name: String
    ) throws(ExpansionOverflow) {
        if case .scalar(let scalar) = image, scalar.string == "auto", mapping.text("name") == "istio-proxy" {
            remarks.add(.injected, "\(name) of \(object.description)")
        } else {
            take(image, called: name, pullPolicy: mapping.text("imagePullPolicy"))
        }
        try readPassed(mapping, called: name)
    }

    /// Examines the arguments and variables of a container.
    func readPassed(_ mapping: Node.Mapping, called name: String) throws(ExpansionOverflow) {
        let arguments = ["command", "args"].flatMap { key in
            (mapping.value(key)?.sequence ?? []).compactMap { $0.scalar?.string }
        }
        for text in ArgumentImages.inArguments(arguments) { notePassed(text) }
        guard case .sequence(let variables)? = mapping.value("env") else { return }
        for variable in variables {
            try fields.visit(variable)
            guard let variable = try fields.mapping(variable), let key = variable.text("name"),
                let value = variable.value("value"), case .scalar(let scalar) = value, !scalar.string.isEmpty
            else { continue }
            if key.hasPrefix("RELATED_IMAGE_") {
                take(value, called: "\(name), \(key)", pullPolicy: nil)
            } else {
                for text in ArgumentImages.inVariable(key, scalar.string) { notePassed(text) }
            }
        }
    }

    /// Notes images among the data of a ConfigMap, from which operators take them.
    func readSettings(_ mapping: Node.Mapping) throws(ExpansionOverflow) {
        guard let node = mapping.value("data"), let data = try fields.mapping(node) else { return }
        for index in data.indices {
            let (key, value) = data[index]
            try fields.visit(value)
            guard case .scalar(let key) = key, case .scalar(let scalar) = value, scalar.string.utf8.count < 512,
                ArgumentImages.isImage(scalar.string, named: key.string)
            else { continue }
            notePassed(scalar.string)
        }
    }

    /// Notes an image that something else than a container names; one that is also taken is not noted.
    func notePassed(_ text: String) {
        if let reference = try? ImageReference(parsing: text, shortNames: shortNames) { pass(reference) }
    }

    /// Takes a value where an image is expected.
    ///
    /// - Parameter changed: The reference, if it is not the value itself.
    func take(_ node: Node, called name: String, pullPolicy: String?, text changed: String? = nil) {
        if Self.isTemplate(node) { return addTemplate(line: document.line(of: node)) }
        if changed == nil, let other = node.otherThanText { return fault(.notText(other), at: node, name) }
        guard let text = changed ?? node.scalar?.string else { return }
        if text.allSatisfy(\.isWhitespace) { return fault(.empty, at: node, name) }
        if let what = Unrendered(in: text) { return unrendered(text, what, at: node, name) }
        do {
            var place = place(of: name)
            place.pullPolicy = pullPolicy
            use(try ImageReference(parsing: text, shortNames: shortNames), node, place)
        } catch {
            fault(.reference(text: text, error), at: node, name)
        }
    }

    private func unrendered(_ text: String, _ what: Unrendered, at node: Node, _ name: String) {
        if let parameter = parameters?.missing(in: text) {
            fault(.templateParameter(text: text, name: parameter), at: node, name)
        } else if let runner = object.runner, what == .template || what == .parameter {
            fault(.filledWhenRun(text: text, by: runner), at: node, name)
        } else if what == .template, text.contains(".Values") || text.contains(".Chart") || text.contains("include ") {
            addTemplate(line: document.line(of: node))
        } else {
            fault(.unrendered(text: text, what), at: node, name)
        }
    }

    func fault(_ fault: ImageFault, at node: Node, _ name: String) {
        faults.add(InputFault(source, number: document.line(of: node), .image(fault, at: place(of: name))))
    }

    /// The origin of an image that another object leads to.
    func origin(of node: Node, called name: String) -> Origin {
        Origin(source: source, number: document.line(of: node), place: place(of: name))
    }

    private func place(of name: String) -> OriginPlace {
        var place = OriginPlace()
        place.document = document.number
        place.kind = object.kind
        place.namespace = object.namespace
        place.name = object.name
        place.field = name
        place.template = document.template
        return place
    }

    /// Takes the values at the `--image-path` paths.
    func readPaths(_ mapping: Node.Mapping) throws(ExpansionOverflow) {
        for path in imagePaths where path.kind == object.kind {
            for node in try find(path.keys[...], in: .mapping(mapping)) {
                use(path)
                take(node, called: path.path, pullPolicy: nil)
            }
        }
    }

    private func find(_ keys: ArraySlice<String?>, in node: Node) throws(ExpansionOverflow) -> [Node] {
        try fields.visit(node)
        guard let key = keys.first else { return [node] }
        guard let key else {
            guard case .sequence(let list) = node else { return [] }
            var found: [Node] = []
            for item in list { found += try find(keys.dropFirst(), in: item) }
            return found
        }
        guard let mapping = try fields.mapping(node), let value = mapping.value(key) else { return [] }
        return try find(keys.dropFirst(), in: value)
    }
}
