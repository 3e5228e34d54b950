package import Foundation

/// An entry about a path, exchanged between ledgers.
package enum LedgerEntry: Hashable, Sendable {
    /// Matching bytes were seen; the proof has an origin.
    case proof(Proof)
    /// Wrong content or proven absence was seen.
    case refusal(RecordedRefusal)

    /// Whether it says something on a machine: it is about a backend of no single machine, or of this one.
    func holds(on machine: String?, vantage: String) -> Bool {
        guard let local = subject.machine else { return true }
        guard local == machine else { return false }
        guard case .proof(let proof) = self, let origin = proof.origin else { return true }
        return origin.vantage == vantage
    }

    /// The path that it is about.
    var subject: ProofPath {
        switch self {
        case .proof(let proof): proof.path
        case .refusal(let refusal): refusal.path
        }
    }
}

/// The last time a path had wrong content or none.
package struct RecordedRefusal: Hashable, Sendable {
    package let path: ProofPath
    /// When, with millisecond precision.
    package let at: Date

    /// Creates a refusal; the time is rounded to milliseconds, the precision of the ledger.
    package init(path: ProofPath, at: Date) {
        self.path = path
        self.at = Milliseconds(at).date
    }
}
