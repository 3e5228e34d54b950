/// The manifest of one image: a configuration and the layers of its file system (image-spec, Image Manifest; Docker's
/// Image Manifest V2, Schema 2).
package struct ImageManifest: Hashable, Sendable {
    /// The type that the document states of itself, where it does.
    package let mediaType: MediaType?
    package let config: Descriptor
    /// The layers, the base first.
    package let layers: [Descriptor]
    /// The type of the artifact, where the manifest is one.
    package let artifactType: MediaType?
    /// Free words of whoever made the image.
    package let annotations: [String: String]
    /// The manifest that this one is about; a weak link, no part of what a pull needs.
    package let subject: Descriptor?

    package init(
        mediaType: MediaType?, config: Descriptor, layers: [Descriptor], artifactType: MediaType? = nil,
        annotations: [String: String] = [:], subject: Descriptor? = nil
    ) {
        self.mediaType = mediaType
        self.config = config
        self.layers = layers
        self.artifactType = artifactType
        self.annotations = annotations
        self.subject = subject
    }
}
