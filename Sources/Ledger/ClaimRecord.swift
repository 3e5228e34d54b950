package import Foundation

/// How a claim of a run ended.
package enum ClaimOutcome: String, Hashable, Sendable, CaseIterable {
    /// The bytes were pulled and hashed in this run, and were good.
    case verified
    /// A proof of an earlier run was young enough to stand for a read.
    case reused
    /// The backend says that it has the bytes; none was hashed, and nothing is proven.
    case present
    /// Wrong content or proven absence.
    case refused
    /// The backend could not be asked.
    case undecided
}

/// One claim of one run as the ledger keeps it. A claim that is looked at again is recorded again; the latest record
/// counts and the earlier ones stay as evidence.
package struct ClaimRecord: Hashable, Sendable {
    package let path: ProofPath
    /// The size that the descriptor declares, in bytes.
    package let size: Int64
    /// What the bytes are to the image: `manifest`, `config`, `layer`.
    package let kind: String
    package let outcome: ClaimOutcome
    /// The code of the finding, where there is one.
    package let code: String?
    /// The evidence as JSON, opaque to the ledger, free of secrets (invariant 8).
    package let detail: Data?
    /// When it ended, to the millisecond.
    package let at: Date

    /// A record from its parts; the time is rounded to the millisecond that the ledger keeps.
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
