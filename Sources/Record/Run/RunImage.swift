package import OCI

extension Run {
    /// An image of the release and what its name leads to on each backend.
    package struct Image: Codable, Hashable, Sendable {
        package var reference: ImageReference
        /// The reference as the first of its origins writes it.
        package var written: String
        /// Where it is named, in the order of reading.
        package var origins: [Origin]
        /// The same image as other origins write it.
        package var spellings: [String]
        /// What the name must lead to on every backend.
        package var expectations: [Expectation]
        /// Findings about its name: a tag that differs, a registry without backends.
        package var findings: [Finding]
        /// What each backend says of it, in the order of the backends.
        package var views: [View]
        /// Over all its claims and findings; set when the run is decided.
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

        /// The sets of the deploy that name it; the new one where no origin is known.
        package var sets: Set<ReleaseSet> { origins.isEmpty ? [.new] : Set(origins.map(\.set)) }

        /// Whether the deploy does not start it, and only returns to it when it fails.
        package var isRollbackOnly: Bool { sets == [.rollback] }

        /// All findings that are not those of a claim: of the name, then backend by backend.
        package var allFindings: [Finding] { findings + views.flatMap(\.findings) }
    }

    /// An image as one backend shows it.
    package struct View: Codable, Hashable, Sendable {
        /// The name of the backend.
        package var backend: String
        /// The manifest or index that the reference leads to.
        package var digest: Digest?
        /// The platforms whose manifests were found, where an index names them.
        package var platforms: [Platform]
        /// The claims that the image makes on this backend, each once, as places in `claims` of the run.
        package var claims: [Int]
        /// Findings about the tag or the index on this backend.
        package var findings: [Finding]
        package var tagAttempts: [Attempt]
        /// Attempts at the lists of what refers to its manifests.
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
