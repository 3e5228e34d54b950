internal import OCI
package import Record

/// Words what a run had established when it was ended by force.
package enum StandingWords {
    /// One line, then one for each refusal that is known.
    package static func text(_ standing: Standing, grace: Duration) -> String {
        let seconds = grace.components.seconds
        let reason =
            if case .signal = standing.stop { "the signal" } else { "its deadline" }
        var lines = [
            "the run had not ended \(seconds) s after \(reason), so it was ended by force; so far "
                + "\(Units.counted(standing.good, "claim")) verified, \(standing.refused) refused, "
                + "\(standing.undecided) undecided; the ledger keeps the proofs"
        ]
        lines += standing.refusals.map { finding in
            let place = finding.place
            let what = place.digest?.description ?? place.tag?.description ?? ""
            return "refused: \(place.backend ?? place.registry.description): \(what): \(finding.code.title) "
                + "(\(finding.code)): \(EvidenceWords.long(finding.evidence))"
        }
        let hidden = standing.refused - standing.refusals.count
        if hidden > 0 { lines.append("refused: \(Units.counted(hidden, "more claim"))") }
        return lines.joined(separator: "\n")
    }
}
