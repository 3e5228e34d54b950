package import Foundation

/// What one ledger tells another of a path.
package enum LedgerEntry: Hashable, Sendable {
    /// Good bytes were seen; the proof has an origin.
    case proof(Proof)
    /// Wrong bytes, or none, were seen.
    case refusal(RecordedRefusal)
}

/// The last time that a path was seen to have wrong bytes or none.
package struct RecordedRefusal: Hashable, Sendable {
    package let path: ProofPath
    /// When, to the millisecond.
    package let at: Date

    /// A refusal; the time is rounded to the millisecond that the ledger keeps.
    package init(path: ProofPath, at: Date) {
        self.path = path
        self.at = Milliseconds(at).date
    }
}
