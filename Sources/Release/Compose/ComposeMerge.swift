/// The rules by which Compose merges files, documents and services.
extension YAMLTree {
    /// The tag that removes what earlier files set.
    private static let reset = "!reset"
    /// The tag that replaces what earlier files set, without merging.
    private static let override = "!override"

    /// This tree with another one merged over it, as Compose merges a later file.
    ///
    /// - Parameter key: The key of the tree.
    func merged(with over: YAMLTree, key: String = "") -> YAMLTree {
        if over.tag == Self.reset || over.tag == Self.override { return over }
        switch (content, over.content) {
        // A key without a value keeps the earlier one.
        case (_, .scalar(let scalar)) where scalar.sort == .null: return self
        case (.mapping(var entries), .mapping(let others)):
            var places = Dictionary(entries.indices.map { (entries[$0].key, $0) }) { first, _ in first }
            for other in others {
                if let index = places[other.key] {
                    let value = entries[index].value.merged(with: other.value, key: other.key)
                    entries[index] = Entry(key: other.key, value: value, line: other.line)
                } else {
                    places[other.key] = entries.count
                    entries.append(other)
                }
            }
            var tree = over
            tree.content = .mapping(entries)
            return tree
        case (.list(let list), .list(let others)) where key != "command" && key != "entrypoint":
            var tree = over
            tree.content = .list(key == "volumes" ? Self.volumes(list, others) : list + others)
            return tree
        default: return over
        }
    }

    /// Volumes with the same target replace each other.
    private static func volumes(_ list: [YAMLTree], _ others: [YAMLTree]) -> [YAMLTree] {
        var result = list
        for other in others {
            if let target = other.volumeTarget, let index = result.firstIndex(where: { $0.volumeTarget == target }) {
                result[index] = other
            } else {
                result.append(other)
            }
        }
        return result
    }

    private var volumeTarget: String? {
        if let text = scalar?.text {
            let parts = text.split(separator: ":")
            return parts.dropFirst().first.map(String.init) ?? text
        }
        return self["target"]?.scalar?.text
    }

    /// The tree without what `!reset` removes.
    func withoutResets() -> YAMLTree {
        guard let entries = mapping else { return self }
        var tree = self
        tree.content = .mapping(
            entries.filter { $0.value.tag != Self.reset }.map { entry in
                Entry(key: entry.key, value: entry.value.withoutResets(), line: entry.line)
            })
        return tree
    }

    /// The tree without one of its keys.
    func without(_ key: String) -> YAMLTree {
        guard let entries = mapping else { return self }
        var tree = self
        tree.content = .mapping(entries.filter { $0.key != key })
        return tree
    }

    /// The tree with another value for a key, at the end if it is new.
    func setting(_ key: String, _ value: YAMLTree) -> YAMLTree {
        guard var entries = mapping else { return self }
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].value = value
        } else {
            entries.append(Entry(key: key, value: value, line: value.line))
        }
        var tree = self
        tree.content = .mapping(entries)
        return tree
    }

    /// The texts of a list, or the one text.
    var texts: [String] {
        if let text = scalar, !text.isUnset { return [text.text] }
        return (list ?? []).compactMap { $0.scalar?.text }
    }

    /// The name that a project's file gives it.
    var projectName: String? { self["name"]?.scalar?.text }
}
