/// The observation of a spot check: a partial read of a blob whose proof is reused.
package indirect enum SpotEvidence: Codable, Hashable, Sendable {
    /// These bytes are not the ones that a run proved; `vantage` is the machine of that run, if it was another one.
    case wrongBytes(bytes: ByteRange, run: Int64, vantage: String?, cache: String?)
    /// The reply declares a different size for the whole blob.
    case otherSize(stored: Int64, size: Int64, cache: String?)
    /// Fewer bytes arrived than were requested.
    case short(received: Int64, from: Int64, cache: String?)
    case unread(evidence: Evidence)
    /// The cache had the blob when it was proven but no longer has it.
    case refilled(cache: String?)
    case noCheckpoints
    /// Not requested, because the run was stopped or the backend did not answer other spot checks.
    case notAsked(isStopped: Bool)
}
