package import Ledger
internal import Registry

/// How a claim stands at the end of a run.
package enum Standing: Sendable {
    /// Pulled and proven in this run.
    case verified(VerifiedBlob)
    /// Proven by an earlier run, recently enough.
    case reused(Proof)
    /// The backend says that it has the bytes, and how many: a hint, at a depth that asks for no more.
    case present(PresentBlob)
    /// Not asked for, at a depth that asks for no blob.
    case notAsked
    /// Would be pulled: only in a plan.
    case planned
    /// Left to another shard, whose number it is: nothing is said of it here, though it may have been read and was right.
    case elsewhere(shard: Int, isRead: Bool)
    /// A fault; its finding says whether it refuses, leaves undecided, or is only reported.
    case faulty(Finding)

    /// The verdict of the claim.
    package var verdict: Verdict {
        switch self {
        case .verified, .reused: .verified
        case .present, .notAsked, .elsewhere: .unproven
        case .planned: .undecided
        case .faulty(let finding): finding.verdict
        }
    }

    /// Whether bytes were hashed and were right, now or lately.
    var isProof: Bool {
        switch self {
        case .verified, .reused: true
        case .present, .notAsked, .planned, .elsewhere, .faulty: false
        }
    }

    /// Whether another shard has to prove it.
    package var isElsewhere: Bool { if case .elsewhere = self { true } else { false } }

    /// Whether this run knows its bytes to be right, whoever has to prove them.
    var wasRight: Bool { if case .elsewhere(_, let isRead) = self { isRead } else { isProof } }

    /// The finding, where there is one.
    package var finding: Finding? { if case .faulty(let finding) = self { finding } else { nil } }
}

/// A claim at the end of a run.
package struct ClaimResult: Sendable {
    /// What had to be proven.
    package let claim: Claim
    /// How it stands.
    package let standing: Standing
    /// All attempts of this run, in order; none for a claim that was reused.
    package let attempts: [Attempt]
    /// A fault that the policy lets pass, though the claim stands: shown, and no more.
    package let remark: Finding?
    /// The spot check of an earlier proof of it, where one was made, or could not be.
    package internal(set) var spot: SpotCheck?

    init(
        claim: Claim, standing: Standing, attempts: [Attempt], remark: Finding? = nil, spot: SpotCheck? = nil
    ) {
        self.claim = claim
        self.standing = standing
        self.attempts = attempts
        self.remark = remark
        self.spot = spot
    }

    /// What there is to tell: the fault, or what is let pass.
    package var finding: Finding? { standing.finding ?? remark }

    /// Body bytes that this claim cost.
    package var bytesPulled: Int64 {
        // The cost of a spot check has the read that it ended with in it.
        attempts.reduce(spot?.bytes ?? 0) { $0 + ($1.isOfSpotCheck ? 0 : $1.observation.bodyBytes) }
    }
}
