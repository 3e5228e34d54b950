internal import OCI

/// An image manifest that a name led to on one backend, with the blobs that it ties together.
struct ImageLeaf: Sendable {
    /// Where among the images and their views it was reached.
    struct Place: Hashable, Sendable {
        let image: Int
        let view: Int
    }

    /// A layer as this manifest lists it: another manifest may give the same bytes another type.
    struct LayerEntry: Sendable {
        let claim: Claim
        let mediaType: MediaType
    }

    let manifest: Claim
    var places: [Place]
    let config: Claim
    let configType: MediaType
    let layers: [LayerEntry]
    /// The places where the reference itself leads here, and no index says what platform it is for.
    let rootPlaces: [Place]
}
