package import OCI

/// How a filesystem layer is compressed, by its media type (image-spec, Image Layer Filesystem Changeset).
package enum LayerFormat: Hashable, Sendable, CaseIterable {
    /// A plain tar archive.
    case tar
    /// A tar archive in gzip members (RFC 1952).
    case gzip
    /// A tar archive in Zstandard frames (RFC 8878).
    case zstd

    /// The format of a layer. `nil` for unknown media types and foreign layers, which are only hashed.
    package init?(_ mediaType: MediaType) {
        switch mediaType {
        case .ociLayer, .dockerLayer: self = .tar
        case .ociLayerGzip, .dockerLayerGzip: self = .gzip
        case .ociLayerZstd, .dockerLayerZstd: self = .zstd
        default: return nil
        }
    }
}
