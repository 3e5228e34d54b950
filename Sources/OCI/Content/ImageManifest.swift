/// The manifest of one image: a configuration and the filesystem layers (image-spec, Image Manifest; Docker's Image
/// Manifest V2, Schema 2).
package struct ImageManifest: Hashable, Sendable {
    /// The document's own `mediaType`, if set.
    package let mediaType: MediaType?
    package let config: Descriptor
    /// The layers, base layer first.
    package let layers: [Descriptor]
    /// The type of the artifact, if the manifest is one.
    package let artifactType: MediaType?
    /// Arbitrary metadata from the image's author.
    package let annotations: [String: String]
    /// The manifest that this one refers to: a weak link, not needed for a pull.
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
