package import OCI

/// Context for a diagnosis: checks that were not made, and facts that support or weaken the location.
package enum DiagnosisNote: Codable, Hashable, Sendable {
    case override(id: Int64, who: String, backends: [String], reason: String)
    /// Reported only: the bytes were hashed and match.
    case bytesAreRight
    /// Reported only, because of `policy.flapping`.
    case flappingIsWaived
    /// Reported only, because the backend is a standby.
    case standbyMayLag
    /// Reported only: it does not affect the nodes that the release is for.
    case nodesAreNotAffected
    /// The same for a standby that cannot be reached.
    case standbyIsUnreachable
    /// The blobs of a manifest were not read on that backend.
    case blobsNotChecked
    case intactUnderOtherName(proof: CauseFact.OtherName)
    /// The rechecked run saw the same wrong bytes, and its evidence counts.
    case seenByEarlierRun(run: Int64)
    /// The tag is missing everywhere; this backend has similar ones, the most similar first.
    case similarTags(reference: ImageReference, tags: [Tag], backend: String)
    /// A limit of the investigation.
    case limit(limit: InvestigationLimit)
}
