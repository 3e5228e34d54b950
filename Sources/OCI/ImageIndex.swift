/// A list of manifests, most often one for each platform (image-spec, Image Index; Docker's Manifest List).
public struct ImageIndex: Hashable, Sendable {
    /// The type that the document states of itself, where it does.
    public let mediaType: MediaType?
    /// The manifests in the order that decides between two that fit: the first wins. They may be indexes themselves.
    public let manifests: [Descriptor]
    /// The type of the artifact, where the index is one.
    public let artifactType: MediaType?
    /// Free words of whoever made the index.
    public let annotations: [String: String]
    /// The manifest that this index is about; a weak link, no part of what a pull needs.
    public let subject: Descriptor?

    /// An index of these parts.
    public init(
        mediaType: MediaType?, manifests: [Descriptor], artifactType: MediaType? = nil,
        annotations: [String: String] = [:], subject: Descriptor? = nil
    ) {
        self.mediaType = mediaType
        self.manifests = manifests
        self.artifactType = artifactType
        self.annotations = annotations
        self.subject = subject
    }
}
