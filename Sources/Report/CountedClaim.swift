internal import Foundation
internal import Gate
internal import OCI

/// A claim as far as it is counted, whether a run has it or a report tells it.
struct CountedClaim {
    /// How it stands, by the words of the JSON report.
    enum Word: String {
        case verified
        case reused
        case present
        case notAsked = "not-asked"
        case elsewhere
        case planned
        case faulty
    }

    let standing: Word
    let isBlob: Bool
    let claimedSize: Int64
    /// Of a faulty one.
    let weight: Finding.Weight?
    let isProvenLayer: Bool
    let isUnpacked: Bool
    let reuse: Reuse?

    init(_ result: ClaimResult) {
        standing =
            switch result.standing {
            case .verified: .verified
            case .reused: .reused
            case .present: .present
            case .notAsked: .notAsked
            case .elsewhere: .elsewhere
            case .planned: .planned
            case .faulty: .faulty
            }
        isBlob = result.claim.kind != .manifest
        claimedSize = result.claim.size ?? 0
        weight = result.standing.finding?.weight
        isProvenLayer =
            result.claim.kind == .layer && result.standing.verdict == .verified && result.standing.finding == nil
        isUnpacked = result.standing.diffID != nil
        reuse = result.standing.reuse
    }

    /// A standing of which nothing is known is none of the good ones.
    init(_ claim: ClaimWire) {
        standing = Word(rawValue: claim.standing) ?? .faulty
        isBlob = claim.kind != Claim.Kind.manifest.rawValue
        claimedSize = max(0, claim.size ?? 0)
        weight = claim.weight.flatMap(Finding.Weight.init)
        isProvenLayer =
            claim.kind == Claim.Kind.layer.rawValue && [.verified, .reused].contains(standing)
        isUnpacked = claim.diffID != nil
        reuse = claim.reused.flatMap { reused in
            Units.date(rfc3339: reused.provenAt).map { date in
                Reuse(
                    provenAt: date, run: reused.run, vantage: reused.vantage, size: max(0, claim.size ?? 0),
                    address: reused.address, cacheStatus: reused.cacheStatus,
                    spotCheckedAt: reused.spotCheckedAt.flatMap(Units.date(rfc3339:)))
            }
        }
    }
}
