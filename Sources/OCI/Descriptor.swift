/// What a manifest says of some content: its type, its digest and its size (image-spec, Content Descriptors). A claim,
/// not a proof.
package struct Descriptor: Hashable, Sendable {
    /// The type of the content; unknown types are fine.
    package let mediaType: MediaType
    /// The digest that the content must have.
    package let digest: Digest
    /// The bytes that the content must have; never negative.
    package let size: Int64
    /// The platform of the image, stated by the manifests of an index.
    package let platform: Platform?
    /// Where else the content may be had.
    package let urls: [String]
    /// The type of the artifact, where the content is one.
    package let artifactType: MediaType?
    /// Free words of whoever made the image.
    package let annotations: [String: String]
    /// The content itself, where it is embedded; no more trusted than what a registry serves.
    package let data: [UInt8]?

    /// A descriptor; `nil` when the size is negative.
    package init?(
        mediaType: MediaType, digest: Digest, size: Int64, platform: Platform? = nil, urls: [String] = [],
        artifactType: MediaType? = nil, annotations: [String: String] = [:], data: [UInt8]? = nil
    ) {
        guard size >= 0 else { return nil }
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.platform = platform
        self.urls = urls
        self.artifactType = artifactType
        self.annotations = annotations
        self.data = data
    }
}
