public import Foundation

/// What one ledger tells another of a path.
public enum LedgerEntry: Hashable, Sendable {
    /// Good bytes were seen; the proof has an origin.
    case proof(Proof)
    /// Wrong bytes, or none, were seen.
    case refusal(RecordedRefusal)
}

/// The last time that a path was seen to have wrong bytes or none.
public struct RecordedRefusal: Hashable, Sendable {
    /// The path.
    public let path: ProofPath
    /// When, to the millisecond.
    public let at: Date

    /// A refusal; the time is rounded to the millisecond that the ledger keeps.
    public init(path: ProofPath, at: Date) {
        self.path = path
        self.at = Milliseconds(at).date
    }
}
