internal import Foundation
internal import Gate
internal import OCI

/// One look of a hold.
struct LookWire: Codable {
    struct FaultWire: Codable {
        let code: String
        let weight: String
        let place: FindingWire.Place
        let seen: String

        init(_ finding: Finding) {
            code = finding.code.rawValue
            weight = finding.weight.rawValue
            place = FindingWire.Place(finding)
            seen = Page.ascii(finding.seen)
        }
    }

    let number: Int
    let at: String
    let verdict: String
    let refused: Int
    let undecided: Int
    let verified: Int
    let findings: [FaultWire]
    let moreFindings: Int
    let healed: [FaultWire]

    init(_ look: Look) {
        number = look.number
        at = Units.rfc3339(look.at)
        verdict = look.verdict.rawValue
        refused = look.refused
        undecided = look.undecided
        verified = look.verified
        findings = look.findings.map(FaultWire.init)
        moreFindings = look.more
        healed = look.healed.map(FaultWire.init)
    }
}
