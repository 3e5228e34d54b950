package import Foundation
internal import OCI

/// One round of a hold, which rechecks the failed claims.
package struct Round: Codable, Hashable, Sendable {
    /// The most findings that a round stores; the rest are only counted.
    package static let mostFindings = 100

    /// Its number, from 1.
    package let number: Int
    /// When the round finished.
    package let at: Date
    package let verdict: Verdict
    /// The number of findings that refuse, including those about names.
    package let refused: Int
    /// The number of undecided findings.
    package let undecided: Int
    /// The number of claims proven in this round or before.
    package let verified: Int
    /// The refusing and undecided findings, worst first.
    package let findings: [Finding]
    /// How many more such findings there are.
    package let more: Int
    /// Findings of the previous round that this one proved good.
    package let healed: [Finding]

    package init(number: Int, of run: Run, after earlier: Run?) {
        let open = run.findings.filter { $0.weight != .reported }
        self.number = number
        at = run.finished
        verdict = run.verdict
        refused = open.count { $0.weight == .refuses }
        undecided = open.count { $0.weight == .undecided }
        verified = run.totals.proven
        findings = Array(open.prefix(Self.mostFindings))
        more = max(0, open.count - Self.mostFindings)
        healed = earlier.map { Self.healed($0.findings, in: run) } ?? []
    }

    /// The findings of an earlier round whose place is good now. A place that is no longer requested does not count as healed.
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
    package var ofContent: FaultPlace {
        FaultPlace(registry, backend: backend, repository: repository, digest: digest, tag: digest == nil ? tag : nil)
    }
}

extension Run {
    /// The places that the run found good: proven claims and names that resolved.
    package var goodPlaces: Set<FaultPlace> {
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
