internal import OCI
internal import Record

/// Selects the children of an index that a run has to prove.
enum PlatformChoice {
    struct Choice {
        let descriptor: Descriptor
        /// The nodes for which this child is the image.
        var satisfies: Set<Wish> = []
        /// The kinds of nodes that pull this child as an image, but refuse it because of its type.
        var refusing: Set<NodeKind> = []
    }

    /// Nodes of one kind and one requested platform, which need an image.
    struct Wish: Hashable {
        let node: NodeKind
        let platform: Platform
    }

    /// All children if no platform was requested. Otherwise every one that a node of one of the platforms fetches.
    ///
    /// - Parameter isList: Whether it is a Docker manifest list.
    static func choose(
        _ children: [Descriptor], isList: Bool = false, requested: [Platform], nodes: NodeSet
    ) -> [Choice] {
        guard !requested.isEmpty else {
            // Without a platform, nodes take the first.
            let statesNone = children.allSatisfy { $0.platform == nil }
            return children.enumerated().map { number, child in
                let isImage =
                    child.platform.map { $0.os != "unknown" } ?? (statesNone && number == 0 && child.mediaType.isIndex)
                return Choice(descriptor: child, refusing: isImage ? Set(nodes.refusing(child.mediaType)) : [])
            }
        }
        var choices: [Int: Choice] = [:]
        for platform in requested {
            for rules in nodes.all {
                let selection = rules.selection(from: children, isList: isList, for: platform)
                for number in selection.fetched where choices[number] == nil {
                    choices[number] = Choice(descriptor: children[number])
                }
                for number in selection.matching {
                    if rules.pulls(children[number].mediaType) {
                        choices[number]?.satisfies.insert(Wish(node: rules.node, platform: platform))
                    } else {
                        choices[number]?.refusing.insert(rules.node)
                    }
                }
            }
        }
        return choices.sorted { $0.key < $1.key }.map(\.value)
    }
}
