internal import OCI
internal import Record

/// Words the results of spot checks.
enum SpotWords {
    /// `, of which 5 spot-checked (12 MB)`, to follow the number of reused proofs; empty if spot checks are off.
    static func ofReused(_ run: Run) -> String {
        let spot = run.totals.spot
        guard run.policy.spot != nil, run.policy.depth.provesBlobs, run.totals.reusedBlobs > 0 else { return "" }
        return ", of which \(spot.checked) spot-checked" + (spot.checked > 0 ? " (\(Units.bytes(spot.bytes)))" : "")
    }

    /// The spot check of one claim, to follow the status of the claim.
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
