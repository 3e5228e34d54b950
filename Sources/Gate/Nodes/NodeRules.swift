internal import OCI
internal import Record
internal import Registry

/// What the nodes of a release do where programs differ. The only place with such rules, so that a setting can choose others.
///
/// Established with real clients; the sources are containerd 2.x, `core/remotes/docker` and `core/transfer`.
struct NodeRules: Sendable {
    /// The program with these rules.
    let node: NodeKind
    /// The largest manifest that a name may resolve to, in bytes; the manifests that an index lists have no limit.
    let rootManifestLimit: Int64

    /// containerd 2.1 and later. The limit is 4 * 1048 * 1048 bytes, as written there (`MaxManifestSize`).
    static let containerd = NodeRules(node: .containerd, rootManifestLimit: 4_393_216)

    /// How a node treats an index entry.
    enum Entry: Hashable {
        /// Not for this platform.
        case skipped
        /// For this platform.
        case taken
        /// It states no platform. Nodes fetch it too, and its configuration decides.
        case unstated
    }

    /// Whether a node of a platform fetches an index entry. The transfer service fetches every entry that matches, and a fault
    /// of any of them fails the pull.
    func entry(_ descriptor: Descriptor, for requested: Platform) -> Entry {
        guard let platform = descriptor.platform else { return .unstated }
        // Hosts declare no features. The only one that Windows images require is ignored there.
        let features = descriptor.osFeatures.filter { !($0 == "win32k" && requested.os.lowercased() == "windows") }
        return features.isEmpty && platform.isTaken(byNodesOf: requested) ? .taken : .skipped
    }

    /// Whether nodes refuse a manifest that a name resolves to because of this `Content-Type`. containerd takes the part before
    /// `;` as it is, with case and spaces. The document must be of the same kind, image or index.
    func refuses(contentType: String?, of document: MediaType) -> Bool {
        let bare = contentType.map { $0.prefix { $0 != ";" } } ?? ""
        guard let type = MediaType.acceptedManifests.first(where: { $0.description == bare }) else { return true }
        return type.isIndex != document.isIndex
    }

    /// Whether nodes send GET for a name after this reply to HEAD, and take what it says.
    func readsName(after head: Observation, needsDigest: Bool) -> Bool {
        guard case .head(let length) = head.outcome else { return head.status == 405 }
        return length == nil || needsDigest && head.headers["docker-content-digest"] == nil
    }

    /// The problem with the size of a manifest that a name resolves to.
    func excess(of received: ReceivedBytes) -> SeenFault? {
        guard received.count > rootManifestLimit else { return nil }
        return SeenFault(
            .contentManifestLimit,
            .manifestTooLargeForNodes(received: received, limit: rootManifestLimit, node: node))
    }

    /// Whether nodes can pull an image from an entry of this type. containerd requests an unknown type as a blob.
    func pulls(_ type: MediaType) -> Bool { type.isManifest }
}
