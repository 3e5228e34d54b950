package import Ledger
package import Record
package import Registry

/// How a claim ended, with what proves it: `RecordBuilder` makes the status of the record from it.
package enum Status: Sendable {
    /// Pulled and proven in this run.
    case verified(VerifiedBlob)
    /// Proven by an earlier run, recently enough.
    case reused(Proof)
    /// The backend says that it has the content: a hint, at a depth that asks for no more.
    case present(PresentBlob)
    /// Not asked for, at a depth that asks for no blob.
    case notAsked
    /// Would be pulled: only in a plan.
    case planned
    /// Left to another shard, though this one may have read it and found it right.
    case otherShard(Int, isRead: Bool)
    /// A fault; its finding says whether it refuses, leaves undecided, or is only reported.
    case faulty(Finding)

    package var verdict: Verdict {
        switch self {
        case .verified, .reused: .verified
        case .present, .notAsked, .otherShard: .unproven
        case .planned: .undecided
        case .faulty(let finding): finding.verdict
        }
    }

    /// Whether bytes were hashed and were right, now or lately.
    package var isProof: Bool {
        switch self {
        case .verified, .reused: true
        case .present, .notAsked, .planned, .otherShard, .faulty: false
        }
    }

    package var isOtherShard: Bool { if case .otherShard = self { true } else { false } }

    package var finding: Finding? { if case .faulty(let finding) = self { finding } else { nil } }
}

/// A claim at the end of a run.
package struct ClaimResult: Sendable {
    package let claim: Claim
    package let status: Status
    /// All attempts of this run, in order; none for a claim that was reused.
    package let attempts: [JudgedObservation]
    /// A fault that a policy waives, though the claim holds: shown, and no more.
    package let remark: Finding?
    /// The spot check of an earlier proof of it, where one was made, or could not be.
    package internal(set) var spot: SpotCheck?

    init(
        claim: Claim, status: Status, attempts: [JudgedObservation], remark: Finding? = nil, spot: SpotCheck? = nil
    ) {
        self.claim = claim
        self.status = status
        self.attempts = attempts
        self.remark = remark
        self.spot = spot
    }

    /// The fault, or what a policy waives.
    package var finding: Finding? { status.finding ?? remark }

    /// Body bytes that this claim cost.
    package var bytesPulled: Int64 {
        // The cost of a spot check includes the read that it ended with.
        attempts.reduce(spot?.bytes ?? 0) { $0 + ($1.isOfSpotCheck ? 0 : $1.observation.bodyBytes) }
    }
}

/// One try, and what was made of it.
package struct JudgedObservation: Sendable {
    package let observation: Observation
    /// The fault that it showed; `nil` for a good one.
    package let code: FindingCode?
    package let evidence: Evidence
    /// What a cache said of its slices before they were read, without the first: the reply itself speaks for that one.
    package let slices: [SliceView]
    /// Whether only a part of the blob was requested, to check an earlier proof.
    package let isOfSpotCheck: Bool
    /// Whether it is the HEAD of a tag that a GET had fetched whole.
    let isOfHead: Bool

    init(
        _ observation: Observation, code: FindingCode?, _ evidence: Evidence, slices: [SliceView] = [],
        isOfSpotCheck: Bool = false, isOfHead: Bool = false
    ) {
        self.observation = observation
        self.code = code
        self.evidence = evidence
        self.slices = slices
        self.isOfSpotCheck = isOfSpotCheck
        self.isOfHead = isOfHead
    }
}
