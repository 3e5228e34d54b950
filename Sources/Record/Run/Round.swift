package import Foundation
internal import OCI

/// One round of a hold: what failed was checked again.
package struct Round: Codable, Hashable, Sendable {
    /// How many findings a round keeps; the others are counted.
    package static let mostFindings = 100

    /// Its number, from 1.
    package let number: Int
    /// When it was decided.
    package let at: Date
    package let verdict: Verdict
    /// Findings that refuse, those about names among them.
    package let refused: Int
    /// Findings that leave something undecided.
    package let undecided: Int
    /// Claims that are proven, by this round or before it.
    package let verified: Int
    /// What refuses or is undecided, worst first.
    package let findings: [Finding]
    /// How many more findings there are.
    package let more: Int
    /// What the round before found, and this one proved good.
    package let healed: [Finding]

    package init(number: Int, of run: Run, after earlier: Run?) {
        let open = run.findings.filter { $0.weight != .reported }
        self.number = number
        at = run.finished
        verdict = run.verdict
        refused = open.count { $0.weight == .refuses }
        undecided = open.count { $0.weight == .undecided }
        verified = run.totals.verified + run.totals.reused
        findings = Array(open.prefix(Self.mostFindings))
        more = max(0, open.count - Self.mostFindings)
        healed = earlier.map { Self.healed($0.findings, in: run) } ?? []
    }

    /// Those of an earlier round whose place is good now. A place that is not asked for any more is not healed.
    private static func healed(_ earlier: [Finding], in run: Run) -> [Finding] {
        let open = Set(run.findings.filter { $0.weight != .reported }.map(\.place.ofContent))
        let good = run.goodPlaces
        var reported: Set<FaultPlace> = []
        return earlier.filter { finding in
            let place = finding.place.ofContent
            return finding.weight != .reported && !open.contains(place) && good.contains(place)
                && reported.insert(place).inserted
        }
    }
}

extension FaultPlace {
    /// The place without the tag that led to its content.
    fileprivate var ofContent: FaultPlace {
        FaultPlace(registry, backend: backend, repository: repository, digest: digest, tag: digest == nil ? tag : nil)
    }
}

extension Run {
    /// The places that the run found good: claims that hold, names that led somewhere.
    fileprivate var goodPlaces: Set<FaultPlace> {
        let claims = facts.claims.filter { $0.status.isProof || $0.status == .present }
        var good = Set(
            claims.map { FaultPlace($0.registry, backend: $0.backend, repository: $0.repository, digest: $0.digest) })
        for image in facts.images {
            let name = image.reference
            let led = image.views.filter { $0.digest != nil }
            good.formUnion(
                led.map {
                    FaultPlace(name.registry, backend: $0.backend, repository: name.repository, tag: name.tag)
                })
            if !led.isEmpty, led.count == image.views.count {
                good.insert(FaultPlace(name.registry, repository: name.repository, tag: name.tag))
            }
        }
        return good
    }
}
