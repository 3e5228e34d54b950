/// What else to know of a fault: what was not checked, and what weakens or supports the location.
package enum DiagnosisNote: Codable, Hashable, Sendable {
    case override(id: Int64, who: String, backends: [String], reason: String)
    /// Reported only: the bytes were hashed and are right.
    case bytesAreRight
    /// Reported only, by `policy.flapping`.
    case flappingIsWaived
    /// Reported only, on a standby.
    case standbyMayLag
    /// The blobs behind a manifest were not read there.
    case blobsNotChecked
    case intactUnderOtherName(proof: CauseFact.OtherName)
    /// What a closer look could not find out.
    case limit(limit: InvestigationLimit)
}
