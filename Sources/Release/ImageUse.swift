package import OCI
internal import OrderedCollections
package import Record

/// An image that the release uses, with every place that refers to it.
package struct ImageUse: Hashable, Sendable {
    /// The image, as written in the first of the places.
    package let reference: ImageReference
    /// The places that refer to it, in reading order. Not empty, unless the caller knows none.
    package let origins: [Origin]
    /// What the reference must resolve to on every backend; all must hold.
    package let expectations: [Expectation]
    /// The other spellings of the same image: `docker.io/library/nginx:1` if the first is `nginx:1`.
    package let spellings: [ImageReference]

    package init(
        reference: ImageReference, origins: [Origin], expectations: [Expectation] = [],
        spellings: [ImageReference] = []
    ) {
        self.reference = reference
        self.origins = origins
        self.expectations = expectations
        var seen: Set = [reference.original]
        self.spellings = spellings.filter { seen.insert($0.original).inserted }
    }

    /// The sets that include it; the new one if no place is known.
    package var sets: Set<ReleaseSet> { origins.isEmpty ? [.new] : Set(origins.map(\.set)) }

    /// Whether it is only the rollback target of a failed deploy and is not started otherwise.
    package var isRollbackOnly: Bool { sets == [.rollback] }

    /// The same image as part of a set.
    package func of(_ set: ReleaseSet) -> ImageUse {
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
            }, spellings: spellings)
    }

    /// The same image with additional expectations.
    package func expecting(_ more: [Expectation]) -> ImageUse {
        ImageUse(
            reference: reference, origins: origins, expectations: OrderedSet(expectations + more).elements,
            spellings: spellings)
    }
}
