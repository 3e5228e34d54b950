import Yams

/// The path of a field in an object, written as in messages: `spec.images[].image`. `*` stands for every key of a
/// mapping.
struct FieldPath: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    enum Step: Hashable, Sendable {
        /// The value of a key.
        case key(String)
        /// Every element of a list.
        case elements
        /// Every value of a mapping.
        case values
    }

    let description: String
    /// The steps to the mapping that has the field.
    let holder: [Step]
    /// The key of the field.
    let key: String

    init(stringLiteral text: String) {
        description = text
        var steps: [Step] = []
        for part in text.split(separator: ".") {
            var name = part
            var lists = 0
            while name.hasSuffix("[]") {
                name.removeLast(2)
                lists += 1
            }
            steps.append(name == "*" ? .values : .key(String(name)))
            steps += Array(repeating: .elements, count: lists)
        }
        if case .key(let last)? = steps.last {
            key = last
            holder = steps.dropLast()
        } else {
            key = ""
            holder = steps
        }
    }

    /// What a message calls the field: its key; or the key above a `name`; or both for an `image`.
    var label: String {
        guard case .key(let above)? = holder.last else { return key }
        return switch key {
        case "name": above
        case "image": "\(above).image"
        default: key
        }
    }

    /// Whether it is the path of a field, in which every key is written out.
    func matches(_ path: String) -> Bool {
        if path == description { return true }
        guard holder.contains(.values) else { return false }
        let own = description.split(separator: ".")
        let other = path.split(separator: ".")
        return own.count == other.count && zip(own, other).allSatisfy { $0 == "*" || $0 == $1 }
    }
}

extension ManifestWalk {
    /// The mappings at the end of a path, of which one per element of a list.
    func holders(_ steps: ArraySlice<FieldPath.Step>, in node: Node) throws(ExpansionOverflow) -> [Node.Mapping] {
        try fields.visit(node)
        guard let step = steps.first else {
            guard let mapping = try fields.mapping(node) else { return [] }
            return [mapping]
        }
        var next: [Node] = []
        switch step {
        case .elements:
            guard case .sequence(let list) = node else { return [] }
            next = Array(list)
        case .key(let key):
            guard let value = try fields.mapping(node)?.value(key) else { return [] }
            next = [value]
        case .values:
            guard let mapping = try fields.mapping(node) else { return [] }
            next = mapping.map(\.value)
        }
        var found: [Node.Mapping] = []
        for node in next { found += try holders(steps.dropFirst(), in: node) }
        return found
    }

    /// The text of the first field at a path that has one.
    func text(_ path: FieldPath, in mapping: Node.Mapping) throws(ExpansionOverflow) -> String? {
        for holder in try holders(path.holder[...], in: .mapping(mapping)) {
            if let text = holder.text(path.key), !text.isEmpty { return text }
        }
        return nil
    }
}
