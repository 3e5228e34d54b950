internal import Record

/// Says how a run ended: the verdict in numbers, the state of the deploy, what to do next.
struct ClosingWords {
    private static let good: Set<Verdict> = [.verified, .unproven]

    let run: Run

    private var totals: Totals { run.totals }
    private var caveat: String? { run.policy.depth.caveat }

    /// `2 images on 3 backends`.
    private var extent: String {
        "\(Units.counted(run.images.count, "image")) on \(Units.counted(run.facts.backendCount, "backend"))"
    }

    private var blobs: String { "\(Units.counted(totals.blobs, "blob")) (\(Units.bytes(totals.blobBytes)))" }

    /// Where everything was proven.
    var verified: String {
        let earlier = totals.provenance(at: run.finished).map { " (\($0))" } ?? ""
        let unpacked = run.policy.depth == .unpack ? "; \(totals.unpackedWords)" : ""
        return "\(extent), \(blobs): \(totals.verifiedBlobs) proven now, \(totals.reused) by earlier runs"
            + "\(earlier)\(SpotWords.ofReused(run))\(unpacked)\(reported)"
    }

    private var reported: String {
        run.findings.isEmpty ? "" : "; \(Units.counted(run.findings.count, "fault")) only reported"
    }

    var overridden: String {
        let overrides = run.overrides.map { "\($0.override.id) of \($0.override.who)" }.joined(separator: ", ")
        let waived = run.overrides.reduce(0) { $0 + $1.findings.count }
        return "\(extent); of \(Units.counted(totals.claims, "claim")) \(totals.verified + totals.reused) verified; "
            + "the deploy goes on with \(Units.counted(waived, "fault")) NOT HEALED, let pass by override "
            + overrides + (caveat.map { "; \($0)" } ?? "")
    }

    /// Where no fault was seen, and nothing was proven.
    var unproven: String { "\(extent), \(blobs)\(reported); \(caveat ?? "nothing was proven")" }

    /// What was not verified. A deploy tool's log has little room: there, `isShort`, what is zero is left out.
    func open(isShort: Bool) -> String {
        let bad = run.images.count { !Self.good.contains($0.verdict) }
        let open = [(totals.refused, "refused"), (totals.undecided, "undecided")]
            .filter { $0.0 > 0 || !isShort }.map { ", \($0.0) \($0.1)" }.joined()
        let ofNames = run.findings.count { $0.place.digest == nil && $0.weight != .reported }
        return "\(bad) of \(Units.counted(run.images.count, "image")) "
            + "\(run.policy.depth.provesBlobs ? "not verified" : "with faults"); of "
            + "\(Units.counted(totals.claims, "claim")) \(totals.verified + totals.reused) verified\(open)"
            // A name that leads nowhere has no claims to count.
            + (ofNames > 0 ? "; \(Units.counted(ofNames, "fault")) of names" : "")
            + " (exit code \(run.exitCode.rawValue))"
    }

    /// What the policy waives.
    var waived: String {
        let images = Units.counted(run.images.count { !Self.good.contains($0.verdict) }, "image")
        let open =
            totals.undecided > 0 ? "\(Units.counted(totals.undecided, "claim")) of \(images)" : images
        return "the deploy goes on with \(open) NOT PROVEN, since the policy says so (undecided: warn)."
    }

    /// That nothing was changed.
    var blocked: String {
        "Nothing was changed by this gate" + (run.command == .diagnose ? "." : "; the deploy must not go on.")
    }

    /// The next command.
    var next: String {
        if run.command == .merge { return "Next: run the shards again, each with recheck, and merge again." }
        guard let number = run.number else {
            return "Next: run the same \(run.command.rawValue) again (the ledger did not keep this run)."
        }
        return run.verdict == .refused ? "When healed: blobgate recheck \(number)" : "Next: blobgate recheck \(number)"
    }

    /// `REFUSED`, `INTERRUPTED by signal 2, UNDECIDED so far`.
    var heading: String {
        let verdict = run.verdict.rawValue.uppercased()
        return switch run.stopped {
        case .signal(let number): "INTERRUPTED by signal \(number), \(verdict) so far"
        case .deadline: "\(verdict), deadline passed"
        case nil: verdict
        }
    }

    /// What a plan came to.
    var plan: String {
        let faults = run.findings.isEmpty ? "" : "; \(Units.counted(run.findings.count, "finding")) already"
        guard run.policy.depth.provesBlobs else {
            return "\(extent): \(totals.planned(run.policy.depth))\(faults); \(caveat ?? "no blob is pulled")"
        }
        return "\(extent): \(Units.counted(totals.planned, "blob")) to pull (\(Units.bytes(totals.bytesPlanned))), "
            + "\(totals.reused) proven already (\(Units.bytes(totals.bytesReused)))\(faults); no blob was pulled"
    }
}

extension Verdict {
    /// The word for an image: what was not proven is never called verified.
    func word(at depth: Depth) -> String {
        switch self {
        case .verified: rawValue
        case .unproven: depth == .presence ? "present" : "named"
        case .overridden, .undecided, .refused: rawValue.uppercased()
        }
    }
}
