/// The manifest of one image: a configuration and the layers of its file system (image-spec, Image Manifest; Docker's
/// Image Manifest V2, Schema 2).
public struct ImageManifest: Hashable, Sendable {
    /// The type that the document states of itself, where it does.
    public let mediaType: MediaType?
    /// The image's configuration.
    public let config: Descriptor
    /// The layers, the base first.
    public let layers: [Descriptor]
    /// The type of the artifact, where the manifest is one.
    public let artifactType: MediaType?
    /// Free words of whoever made the image.
    public let annotations: [String: String]
    /// The manifest that this one is about; a weak link, no part of what a pull needs.
    public let subject: Descriptor?

    /// A manifest of these parts.
    public init(
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
