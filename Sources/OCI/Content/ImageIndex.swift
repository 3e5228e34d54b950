/// A list of manifests, usually one per platform (image-spec, Image Index; Docker's Manifest List).
package struct ImageIndex: Hashable, Sendable {
    /// The document's own `mediaType`, if set.
    package let mediaType: MediaType?
    /// The manifests in order of precedence: if two match, the first wins. They may be indexes themselves.
    package let manifests: [Descriptor]
    /// The type of the artifact, if the index is one.
    package let artifactType: MediaType?
    /// Arbitrary metadata from the index's author.
    package let annotations: [String: String]
    /// The manifest that this index refers to: a weak link, not needed for a pull.
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
