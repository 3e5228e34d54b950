/// A media type, without parameters and in lower case: `application/vnd.oci.image.index.v1+json`.
///
/// Any text is accepted, because an unknown type must not be an error (image-spec, Image Manifest). Unprintable
/// characters are escaped.
package struct MediaType: Hashable, Sendable, CustomStringConvertible {
    /// The type in the form that is sent and compared.
    package let description: String

    /// Takes a type from a `Content-Type` header or a `mediaType` field. Parameters such as `; charset=utf-8` and
    /// surrounding whitespace are dropped (distribution-spec, Pulling manifests).
    package init(_ text: some StringProtocol) {
        // Nearly every type already has the form that is kept.
        guard text.utf8.count > 255 || !text.utf8.allSatisfy(Self.isPlain) else {
            description = String(text)
            return
        }
        let bare = text.prefix { $0 != ";" }.lowercased()
        let start = bare.drop(while: \.isWhitespace)
        let end = start.lastIndex { !$0.isWhitespace }
        description = end.map { start[...$0].escapedASCII(limit: 255) } ?? ""
    }

    private init(known text: String) { description = text }

    /// Whether a byte is kept as it is.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isASCIILower || byte.isASCIIDigit || "/.+-".utf8.contains(byte)
    }
}

extension MediaType {
    package static let ociIndex = MediaType(known: "application/vnd.oci.image.index.v1+json")
    package static let ociManifest = MediaType(known: "application/vnd.oci.image.manifest.v1+json")
    package static let ociConfig = MediaType(known: "application/vnd.oci.image.config.v1+json")
    /// `application/vnd.oci.empty.v1+json`, the type of the two bytes `{}`
    package static let ociEmpty = MediaType(known: "application/vnd.oci.empty.v1+json")
    package static let ociLayer = MediaType(known: "application/vnd.oci.image.layer.v1.tar")
    package static let ociLayerGzip = MediaType(known: "application/vnd.oci.image.layer.v1.tar+gzip")
    package static let ociLayerZstd = MediaType(known: "application/vnd.oci.image.layer.v1.tar+zstd")
    /// `application/vnd.oci.image.layer.nondistributable.v1.tar`, deprecated
    package static let ociForeignLayer = MediaType(known: "application/vnd.oci.image.layer.nondistributable.v1.tar")
    /// `application/vnd.oci.image.layer.nondistributable.v1.tar+gzip`, deprecated
    package static let ociForeignLayerGzip = MediaType(
        known: "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip")
    /// `application/vnd.oci.image.layer.nondistributable.v1.tar+zstd`, deprecated
    package static let ociForeignLayerZstd = MediaType(
        known: "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd")
    package static let dockerManifestList = MediaType(
        known: "application/vnd.docker.distribution.manifest.list.v2+json")
    package static let dockerManifest = MediaType(known: "application/vnd.docker.distribution.manifest.v2+json")
    package static let dockerConfig = MediaType(known: "application/vnd.docker.container.image.v1+json")
    package static let dockerLayer = MediaType(known: "application/vnd.docker.image.rootfs.diff.tar")
    package static let dockerLayerGzip = MediaType(known: "application/vnd.docker.image.rootfs.diff.tar.gzip")
    package static let dockerLayerZstd = MediaType(known: "application/vnd.docker.image.rootfs.diff.tar.zstd")
    package static let dockerForeignLayer = MediaType(known: "application/vnd.docker.image.rootfs.foreign.diff.tar")
    package static let dockerForeignLayerGzip = MediaType(
        known: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")
    package static let dockerSchema1 = MediaType(known: "application/vnd.docker.distribution.manifest.v1+json")
    package static let dockerSchema1Signed = MediaType(
        known: "application/vnd.docker.distribution.manifest.v1+prettyjws")

    /// The types accepted in a manifest request, in the order of the `Accept` header. Schema 1 is excluded, so that no
    /// registry converts a manifest.
    package static let acceptedManifests: [MediaType] = [.ociIndex, .ociManifest, .dockerManifestList, .dockerManifest]

    /// Whether it is a list of manifests, OCI or Docker.
    package var isIndex: Bool { self == .ociIndex || self == .dockerManifestList }
    /// Whether it is the manifest of one image, OCI or Docker schema 2.
    package var isImageManifest: Bool { self == .ociManifest || self == .dockerManifest }
    /// Whether a registry serves it under `/manifests/` and Blobgate can read it.
    package var isManifest: Bool { isIndex || isImageManifest }
    /// Whether it is Docker schema 1, which cannot be verified by the digest of its bytes.
    package var isSchema1: Bool { self == .dockerSchema1 || self == .dockerSchema1Signed }
    /// Whether it is the configuration of an image, OCI or Docker.
    package var isConfig: Bool { self == .ociConfig || self == .dockerConfig }
    /// Whether it is a filesystem layer of a known type, including foreign layers.
    package var isLayer: Bool { Self.layers.contains(self) || isForeignLayer }
    /// Whether nodes unpack it, as containerd decides: a layer of Docker or of any OCI type.
    package var isFilesystem: Bool { isLayer || description.hasPrefix("application/vnd.oci.image.layer.") }
    /// Whether it is a layer that the registry need not have, so that it may have to come from the descriptor's `urls`.
    package var isForeignLayer: Bool { Self.foreignLayers.contains(self) }

    private static let layers: Set<MediaType> = [
        .ociLayer, .ociLayerGzip, .ociLayerZstd, .dockerLayer, .dockerLayerGzip, .dockerLayerZstd,
    ]
    private static let foreignLayers: Set<MediaType> = [
        .ociForeignLayer, .ociForeignLayerGzip, .ociForeignLayerZstd, .dockerForeignLayer, .dockerForeignLayerGzip,
    ]
}

extension MediaType {
    /// Whether it is an encrypted file system layer.
    package var isEncryptedLayer: Bool {
        description.hasSuffix("+encrypted")
            && ["application/vnd.oci.image.layer.", "application/vnd.docker.image.rootfs."].contains {
                description.hasPrefix($0)
            }
    }
}
