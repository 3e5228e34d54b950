package import Ledger
package import Record
package import Registry

/// The outcome of a claim with its proof. `RecordBuilder` converts it to the status in the record.
///
/// Indirect, because a run holds many results, and a list of them would reserve the space of the largest case for each.
package indirect enum Status: Sendable {
    /// Pulled and proven in this run.
    case verified(VerifiedBlob)
    /// Proven by an earlier run, recently enough.
    case reused(Proof)
    /// Proven by bytes that were hashed under another repository of the backend, and are served from the same place.
    case shared(SharedBlob)
    /// The backend reports that it has the content: a hint, at a depth that requests no more.
    case present(PresentBlob)
    /// Not requested, at a depth that requests no blobs.
    case notAsked
    /// Would be pulled: in a plan, or left to a later round of a watch.
    case planned
    /// Left to another shard, even if this one has read it and found it right.
    case otherShard(Int, isRead: Bool)
    /// Faulty. The weight of the finding determines whether it refuses, is undecided or is only reported.
    case faulty(Finding)

    package var verdict: Verdict {
        switch self {
        case .verified, .reused, .shared: .verified
        case .present, .notAsked, .otherShard: .unproven
        case .planned: .undecided
        case .faulty(let finding): finding.verdict
        }
    }

    /// Whether the bytes were hashed and right, now or by a reused proof.
    package var isProof: Bool {
        switch self {
        case .verified, .reused, .shared: true
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
    /// All attempts of this run, in order; empty for a reused claim.
    package let attempts: [JudgedObservation]
    private let rareRemark: Rare<Finding>
    private var rareSpot: Rare<SpotCheck>

    /// A waived fault of a claim that is proven; it is only reported.
    package var remark: Finding? { rareRemark.value }

    /// The spot check of its earlier proof, if one was made or attempted.
    package internal(set) var spot: SpotCheck? {
        get { rareSpot.value }
        set { rareSpot = Rare(newValue) }
    }

    init(
        claim: Claim, status: Status, attempts: [JudgedObservation], remark: Finding? = nil, spot: SpotCheck? = nil
    ) {
        self.claim = claim
        self.status = status
        self.attempts = attempts
        rareRemark = Rare(remark)
        rareSpot = Rare(spot)
    }

    /// The fault, or else the remark.
    package var finding: Finding? { status.finding ?? remark }

    /// The same result, with the attempts that were made before it.
    func after(_ earlier: [JudgedObservation]) -> ClaimResult {
        ClaimResult(claim: claim, status: status, attempts: earlier + attempts, remark: remark, spot: spot)
    }

    /// The body bytes transferred for this claim.
    package var bytesPulled: Int64 {
        // The bytes of a spot check include its last read.
        attempts.reduce(spot?.bytes ?? 0) { $0.addingBytes($1.isOfSpotCheck ? 0 : $1.observation.bodyBytes) }
    }
}

/// A large value that few results have, stored out of line.
private indirect enum Rare<Value: Sendable>: Sendable {
    case none
    case some(Value)

    init(_ value: Value?) {
        self = value.map { .some($0) } ?? .none
    }

    var value: Value? { if case .some(let value) = self { value } else { nil } }
}

/// One attempt and its outcome.
package struct JudgedObservation: Sendable {
    package let observation: Observation
    /// The fault; `nil` if the attempt succeeded.
    package let code: FindingCode?
    package let evidence: Evidence
    /// The cache status of each slice before the pull, except the first, whose status the reply itself reports.
    package let slices: [SliceView]
    /// Whether it was a spot check, which requests only part of the blob.
    package let isOfSpotCheck: Bool
    /// Whether it was a HEAD of a tag whose bytes are known: from a GET before it, or from the ledger.
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
