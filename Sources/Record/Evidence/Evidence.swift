package import OCI

/// The observations of one attempt or of several, as facts. They are the only input to judging, grouping and diagnosis;
/// `Report/Words` has the sentences.
///
/// `cache` is the cache status that the reply reports, such as `HIT`: a hint, never proof.
package indirect enum Evidence: Codable, Hashable, Sendable {
    // MARK: A body that arrived

    /// The body has the claimed digest.
    case verified(bytes: Int64, digest: Digest)
    /// The backend reports that it has the content; no byte was hashed.
    case present
    /// The body has a different digest. `damage` is where decompression of the layer fails.
    case wrongHash(bytes: Int64, digest: Digest, opening: BodyOpening?, damage: LayerFault?, cache: String?)
    /// The body does not have the length that the manifest declares.
    case wrongSize(received: ReceivedBytes, size: Int64, opening: BodyOpening?, cache: String?)
    /// The claimed bytes arrived, followed by more.
    case trailing(size: Int64, received: ReceivedBytes, cache: String?)
    /// The body has a content encoding, and its bytes are not the claimed ones.
    case encoded(received: ReceivedBytes, encoding: ServerText, cache: String?)
    /// The bytes are right as sent, but with a coding that containerd fails on.
    case encodedThoughRight(encoding: ServerText, cache: String?)
    /// The body could not be decoded as its `Content-Encoding` says.
    case undecodable(encoding: ServerText, cache: String?)
    /// The connection closed before the end of a body with no declared length.
    case cut(received: Int64, size: Int64, opening: BodyOpening?, cache: String?)
    /// The bytes are right but cannot be unpacked as a layer.
    case notUnpackable(fault: LayerFault)
    /// The bytes are right, but these nodes cannot decompress the layer.
    case compressedForOthers(compression: LayerCompression, node: NodeKind)
    /// The bytes are right, but their number is not that in the descriptor, which these nodes do not compare.
    case sizeNotCompared(received: Int64, size: Int64)
    case manifestTooLarge(limit: Int64)
    /// The manifest that a name resolves to is larger than these nodes accept.
    case manifestTooLargeForNodes(received: ReceivedBytes, limit: Int64, node: NodeKind)
    /// The hash algorithm is not supported.
    case unknownAlgorithm(name: String)
    /// The bytes from behind the cache are right, but the cached copy of them is not: in the MiB at `offset`, if known.
    case keptWrong(offset: Int64?)
    /// The cached copy could not be read back.
    case keptUnread(evidence: Evidence)
    /// The whole body is right, but the reply to a request for a part of it is not.
    case part(observed: PartEvidence)
    /// The transfer did not complete, and what arrived, or what the reply declares, is not the claimed content.
    case wrongInPart(problem: PartialProblem, transfer: Evidence)

    // MARK: A HEAD

    /// A HEAD reports a digest other than the requested one.
    case headNamesOther(named: ServerText, cache: String?)
    case headEncoded(encoding: ServerText, cache: String?)
    case headWrongSize(declared: Int64, size: Int64, cache: String?)

    // MARK: No body

    case status(status: Int, body: ErrorBody, cache: String?)
    /// The storage that the backend redirects to refused the request; `url` is the last URL, if known.
    case storageStatus(status: Int, body: ErrorBody, url: String?)
    /// A port that expects TLS answered to plain HTTP.
    case plainHTTP(status: Int, body: ErrorBody)
    /// The transfer failed before a reply arrived.
    case failed(failure: BrokenTransfer)
    /// The transfer failed after the header of a reply; `declared` is its `Content-Length`. `milliseconds` is how long the
    /// body was received.
    case broken(
        status: Int, failure: BrokenTransfer, received: Int64, declared: ServerText?, cache: String?,
        milliseconds: Int64? = nil)
    case denied(fault: CredentialFault)
    case redirect(fault: RedirectFault)
    case unusableReply

    // MARK: Nothing requested

    /// The run ended before it got to this.
    case stopped(by: Run.Stop, before: Goal)
    /// The run ended during a transfer that would have needed much more time.
    case unfinished(transfer: PartialTransfer)
    /// Never proven before, and the first backend served wrong bytes (invariant 9).
    case withheld
    /// The backend failed to answer this many claims in a row.
    case givenUp(backend: String, claims: Int)
    case nothingAsked
    /// The backend has an address that belongs to one machine, but the shards ran on these: each of them proved its own part
    /// on its own backend.
    case otherMachines(vantages: [String])
    /// No node pulls it: an entry of an index that is for no platform, such as an attestation.
    case notPulled(evidence: Evidence)
    /// The registry does not have it, but its descriptor contains it, from which these nodes take it.
    case embeddedOnly(evidence: Evidence)

    // MARK: Several reads

    case series(reads: ReadSeries)
    /// A layer that the registry does not have and that nodes fetch from the URLs in its descriptor.
    case foreign(absence: Evidence, lookup: ForeignLookup)
    /// The registry has the content, but nodes ask the URLs in its descriptor first.
    ///
    /// - node: The kind that does not ask the registry then.
    case elsewhere(lookup: ForeignLookup, node: NodeKind? = nil)

    // MARK: Names

    /// The tag resolves to this manifest.
    case tagNames(digest: Digest)
    /// The tag resolves to different manifests on the backends.
    case tagsDiffer(answers: [TagAnswer])
    /// The reply for a tag has a `Docker-Content-Digest` that does not match its bytes.
    case digestHeader(request: TagRequest, named: ServerText, problem: DigestHeaderProblem)
    /// GET of the tag returns this digest; HEAD does not.
    case headOfTag(digest: Digest, evidence: Evidence)
    /// HEAD of the tag declares a different length from the one GET returns.
    case headOfTagSize(declared: Int64, size: Int64)
    /// GET of a manifest by digest returns it, but HEAD does not.
    case headOfManifest(evidence: Evidence)
    /// HEAD of a manifest by digest declares a different length from the one GET returns.
    case headOfManifestSize(declared: Int64, size: Int64)
    /// HEAD of the tag declares no length, without which these nodes take no digest from it.
    case headWithoutLength(node: NodeKind)
    /// HEAD of the tag names this manifest, and these nodes send no GET of the tag, which failed.
    case getOfTag(digest: Digest, evidence: Evidence)
    /// These nodes do not use a registry whose API root answers like this.
    case apiRoot(evidence: Evidence, node: NodeKind)
    /// The `Content-Type` from which these nodes take the type of the manifest is missing or is not its type.
    case nameType(request: TagRequest, contentType: ServerText?, found: MediaType, node: NodeKind)
    /// Nodes do not resolve tags on this backend, and no other backend resolved the tag.
    case tagUnknown(backend: String, tag: Tag)
    /// The registry has no known backend, for this reason, or none that is asked for this image.
    ///
    /// - isLasting: Whether it stays like this: the name does not exist, or a configuration leaves the image out.
    /// - notAsked: The backends of the registry that are not asked for this image.
    case noBackend(obstacle: String?, isLasting: Bool? = nil, notAsked: [String]? = nil)
    /// The name does not lead to the expected content, or that cannot be determined.
    case unexpected(expectation: Expectation, isByDigest: Bool, problem: ExpectationProblem)

    // MARK: Manifests

    case unusableManifest(error: ManifestError)
    case mediaTypeConflict(conflict: MediaTypeConflict)
    case embedded(place: String, problem: EmbeddedProblem)
    /// The index has no image, or none for these platforms.
    ///
    /// - nodes: The kinds of nodes for which there is none, if others find one.
    case noImage(platforms: [Platform], nodes: [NodeKind]? = nil)
    /// An index lists a manifest as one kind, but it is the other: nodes believe the index.
    case entryKind(listed: MediaType, found: MediaType)
    /// An entry of an index, for a platform unless it states none, has a type that these nodes do not pull as an image.
    case entryType(entry: Digest, mediaType: MediaType, platform: Platform?, node: NodeKind)
    case indexTooDeep(limit: Int)
    case indexTooWide(manifests: Int, limit: Int)
    /// The indexes of the image list too many manifests in total.
    case imageTooWide(limit: Int)
    /// The bytes are right, but `Docker-Content-Digest` is different. The same applies to `more` other claims.
    case misnamed(named: ServerText, more: Int)

    // MARK: Configurations and layers

    case configuration(digest: Digest, problem: ConfigurationProblem)
    /// The unpacked content of layer `number` of `count` does not match the configuration. The same applies to `more` other
    /// layers.
    case layer(number: Int, count: Int, digest: Digest, problem: LayerProblem, more: Int)
    /// The platform in the image's configuration; `nil` if it has none.
    case otherPlatform(platform: Platform?, missing: [Platform])

    // MARK: Referrers

    case referrersListed(count: Int)
    case noReferrersList
    /// A problem with a list, found next to one of its replies.
    case referrersList(problem: ReferrersProblem)
    /// A problem with the referrers list of this manifest.
    case referrers(subject: Digest, evidence: Evidence)
    case referrersNotFollowed(subject: Digest, limit: ReferrersLimit)
    /// Other backends list a referrer that this one does not. The same applies to `more` other referrers.
    case referrerMissing(
        subject: Digest, referrer: Digest, type: MediaType?, listedBy: [String], backend: String, more: Int)

    // MARK: Spot checks

    case spot(observed: SpotEvidence)
}

extension Evidence {
    /// What the run did not get to.
    package enum Goal: String, Codable, Hashable, Sendable, CaseIterable {
        case proof
        case tag
        case referrers
    }
}

/// The number of received body bytes.
package struct ReceivedBytes: Codable, Hashable, Sendable {
    package let count: Int64
    /// Whether reading stopped while more was still arriving.
    package let isLowerBound: Bool

    package init(_ count: Int64, isLowerBound: Bool = false) {
        self.count = count
        self.isLowerBound = isLowerBound
    }
}

/// The beginning of a wrong body, if it is informative.
package enum BodyOpening: Codable, Hashable, Sendable {
    /// The body is empty.
    case empty
    /// A body with a text type, such as an error page served for a layer.
    case page(type: ServerText, opening: ServerText)
}
