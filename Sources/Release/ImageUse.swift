public import OCI

/// An image that the release starts, and every place that says so.
public struct ImageUse: Hashable, Sendable {
    /// The image, as the first of the places writes it.
    public let reference: ImageReference
    /// Where it is named, in the order of reading; at least one place unless the caller knows none.
    public let origins: [Origin]

    /// An image named at these places.
    public init(reference: ImageReference, origins: [Origin]) {
        self.reference = reference
        self.origins = origins
    }
}
