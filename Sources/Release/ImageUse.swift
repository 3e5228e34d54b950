package import OCI
internal import OrderedCollections
package import Record

/// An image that the release starts, and every place that says so.
package struct ImageUse: Hashable, Sendable {
    /// The image, as the first of the places writes it.
    package let reference: ImageReference
    /// Where it is named, in the order of reading; at least one place unless the caller knows none.
    package let origins: [Origin]
    /// What the name must lead to on every backend; all of them hold.
    package let expectations: [Expectation]
    /// The same image as other places write it: `docker.io/library/nginx:1` where the first has `nginx:1`.
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

    /// The sets that name it; the new one where no place is known.
    package var sets: Set<ReleaseSet> { origins.isEmpty ? [.new] : Set(origins.map(\.set)) }

    /// Whether the deploy only returns to it when it fails, and does not start it.
    package var isRollbackOnly: Bool { sets == [.rollback] }

    /// The same image as one of a set.
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

    /// The same image that must lead to this too.
    package func expecting(_ more: [Expectation]) -> ImageUse {
        ImageUse(
            reference: reference, origins: origins, expectations: OrderedSet(expectations + more).elements,
            spellings: spellings)
    }
}
