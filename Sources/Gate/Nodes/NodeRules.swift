internal import OCI
internal import Record
internal import Registry

/// What one kind of nodes does, where kinds differ. The only place with such rules.
///
/// Established with real clients; the sources are containerd (`core/remotes/docker`, `core/transfer`), containers/image
/// (`docker`, `internal/manifest`) and moby (`daemon/internal/distribution`, docker/distribution's `registry/client`).
struct NodeRules: Sendable {
    /// The program with these rules.
    let node: NodeKind
    /// Whether it uses only a registry whose API root answers 200 or 401.
    let needsPing: Bool
    /// How it learns what a tag names.
    let tags: TagRule
    /// Whether it sends HEAD for a manifest that is referenced by digest, and believes its type and size.
    let sendsHeadForDigest: Bool
    /// The reply from which it takes the type of a manifest.
    let types: TypeRule
    /// The largest manifest that a name may resolve to, in bytes; `nil` for any.
    let rootManifestLimit: Int64?
    /// The largest manifest that an index lists, in bytes; `nil` for any.
    let childManifestLimit: Int64?
    /// Which entries of an index it pulls.
    let entries: EntryRule
    /// Which types of entries it pulls as images.
    let entryTypes: EntryTypeRule
    /// What it does with the URLs in a descriptor.
    let urls: URLRule
    /// Whether content must have the size in its descriptor. Otherwise the digest alone counts.
    let comparesSizes: Bool
    /// The same for the configuration.
    let comparesConfigurationSize: Bool
    /// Whether it takes content from its descriptor instead of the registry.
    let usesEmbeddedData: Bool
    /// Which configurations it takes as those of an image.
    let configurations: ConfigurationRule
    /// Which types of layers it takes.
    let layerTypes: LayerTypeRule
    /// Whether a configuration may list more layers than the manifest.
    let allowsMoreDiffIDs: Bool
    /// The compressions that it unpacks, apart from those that all kinds know.
    let unpacks: Set<LayerCompression>

    /// How a node learns what a tag names.
    enum TagRule: Hashable {
        /// By HEAD; GET only after 405, or if the reply has no digest or no length.
        case head
        /// By GET; it never sends HEAD.
        case get
        /// By HEAD; GET after any failure, or if the reply has no digest.
        case headElseGet
    }

    /// The reply from which a node takes the type of a manifest.
    enum TypeRule: Hashable {
        /// That to the request for the name. The index states the types of its entries.
        case ofName
        /// That with the bytes. A document of the same kind will do.
        case ofBytes
        /// That with the bytes, and the document must not contradict it.
        case ofBytesExactly
    }

    /// Which entries of an index a node pulls.
    enum EntryRule: Hashable {
        /// Every entry for exactly its platform, and every one that states none.
        case everyMatch
        /// The best one, exactly for its platform or a listed variant; Zstandard over gzip.
        case bestExact
        /// The best one that its CPU can run.
        case bestRunnable
    }

    /// Which types of entries a node pulls as images.
    enum EntryTypeRule: Hashable {
        /// The known types of manifests.
        case manifests
        /// Any but those of an index.
        case anyButIndexes
        case any
    }

    /// What a node does with the URLs in a descriptor.
    enum URLRule: Hashable {
        /// It asks them first; after 404 the next one, and then the registry.
        case thenRegistry
        /// It asks them until one has the content, and the registry only if there is none to ask.
        case insteadOfRegistry
        case ignored
    }

    /// Which configurations a node takes as those of an image.
    enum ConfigurationRule: Hashable {
        case any
        /// That of the manifest's own format; in a Docker manifest any.
        case ofFormat
        /// Those of images, and generic types.
        case knownOrGeneric
    }

    /// Which types of layers a node takes.
    enum LayerTypeRule: Hashable {
        /// Any but those that it would have to decrypt.
        case unencrypted
        /// In a Docker manifest those of Docker; in an OCI manifest any.
        case ofFormat
        /// Those of OCI and Docker, and generic types.
        case knownOrGeneric
    }

    /// containerd 2.1 and later. The limit is 4 * 1048 * 1048 bytes, as written there (`MaxManifestSize`).
    static let containerd = NodeRules(
        node: .containerd, needsPing: false, tags: .head, sendsHeadForDigest: true, types: .ofName,
        rootManifestLimit: 4_393_216,
        childManifestLimit: nil, entries: .everyMatch, entryTypes: .manifests, urls: .thenRegistry,
        comparesSizes: true, comparesConfigurationSize: true, usesEmbeddedData: true, configurations: .any,
        layerTypes: .unencrypted,
        allowsMoreDiffIDs: false, unpacks: [])

