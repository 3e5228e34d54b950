internal import Foundation
internal import OCI
internal import Record

/// Words the status of one claim.
enum StatusWords {
    static func text(_ claim: Run.Claim, at now: Date) -> String { status(claim, at: now) + SpotWords.text(claim) }

    private static func status(_ claim: Run.Claim, at now: Date) -> String {
        switch claim.status {
        case .verified(let verified):
            let waived = claim.remark.map { "; waived: \(text($0))" } ?? ""
            return (verified.diffID.map { "verified now, unpacks to \($0)" } ?? "verified now") + waived
        case .present: return "present: reported by the backend; no bytes hashed"
        case .notAsked: return "not requested"
        case .otherShard(let shard, _): return "checked by shard \(shard), not here"
        case .planned: return "to pull"
        case .faulty(let finding): return "\(finding.weight.rawValue): \(text(finding))"
        case .shared(let proof): return text(proof, at: now)
        case .reused(let reuse):
            let facts = [
                reuse.repository.map { "hashed under \($0)" }, reuse.address, reuse.cacheStatus.map { "cache: \($0)" },
            ].compactMap(\.self)
            return "verified \(reuse.provenance(at: now))"
                + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
        }
    }

    private static func text(_ proof: Run.Claim.Shared, at now: Date) -> String {
        let when = proof.earlier.map { $0.provenance(at: now) } ?? "now"
        let how =
            proof.object.map { "this path leads to the same object, \($0)" }
            ?? "this path answered HEAD, and no cache is in between"
        return "verified \(when) under \(proof.repository); \(how)"
    }

    /// The title, the code and the evidence.
    static func text(_ finding: Finding) -> String {
        "\(finding.code.title) (\(finding.code)): \(EvidenceWords.long(finding.evidence))"
    }
}
