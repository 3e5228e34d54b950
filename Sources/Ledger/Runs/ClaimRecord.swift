package import Foundation

/// The outcome of a claim in a run.
package enum ClaimOutcome: String, Hashable, Sendable, CaseIterable {
    /// The bytes were pulled and hashed in this run, and match.
    case verified
    /// A recent enough proof replaced the pull: of an earlier run, or of the same bytes under another repository.
    case reused
    /// The backend reports that it has the blob. Nothing was hashed, so nothing is proven.
    case present
    /// Wrong content or proven absence.
    case refused
    /// The backend could not be checked.
    case undecided
}

/// One claim of one run as stored in the ledger. A claim that is checked again is recorded again: the latest record
/// counts, and the earlier ones remain as evidence.
package struct ClaimRecord: Hashable, Sendable {
    package let path: ProofPath
    /// The size declared by the descriptor, in bytes.
    package let size: Int64
    /// The role of the bytes in the image: `manifest`, `config` or `layer`.
    package let kind: String
    package let outcome: ClaimOutcome
    /// The finding code, if any.
    package let code: String?
    /// The evidence as JSON, opaque to the ledger, without secrets (invariant 8).
    package let detail: Data?
    /// When it ended, with millisecond precision.
    package let at: Date

    /// Creates a record; the time is rounded to milliseconds, the precision of the ledger.
    package init(
        path: ProofPath, size: Int64, kind: String, outcome: ClaimOutcome, code: String? = nil, detail: Data? = nil,
        at: Date
    ) {
        self.path = path
        self.size = size
        self.kind = kind
        self.outcome = outcome
        self.code = code
        self.detail = detail
        self.at = Milliseconds(at).date
    }
}
