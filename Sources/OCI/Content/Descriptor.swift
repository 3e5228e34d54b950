/// A descriptor: type, digest and size of some content (image-spec, Content Descriptors). A claim, not a proof.
package struct Descriptor: Hashable, Sendable {
    /// The type of the content; unknown types are allowed.
    package let mediaType: MediaType
    /// The expected digest of the content.
    package let digest: Digest
    /// The expected size of the content, in bytes; never negative.
    package let size: Int64
    /// The platform of the image; set in the manifests of an index.
    package let platform: Platform?
    /// The operating system features that the image requires (image-spec, Image Index, `os.features`).
    package let osFeatures: [String]
    /// Other locations of the content.
    package let urls: [String]
    /// The type of the artifact, if the content is one.
    package let artifactType: MediaType?
    /// Arbitrary metadata from the image's author.
    package let annotations: [String: String]
    /// The content itself, if embedded; trusted no more than content from a registry.
    package let data: [UInt8]?

    /// Creates a descriptor; `nil` if the size is negative.
    package init?(
        mediaType: MediaType, digest: Digest, size: Int64, platform: Platform? = nil, osFeatures: [String] = [],
        urls: [String] = [],
        artifactType: MediaType? = nil, annotations: [String: String] = [:], data: [UInt8]? = nil
    ) {
        guard size >= 0 else { return nil }
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.platform = platform
        self.osFeatures = osFeatures
        self.urls = urls
        self.artifactType = artifactType
        self.annotations = annotations
        self.data = data
    }
}
