/// What a partial read of a blob whose proof is reused observed.
package indirect enum SpotEvidence: Codable, Hashable, Sendable {
    /// These bytes are not those that a run proved; `vantage` is the machine whose ledger has it, where that is another.
    case wrongBytes(bytes: ByteRange, run: Int64, vantage: String?, cache: String?)
    /// The reply states another size of the whole blob.
    case otherSize(stored: Int64, size: Int64, cache: String?)
    /// Fewer bytes came than were requested.
    case short(received: Int64, from: Int64, cache: String?)
    case unread(evidence: Evidence)
    /// The cache kept it when it was proven, and no longer does.
    case refilled(cache: String?)
    case noCheckpoints
    /// It was not asked for, since the run was ended, or since the backend did not answer to other spot checks.
    case notAsked(isStopped: Bool)
}
