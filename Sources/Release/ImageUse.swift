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

    /// The sets that name it; the new one where no place is known.
    public var sets: Set<ReleaseSet> { origins.isEmpty ? [.new] : Set(origins.map(\.set)) }

    /// Whether the deploy only returns to it when it fails, and does not start it.
    public var isRollbackOnly: Bool { sets == [.rollback] }

    /// The same image as one of a set.
    public func of(_ set: ReleaseSet) -> ImageUse {
        ImageUse(
            reference: reference,
            origins: origins.map { origin in
                var origin = origin
                origin.set = set
                return origin
            })
    }
}
