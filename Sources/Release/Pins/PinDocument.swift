internal import OCI
internal import Record
internal import Yams

/// Finds the pins in a JSON or YAML document.
struct PinDocument {
    let source: InputSource
    let shortNames: ShortNames

    private static let expected =
        "expected the output of --pin: an object with \"pins\" (json), images: (kustomize), global.blobgate.images "
        + "(helm-values), or a reference with a digest on each line (refs)"

    func pins(in root: Node?) throws(InputError) -> [Pin] {
        guard let root else { throw InputError(source, .structure("it is empty; \(Self.expected)")) }
        guard let mapping = root.mapping else { throw fault(root, Self.expected) }
        var faults = InputFaults()
        var pins: [Pin] = []
        for found in try entries(of: mapping, root) {
            do {
                pins.append(try found.get())
            } catch {
                faults.add(error)
            }
        }
        try faults.check()
        guard !pins.isEmpty else { throw fault(root, "it has no pins") }
        return pins
    }

    private func entries(of mapping: Node.Mapping, _ root: Node) throws(InputError) -> [Result<Pin, InputError>] {
        if let node = mapping["pins"] {
            return try named(node, "pins")
        }
        if let node = mapping["images"] {
            guard let list = node.sequence else { throw fault(node, "images: expected a list, as in kustomize") }
            return list.enumerated().map { index, entry in
                Result { () throws(InputError) in try kustomized(entry, "images[\(index)]") }
            }
        }
        if let node = mapping["global"]?.mapping?["blobgate"]?.mapping?["images"] {
            return try named(node, "global.blobgate.images")
        }
        throw fault(root, Self.expected)
    }

    /// A mapping from references to their details.
    private func named(_ node: Node, _ path: String) throws(InputError) -> [Result<Pin, InputError>] {
        guard let mapping = node.mapping else { throw fault(node, "\(path): expected a mapping keyed by references") }
        return mapping.map { key, value in
            Result { () throws(InputError) in
                let name = key.string ?? ""
                let shown = "\(path)[\"\(name.escapedASCII(limit: 160))\"]"
                // The full reference is more specific than the chart's spelling of the name.
                let whole = value.mapping?["ref"]?.string ?? name
                return try pin(whole, digest: value.mapping?["digest"], isOfName: false, at: key, shown)
            }
        }
    }

    /// An entry of kustomize's `images`, which matches by name alone unless it sets a tag.
    private func kustomized(_ node: Node, _ path: String) throws(InputError) -> Pin {
        guard let mapping = node.mapping else { throw fault(node, "\(path): expected a mapping") }
        guard let name = (mapping["newName"] ?? mapping["name"])?.string else {
            throw fault(node, "\(path): it has no name")
        }
        let tag = mapping["newTag"]?.string
        return try pin(
            name + (tag.map { ":\($0)" } ?? ""), digest: mapping["digest"], isOfName: tag == nil, at: node, path)
    }

    private func pin(
        _ name: String, digest: Node?, isOfName: Bool, at node: Node, _ path: String
    ) throws(InputError) -> Pin {
        guard let digest, let text = digest.string else {
            throw fault(node, "\(path): it has no digest, so it pins nothing")
        }
        let parsed: Digest
        do {
            parsed = try Digest(parsing: text)
        } catch {
            throw fault(digest, "\(path): \"\(text.escapedASCII(limit: 160))\": \(error)")
        }
        do {
            return try Pin(
                name, digest: parsed, isOfName: isOfName, origin: Origin(source: source, number: node.mark?.line),
                shortNames: shortNames)
        } catch {
            throw InputError(source, number: node.mark?.line, .reference(text: name, error))
        }
    }

    private func fault(_ node: Node, _ detail: String) -> InputError {
        InputError(source, number: node.mark?.line, .structure(detail))
    }

    /// Where the parser stopped, and why.
    static func fault(of error: any Error) -> (line: Int?, problem: String) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, YAMLFault.words(problem).escapedASCII(limit: 200))
        case .duplicatedKeysInMapping: (nil, "a mapping has a duplicate key")
        case .reader(let problem, _, _, _): (nil, problem.escapedASCII(limit: 200))
        default: (nil, "it cannot be parsed")
        }
    }
}
