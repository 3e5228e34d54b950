internal import OCI
internal import Record

/// Says how spot checks ended.
enum SpotWords {
    /// `, of which 5 spot-checked (12 MB)`, after the number of what was reused; empty where no spot check was asked for.
    static func ofReused(_ run: Run) -> String {
        let spot = run.totals.spot
        guard run.policy.spot != nil, run.policy.depth.provesBlobs, run.totals.reused > 0 else { return "" }
        return ", of which \(spot.checked) spot-checked" + (spot.checked > 0 ? " (\(Units.bytes(spot.bytes)))" : "")
    }

    /// The check of one claim, as an addition to how it ended.
    static func text(_ claim: Run.Claim) -> String {
        guard let spot = claim.spot else { return "" }
        switch spot.outcome {
        case .right:
            let bytes = spot.ranges.map { $0.upperBound - $0.lowerBound }.byteSum
            return "; \(Units.counted(spot.ranges.count, "range")) of it (\(Units.bytes(bytes))) spot-checked now"
        case .noCheckpoints: return "; not spot-checked: no checkpoints"
        case .bad, .refilled, .unread:
            let evidence = spot.evidence.map { EvidenceWords.long($0.wrappedValue) }
            return "; not reused: \(evidence ?? spot.outcome.rawValue)"
        }
    }
}
