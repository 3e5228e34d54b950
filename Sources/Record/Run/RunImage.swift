package import OCI

extension Run {
    /// An image of the release, as each backend serves it.
    package struct Image: Codable, Hashable, Sendable {
        package var reference: ImageReference
        /// The reference as written by its first origin.
        package var written: String
        /// Where it is listed, in reading order.
        package var origins: [Origin]
        /// Other spellings of the same reference.
        package var spellings: [String]
        /// The content that the name must lead to on every backend.
        package var expectations: [Expectation]
        /// Findings about its name: a tag that differs, a registry without backends.
        package var findings: [Finding]
        /// One view per backend, in configuration order.
        package var views: [View]
        /// The verdict over all its claims and findings; set by the decision.
        package var verdict: Verdict

        package init(
            reference: ImageReference, origins: [Origin], spellings: [String] = [], expectations: [Expectation] = [],
            findings: [Finding] = [], views: [View] = []
        ) {
            self.reference = reference
            written = reference.original
            self.origins = origins
            self.spellings = spellings
            self.expectations = expectations
            self.findings = findings
            self.views = views
            verdict = .undecided
        }

        /// The sets of the deploy that list it; the new set if no origin is known.
        package var sets: Set<ReleaseSet> { origins.isEmpty ? [.new] : Set(origins.map(\.set)) }

        /// Whether it is only in the rollback set, so that the deploy does not start it.
        package var isRollbackOnly: Bool { sets == [.rollback] }

        /// All findings that do not belong to a claim: those of the name, then those of each backend.
        package var allFindings: [Finding] { findings + views.flatMap(\.findings) }
    }

    /// An image as one backend serves it.
    package struct View: Codable, Hashable, Sendable {
        /// The name of the backend.
        package var backend: String
        /// The manifest or index that the reference resolves to.
        package var digest: Digest?
        /// The platforms whose manifests were found in an index.
        package var platforms: [Platform]
        /// The claims of the image on this backend, without duplicates, as indexes into `claims` of the run.
        package var claims: [Int]
        /// Findings about the tag or the index on this backend.
        package var findings: [Finding]
        package var tagAttempts: [Attempt]
        /// Attempts to read the referrers lists of its manifests.
        package var referrersAttempts: [Attempt]
        package var verdict: Verdict

        package init(
            backend: String, digest: Digest?, platforms: [Platform] = [], claims: [Int] = [],
            findings: [Finding] = [], tagAttempts: [Attempt] = [], referrersAttempts: [Attempt] = []
        ) {
            self.backend = backend
            self.digest = digest
            self.platforms = platforms
            self.claims = claims
            self.findings = findings
            self.tagAttempts = tagAttempts
            self.referrersAttempts = referrersAttempts
            verdict = .undecided
        }
    }
}
