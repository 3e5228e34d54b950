/// A program that pulls images on nodes.
package enum NodeKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// containerd from 2.1 on, as Kubernetes uses it: CRI with the transfer service.
    case containerd
    /// CRI-O. podman and skopeo pull with the same library, containers/image.
    case crio = "cri-o"
    /// dockerd with its graph drivers.
    case docker
}

/// The kinds of nodes that pull a release: at least one, each once, in the order of `NodeKind`.
package struct NodeKinds: Hashable, Sendable {
    package let all: [NodeKind]

    /// What is assumed unless the settings say otherwise.
    package static let standard = NodeKinds(.containerd)

    package init(_ one: NodeKind) { all = [one] }

    /// The first kind.
    package var first: NodeKind { all.first ?? .containerd }

    /// `nil` if there is none.
    package init?(_ kinds: some Sequence<NodeKind>) {
        let known = Set(kinds)
        guard !known.isEmpty else { return nil }
        all = NodeKind.allCases.filter(known.contains)
    }
}
