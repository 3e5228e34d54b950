internal import OCI
internal import Record

/// The kinds of nodes that pull the release. Whatever one of them refuses is refused.
struct NodeSet: Sendable {
    /// Never empty.
    let all: [NodeRules]

    init(_ kinds: NodeKinds) { all = kinds.all.map(NodeRules.of) }

    /// Whether a kind takes only content of the size in its descriptor.
    func comparesSize(of kind: Claim.Kind) -> Bool {
        all.contains { $0.comparesSize(of: kind) }
    }

    /// Whether every kind takes content from its descriptor, so that the registry need not have it.
    var useEmbeddedData: Bool { all.allSatisfy(\.usesEmbeddedData) }

    /// Whether a kind takes content from its descriptor, so that it must be right.
    var readsEmbeddedData: Bool { all.contains(where: \.usesEmbeddedData) }

    /// Whether a kind asks the URLs in a descriptor.
    var asksURLs: Bool { all.contains { $0.urls != .ignored } }

    /// Whether a kind asks the registry for content with URLs, whatever they return.
    var needsRegistry: Bool { all.contains { $0.urls == .ignored } }

    /// The kind for which one of the URLs in a descriptor must have the content.
    var needingURL: NodeKind? { all.first { $0.urls == .insteadOfRegistry }?.node }

    /// Whether any fault of a URL but 404 ends a pull.
    var stopsAtURL: Bool { all.contains { $0.urls == .thenRegistry } }

    /// The kind that uses only a registry whose API root answers.
    var pinging: NodeKind? { all.first(where: \.needsPing)?.node }

    /// Whether a kind sends HEAD for a tag.
    var sendsHeadForTag: Bool { all.contains { $0.tags != .get } }

    /// Whether a kind sends HEAD for a digest.
    var sendsHeadForDigest: Bool { all.contains(where: \.sendsHeadForDigest) }

    /// Whether a reply for a tag must have the digest of its bytes.
    var believesTagHeader: Bool { all.contains { $0.tags == .head } }

    /// Whether a kind sends GET for a tag in any case.
    var alwaysReadsTag: Bool { all.contains { $0.tags == .get } }

    /// Whether every kind asks for a tag with HEAD, and with GET only if the reply is not enough.
    var resolvesTagsByHead: Bool { sendsHeadForTag && !alwaysReadsTag }

    /// The kinds that cannot pull an image from an entry of this type.
    func refusing(_ type: MediaType) -> [NodeKind] { all.filter { !$0.pulls(type) }.map(\.node) }

    /// The problem with the size of a manifest.
    func excess(of received: ReceivedBytes, isRoot: Bool) -> SeenFault? {
        for rules in all {
            guard let limit = rules.manifestLimit(isRoot: isRoot), received.count > limit else { continue }
            return SeenFault(
                .contentManifestLimit,
                .manifestTooLargeForNodes(received: received, limit: limit, node: rules.node))
        }
        return nil
    }

    /// The problem with the `Content-Type` next to the bytes of a manifest, for the kinds that believe it.
    ///
    /// - Parameter isOfTag: Whether a tag leads to it, so that it is another reply that a kind without HEAD believes.
    func faultOfType(_ contentType: MediaType?, of manifest: ParsedManifest, isOfTag: Bool) -> SeenFault? {
        let type = contentType?.description
        let refusing = all.first { rules in
            rules.types != .ofName && !(isOfTag && rules.tags == .get)
                && rules.refuses(contentType: type, of: manifest)
        }
        guard let refusing else { return nil }
        return SeenFault(
            .contentMediaType,
            .nameType(
                request: .get, contentType: type.map { ServerText($0) }, found: manifest.mediaType, node: refusing.node)
        )
    }

    /// The kind that refuses a configuration of this type.
    func refusing(configuration type: MediaType, in manifest: MediaType) -> NodeKind? {
        all.first { !$0.takes(configuration: type, in: manifest) }?.node
    }

    /// The kind that refuses these numbers of layers in a configuration and in a manifest.
    func refusing(diffIDs: Int, layers: Int) -> NodeKind? {
        all.first { !$0.takes(diffIDs: diffIDs, layers: layers) }?.node
    }

    /// The kind that cannot unpack a layer of this compression.
    func refusing(_ compression: LayerCompression) -> NodeKind? {
        all.first { !$0.unpacks.contains(compression) }?.node
    }
}
