package import OCI

/// What an attempt observed, and what several together show, as facts: the only input of judgment, grouping and
/// explanation. `Report/Words` has the sentences.
///
/// `cache` is what the reply says of the cache, such as `HIT`: a hint, never a proof.
package indirect enum Evidence: Codable, Hashable, Sendable {
    // MARK: A body that arrived

    /// The body hashes to what was claimed.
    case verified(bytes: Int64, digest: Digest)
    /// The backend says that it has the content; no byte was hashed.
    case present
    /// The body has another hash than the claimed one. `damage` is where a layer of these bytes stops to decompress.
    case wrongHash(bytes: Int64, digest: Digest, opening: BodyOpening?, damage: LayerFault?, cache: String?)
    /// The body has another length than the manifest declares.
    case wrongSize(received: ReceivedBytes, size: Int64, opening: BodyOpening?, cache: String?)
    /// The claimed bytes came, and more after them.
    case trailing(size: Int64, received: ReceivedBytes, cache: String?)
    /// The body is encoded, and its bytes are not those that were claimed.
    case encoded(received: ReceivedBytes, encoding: ServerText, cache: String?)
    /// The bytes are right as they are, and a node decodes them before it hashes.
    case encodedThoughRight(encoding: ServerText, cache: String?)
    /// The connection ended a body whose length the reply had not declared.
    case cut(received: Int64, size: Int64, opening: BodyOpening?, cache: String?)
    /// The bytes are right, and no layer that can be unpacked.
    case notUnpackable(fault: LayerFault)
    case manifestTooLarge(limit: Int64)
    /// The hash cannot be computed here.
    case unknownAlgorithm(name: String)
    /// The bytes that came from behind the cache are right, and those that it kept of them are not: in the MiB from
    /// `offset`, where that is known.
    case keptWrong(offset: Int64?)
    /// What the cache kept could not be read again.
    case keptUnread(evidence: Evidence)

    // MARK: A HEAD

    /// A HEAD names another digest than it was asked for.
    case headNamesOther(named: ServerText, cache: String?)
    case headEncoded(encoding: ServerText, cache: String?)
    case headWrongSize(declared: Int64, size: Int64, cache: String?)

    // MARK: No body

    case status(status: Int, body: ErrorBody, cache: String?)
    /// The storage that the backend redirects to refused, by the last URL where one is known.
    case storageStatus(status: Int, body: ErrorBody, url: String?)
    /// A port that expects TLS answered to plain HTTP.
    case plainHTTP(status: Int, body: ErrorBody)
    /// The transfer broke before a reply came.
    case failed(failure: BrokenTransfer)
    /// The transfer broke after the head of a reply; `declared` is its `Content-Length`.
    case broken(status: Int, failure: BrokenTransfer, received: Int64, declared: ServerText?, cache: String?)
    case denied(fault: CredentialFault)
    case redirect(fault: RedirectFault)
    case unusableReply

    // MARK: Nothing asked

    /// The run ended before this was done.
    case stopped(by: Run.Stop, before: Goal)
    /// Never proven before, and the first backend served bad bytes (invariant 9).
    case withheld
    /// The backend left this many claims in a row without an answer.
    case givenUp(backend: String, claims: Int)
    case nothingAsked

    // MARK: Several reads

    case series(reads: ReadSeries)
    /// A layer that the registry does not have, and that nodes fetch from the URLs of its descriptor.
    case foreign(absence: Evidence, lookup: ForeignLookup)

    // MARK: Names

    /// The tag names this manifest.
    case tagNames(digest: Digest)
    /// The tag names different manifests on the backends.
    case tagsDiffer(answers: [TagAnswer])
    /// The reply about a tag carries a `Docker-Content-Digest` that does not fit its bytes.
    case digestHeader(request: TagRequest, named: ServerText, problem: DigestHeaderProblem)
    /// GET of a tag gives this digest, and HEAD does not.
    case headOfTag(digest: Digest, evidence: Evidence)
    /// HEAD of a tag declares another length than GET gives.
    case headOfTagSize(declared: Int64, size: Int64)
    /// Nodes do not ask this backend for tags, and no other backend says what the tag is.
    case tagUnknown(backend: String, tag: Tag)
    /// No backend is known for the registry, for this reason.
    case noBackend(obstacle: String?)
    /// The name does not lead to what it must lead to, or that cannot be determined.
    case unexpected(expectation: Expectation, isByDigest: Bool, problem: ExpectationProblem)

    // MARK: Manifests

    case unusableManifest(error: ManifestError)
    case mediaTypeConflict(conflict: MediaTypeConflict)
    case embedded(place: String, problem: EmbeddedProblem)
    /// The index leads to no image, or to none of these platforms.
    case noImage(platforms: [Platform])
    case indexTooDeep(limit: Int)
    case indexTooWide(manifests: Int, limit: Int)
    /// All indexes of the image together lead to too many manifests.
    case imageTooWide(limit: Int)
    /// The bytes are right, and their `Docker-Content-Digest` is another; so for `more` other claims.
    case misnamed(named: ServerText, more: Int)

    // MARK: Configurations and layers

    case configuration(digest: Digest, problem: ConfigurationProblem)
    /// What layer `number` of `count` unpacks to does not fit the configuration; so for `more` other layers.
    case layer(number: Int, count: Int, digest: Digest, problem: LayerProblem, more: Int)
    /// The image is for this platform, by its configuration; where that names none, `nil`.
    case otherPlatform(platform: Platform?, missing: [Platform])

    // MARK: Referrers

    case referrersListed(count: Int)
    case noReferrersList
    /// What is wrong with a list, beside one of its replies.
    case referrersList(problem: ReferrersProblem)
    /// What is wrong with the list of this manifest.
    case referrers(subject: Digest, evidence: Evidence)
    case referrersNotFollowed(subject: Digest, limit: ReferrersLimit)
    /// Other backends list a referrer that this one does not; so for `more` others.
    case referrerMissing(
        subject: Digest, referrer: Digest, type: MediaType?, listedBy: [String], backend: String, more: Int)

    // MARK: Spot checks

    case spot(observed: SpotEvidence)
}

extension Evidence {
    /// What a run did not reach.
    package enum Goal: String, Codable, Hashable, Sendable, CaseIterable {
        case proof
        case tag
        case referrers
    }
}

/// Bytes of a body that were received.
package struct ReceivedBytes: Codable, Hashable, Sendable {
    package let count: Int64
    /// Whether reading was ended while more was coming.
    package let isLowerBound: Bool

    package init(_ count: Int64, isLowerBound: Bool = false) {
        self.count = count
        self.isLowerBound = isLowerBound
    }
}

/// How a wrong body begins, where that says something to a person.
package enum BodyOpening: Codable, Hashable, Sendable {
    /// There is no byte.
    case empty
    /// A body of a text type, such as an error page under a layer's digest.
    case page(type: ServerText, opening: ServerText)
}
