package import OCI

/// What a person has to act on: one fault with all that a run knows of it, where it lies, and what to do.
///
/// It says no more than the evidence: where that does not decide between cache and storage, `location` is `unknown` and the
/// steps begin with what would decide.
package struct Diagnosis: Codable, Hashable, Sendable {
    /// Where the evidence puts the fault: determined once, and the source of conclusion, causes and steps.
    package enum Location: String, Codable, Hashable, Sendable, CaseIterable {
        /// A backend's cache.
        case cache
        /// The storage behind the backends.
        case storage
        /// The network path between storage and cache, or between cache and gate.
        case path
        /// The name, not the content that it leads to.
        case name
        /// The evidence does not tell.
        case unknown
    }

    /// An image that a fault concerns.
    package struct Image: Codable, Hashable, Sendable {
        package let reference: ImageReference
        package let origins: [Origin]
        package let isRollbackOnly: Bool

        package init(_ image: Run.Image) {
            reference = image.reference
            origins = image.origins
            isRollbackOnly = image.isRollbackOnly
        }
    }

    @Described package var fault: Fault
    /// In the order of the release.
    package let images: [Image]
    /// Other images of this release that use the same content.
    package let alsoIn: [Image]
    /// `nil` where cache or storage is not the question.
    package let location: Location?
    /// What the evidence says of the location; `nil` where it says nothing.
    package let conclusion: Described<Conclusion>?
    /// What was not checked, and what weakens or supports the location.
    package let notes: [Described<DiagnosisNote>]
    /// What may have caused it, the best founded first.
    package let causes: [Hypothesis]
    /// What the evidence leaves open, and what would decide it; `nil` where it is decided.
    package let openQuestion: Described<OpenQuestion>?
    /// What a closer look found.
    package var investigation: Investigation? { described?.wrappedValue }
    private let described: Described<Investigation>?
    /// What to do, in order; the last checks again what failed.
    package let steps: [RemedyStep]
    /// Images of earlier runs that used the same content, the latest first.
    package let earlier: [EarlierUse]

    private enum CodingKeys: String, CodingKey {
        case fault, images, alsoIn, location, conclusion, notes, causes, openQuestion
        case described = "investigation"
        case steps, earlier
    }

    package init(
        fault: Fault, images: [Image], alsoIn: [Image], location: Location?, conclusion: Conclusion?,
        notes: [DiagnosisNote], causes: [Hypothesis], openQuestion: OpenQuestion?, investigation: Investigation?,
        steps: [RemedyStep], earlier: [EarlierUse]
    ) {
        _fault = Described(fault)
        self.images = images
        self.alsoIn = alsoIn
        self.location = location
        self.conclusion = conclusion.map { Described($0) }
        self.notes = notes.map { Described($0) }
        self.causes = causes
        self.openQuestion = openQuestion.map { Described($0) }
        described = investigation.map { Described($0) }
        self.steps = steps
        self.earlier = earlier
    }

    package var code: FindingCode { fault.code }
    package var weight: Finding.Weight { fault.weight }
}
