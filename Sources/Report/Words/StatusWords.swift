internal import Foundation
internal import OCI
internal import Record

/// Says how one claim ended.
enum StatusWords {
    static func text(_ claim: Run.Claim, at now: Date) -> String { status(claim, at: now) + SpotWords.text(claim) }

    private static func status(_ claim: Run.Claim, at now: Date) -> String {
        switch claim.status {
        case .verified(let verified):
            let waived = claim.remark.map { "; let pass: \(text($0))" } ?? ""
            return (verified.diffID.map { "verified now, unpacks to \($0)" } ?? "verified now") + waived
        case .present: return "present: the backend says that it has it; no byte was hashed"
        case .notAsked: return "not asked for"
        case .otherShard(let shard, _): return "of shard \(shard): nothing is said of it here"
        case .planned: return "to pull"
        case .faulty(let finding): return "\(finding.weight.rawValue): \(text(finding))"
        case .reused(let reuse):
            let facts = [reuse.address, reuse.cacheStatus.map { "cache said \($0)" }].compactMap(\.self)
            return "verified \(reuse.provenance(at: now))"
                + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
        }
    }

    private static func text(_ finding: Finding) -> String {
        "\(finding.code.title) (\(finding.code)): \(EvidenceWords.long(finding.evidence))"
    }
}
