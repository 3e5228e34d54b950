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
        case .reused(let reuse):
            let facts = [reuse.address, reuse.cacheStatus.map { "cache: \($0)" }].compactMap(\.self)
            return "verified \(reuse.provenance(at: now))"
                + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
        }
    }

    /// The title, the code and the evidence.
    static func text(_ finding: Finding) -> String {
        "\(finding.code.title) (\(finding.code)): \(EvidenceWords.long(finding.evidence))"
    }
}
