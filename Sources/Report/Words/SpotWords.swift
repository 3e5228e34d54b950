internal import Gate

/// What spot checks came to, for people.
enum SpotWords {
    /// `, of which 5 spot-checked (12 MB)`, after the number of what was reused; empty where no spot check was asked for.
    static func ofReused(_ run: GateRun) -> String {
        let spot = run.totals.spot
        guard run.spot != nil, run.depth.provesBlobs, run.totals.reused > 0 else { return "" }
        return ", of which \(spot.checked) spot-checked" + (spot.checked > 0 ? " (\(Units.bytes(spot.bytes)))" : "")
    }

    /// Why blobs were pulled whole though a proof stood for them; `nil` where none was.
    static func notice(_ run: GateRun) -> String? {
        let spot = run.totals.spot
        let count = spot.bad + spot.refilled + spot.unread
        guard count > 0 else { return nil }
        var reasons: [String] = []
        if spot.bad > 0 { reasons.append("\(spot.bad) bad") }
        if spot.refilled > 0 { reasons.append("\(spot.refilled) not kept by the cache any more") }
        if spot.unread > 0 { reasons.append("\(spot.unread) could not be asked for") }
        return "\(Units.counted(count, "earlier proof")) not reused after a spot check: "
            + reasons.joined(separator: ", ")
    }

    /// The check of one claim, as an addition to how it stands.
    static func words(_ result: ClaimResult) -> String {
        guard let spot = result.spot else { return "" }
        switch spot.outcome {
        case .right:
            return "; \(Units.counted(spot.ranges.count, "range")) of it (\(Units.bytes(bytes(spot)))) spot-checked now"
        case .noCheckpoints: return "; not spot-checked: no checkpoints"
        case .bad, .refilled, .unread: return "; not reused: \(spot.seen ?? spot.outcome.rawValue)"
        }
    }

    private static func bytes(_ spot: SpotCheck) -> Int64 {
        spot.ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) }
    }
}

extension ClaimResult {
    /// The spot check, where all was right.
    var rightSpot: SpotCheck? { spot.flatMap { $0.outcome == .right ? $0 : nil } }
}
