/// A list of manifests, most often one for each platform (image-spec, Image Index; Docker's Manifest List).
package struct ImageIndex: Hashable, Sendable {
    /// The type that the document states of itself, where it does.
    package let mediaType: MediaType?
    /// The manifests in the order that decides between two that fit: the first wins. They may be indexes themselves.
    package let manifests: [Descriptor]
    /// The type of the artifact, where the index is one.
    package let artifactType: MediaType?
    /// Free words of whoever made the index.
    package let annotations: [String: String]
    /// The manifest that this index is about; a weak link, no part of what a pull needs.
    package let subject: Descriptor?

    package init(
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
