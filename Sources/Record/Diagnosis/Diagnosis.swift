package import OCI

/// One fault with everything the run knows about it: its location, likely causes and the steps to take.
///
/// It claims no more than the evidence supports. If the evidence cannot separate cache from storage, `location` is `unknown`
/// and the first steps settle the question.
package struct Diagnosis: Codable, Hashable, Sendable {
    /// Where the evidence puts the fault. Conclusion, causes and steps are derived from it.
    package enum Location: String, Codable, Hashable, Sendable, CaseIterable {
        /// A backend's cache.
        case cache
        /// The storage behind the backends.
        case storage
        /// The network path between storage and cache, or between cache and gate.
        case path
        /// The name, not the content it leads to.
        case name
        /// The evidence does not show where.
        case unknown
    }

    /// An image affected by a fault.
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
    /// In release order.
    package let images: [Image]
    /// Other images of this release that use the same content.
    package let alsoIn: [Image]
    /// `nil` if the fault is not a question of cache or storage.
    package let location: Location?
    /// What the evidence shows about the location; `nil` if it shows nothing.
    package let conclusion: Described<Conclusion>?
    /// Checks that were not made, and facts that support or weaken the location.
    package let notes: [Described<DiagnosisNote>]
    /// Possible causes, best supported first.
    package let causes: [Hypothesis]
    /// The question that the evidence leaves open; `nil` if it is settled.
    package let openQuestion: Described<OpenQuestion>?
    /// The result of the investigation, if one was made.
    package var investigation: Investigation? { described?.wrappedValue }
    private let described: Described<Investigation>?
    /// Steps to take, in order. The last one rechecks the failed claims.
    package let steps: [RemedyStep]
    /// Images of earlier runs that used the same content, latest first.
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
