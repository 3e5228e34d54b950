internal import OCI

/// An image manifest that a name led to on one backend, with its blobs.
struct ImageLeaf: Sendable {
    /// The images and views through which it was reached.
    struct Place: Hashable, Sendable {
        let image: Int
        let view: Int
    }

    /// A layer as listed by this manifest. Another manifest may give the same bytes another media type.
    struct LayerEntry: Sendable {
        let claim: Claim
        let mediaType: MediaType
    }

    let manifest: Claim
    var places: [Place]
    let config: Claim
    let configType: MediaType
    /// The type of the manifest itself.
    let manifestType: MediaType
    let layers: [LayerEntry]
    /// The places where the reference leads here directly, so that no index states the platform.
    let rootPlaces: [Place]
    /// The places where it is the first entry that states no platform: nodes take it if no other entry states theirs.
    let unstatedPlaces: [Place]
}