    /// CRI-O, podman and skopeo: containers/image. The limit is that of `iolimits.MaxManifestBodySize`.
    static let crio = NodeRules(
        node: .crio, needsPing: true, tags: .get, sendsHeadForDigest: false, types: .ofBytes,
        rootManifestLimit: 4 << 20,
        childManifestLimit: 4 << 20, entries: .bestExact, entryTypes: .anyButIndexes, urls: .insteadOfRegistry,
        comparesSizes: false, comparesConfigurationSize: true, usesEmbeddedData: false, configurations: .ofFormat,
        layerTypes: .ofFormat,
        allowsMoreDiffIDs: true, unpacks: [.bzip2, .xz])

    /// dockerd with a graph driver. It unpacks xz with a program of that name, which a node may lack.
    static let docker = NodeRules(
        node: .docker, needsPing: false, tags: .headElseGet, sendsHeadForDigest: false, types: .ofBytesExactly,
        rootManifestLimit: nil,
        childManifestLimit: nil, entries: .bestRunnable, entryTypes: .any, urls: .ignored, comparesSizes: false,
        comparesConfigurationSize: false,
        usesEmbeddedData: false, configurations: .knownOrGeneric, layerTypes: .knownOrGeneric,
        allowsMoreDiffIDs: false, unpacks: [.bzip2])

    static func of(_ kind: NodeKind) -> NodeRules {
        switch kind {
        case .containerd: .containerd
        case .crio: .crio
        case .docker: .docker
        }
    }
}

extension NodeRules {
    /// Whether it can pull an image from an entry of this type. containerd requests an unknown type as a blob.
    func pulls(_ type: MediaType) -> Bool {
        switch entryTypes {
        case .manifests: type.isManifest
        case .anyButIndexes: !type.isIndex
        case .any: true
        }
    }

    /// Whether it takes only content of the size in its descriptor.
    func comparesSize(of kind: Claim.Kind) -> Bool { kind == .config ? comparesConfigurationSize : comparesSizes }

    /// The largest manifest that it accepts, in bytes.
    func manifestLimit(isRoot: Bool) -> Int64? { isRoot ? rootManifestLimit : childManifestLimit }

    /// Whether it takes this configuration as that of an image. It refuses the manifest otherwise.
    func takes(configuration type: MediaType, in manifest: MediaType) -> Bool {
        switch configurations {
        case .any: true
        case .ofFormat: manifest != .ociManifest || type == .ociConfig
        case .knownOrGeneric:
            type.isConfig || Self.genericTypes.contains(type.description)
        }
    }

    /// Whether it accepts these numbers of layers in a configuration and in a manifest.
    func takes(diffIDs: Int, layers: Int) -> Bool {
        diffIDs == layers || allowsMoreDiffIDs && (diffIDs > layers || diffIDs == 0)
    }

    /// Whether it refuses a manifest because of this `Content-Type`. containerd takes the part before `;` as it is, with case and
    /// spaces; the others parse it.
    func refuses(contentType: String?, of manifest: ParsedManifest) -> Bool {
        let known = MediaType.acceptedManifests
        switch types {
        case .ofName:
            let bare = contentType.map { $0.prefix { $0 != ";" } } ?? ""
            guard let type = known.first(where: { $0.description == bare }) else { return true }
            return type.isIndex != manifest.mediaType.isIndex
        case .ofBytes, .ofBytesExactly:
            let type = MediaType(contentType ?? "")
            guard known.contains(type), type.isIndex == manifest.mediaType.isIndex else { return true }
            let stated = manifest.document.statedType
            // containers/image reads it as schema 2, which must state its type.
            guard types == .ofBytesExactly else { return type == .dockerManifest && stated != type }
            // Docker's formats must name their type, OCI's may.
            return stated != type && !(stated == nil && [.ociManifest, .ociIndex].contains(type))
        }
    }
}

extension ManifestDocument {
    /// The `mediaType` in the document, if any.
    var statedType: MediaType? {
        switch self {
        case .image(let manifest): manifest.mediaType
        case .index(let index): index.mediaType
        }
    }
}
