public import OCI

/// An image that the release starts, and every place that says so.
public struct ImageUse: Hashable, Sendable {
    /// The image, as the first of the places writes it.
    public let reference: ImageReference
    /// Where it is named, in the order of reading; at least one place unless the caller knows none.
    public let origins: [Origin]
    /// What the name must lead to on every backend; all of them hold.
    public let expectations: [Expectation]

    /// An image named at these places.
    public init(reference: ImageReference, origins: [Origin], expectations: [Expectation] = []) {
        self.reference = reference
        self.origins = origins
        self.expectations = expectations
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
            },
            expectations: expectations.map { expectation in
                var expectation = expectation
                expectation.origin.set = set
                return expectation
            })
    }

    /// The same image that must lead to this too.
    public func expecting(_ more: [Expectation]) -> ImageUse {
        var seen: Set<Expectation> = []
        return ImageUse(
            reference: reference, origins: origins,
            expectations: (expectations + more).filter { seen.insert($0).inserted })
    }
}
