internal import OCI

/// Where the evidence puts a fault, and what to do: a wrong remedy is worse than none.
///
/// A purge is only advised for the cache of a backend that showed the fault, and only when the storage behind it is
/// known to be good, or as the second step after finding that out: where the storage is bad, the caches may hold the
/// last good copy.
struct Advice {
    let cause: Diagnosis.Cause?
    let conclusion: String
    let remedy: [String]

    init(
        code: FindingCode, subject: Diagnosis.Subject, sightings: [Diagnosis.Sighting],
        others: [Diagnosis.Bystander], reach: Reach
    ) {
        let evidence = StorageEvidence(code: code, sightings: sightings, others: others)
        switch code {
        case .contentDigest, .contentSize, .contentTrailing:
            self = ContentAdvice.advice(evidence, kind: subject.kind)
        case .absenceBlob, .absenceManifest:
            self = AbsenceAdvice.advice(evidence, subject: subject, scope: reach.scope)
        case .contentMediaType where reach.scope == .some, .contentEncoded where reach.scope == .some:
            self.init(
                cause: .front,
                conclusion:
                    "Others answer without it, so it is added on the way through \(evidence.bad), not by a push.",
                remedy: code == .contentEncoded
                    ? [code.remedy] : ["Look at what sets Content-Type on \(evidence.bad), or on the proxy before it."])
        default:
            self.init(cause: nil, conclusion: "", remedy: [code.remedy])
        }
    }

    init(cause: Diagnosis.Cause?, conclusion: String, remedy: [String]) {
        self.cause = cause
        self.conclusion = conclusion
        self.remedy = remedy
    }
}
