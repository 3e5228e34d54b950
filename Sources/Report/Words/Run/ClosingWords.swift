internal import OCI
internal import Record

/// Words the end of a run: the verdict in numbers, the state of the deploy, the next command.
struct ClosingWords {
    private static let good: Set<Verdict> = [.verified, .unproven]

    let run: Run
    /// Options of the printed command, such as `--ledger PATH`.
    var flags = ""

    private var totals: Totals { run.totals }
    private var caveat: String? { run.policy.depth.caveat }

    /// `2 images on 3 backends`.
    private var extent: String {
        "\(Units.counted(run.images.count, "image")) on \(Units.counted(run.facts.backendCount, "backend"))"
    }

    private var blobs: String { "\(Units.counted(totals.blobs, "blob")) (\(Units.bytes(totals.blobBytes)))" }

    /// For a run that proved everything.
    var verified: String {
        let earlier = totals.provenance(at: run.finished).map { " (\($0))" } ?? ""
        let shared = totals.shared > 0 ? ", \(totals.shared) \(Totals.elsewhere)" : ""
        let unpacked = run.policy.depth == .unpack ? "; \(totals.unpackedText)" : ""
        return "\(extent), \(blobs): \(totals.verifiedBlobs) proven now, \(totals.reusedBlobs) by earlier runs"
            + "\(earlier)\(SpotWords.ofReused(run))\(shared)\(unpacked)\(run.requests == 0 ? "; 0 requests" : "")\(reported)"
    }

    private var reported: String {
        guard !run.findings.isEmpty else { return "" }
        // As many as are explained; a record without explanations has only the findings.
        let count = run.diagnoses.isEmpty ? run.findings.count : run.diagnoses.count
        return "; \(Units.counted(count, "fault")) only reported"
    }

    var overridden: String {
        let overrides = run.overrides.map { "\($0.override.id) by \($0.override.who)" }.joined(separator: ", ")
        let waived = run.overrides.reduce(0) { $0 + $1.findings.count }
        return "\(extent); \(totals.proven) of \(Units.counted(totals.claims, "claim")) verified; "
            + "the deploy continues with \(Units.counted(waived, "fault")) NOT FIXED, waived by override "
            + overrides + (caveat.map { "; \($0)" } ?? "")
    }

    /// For a run that saw no fault and proved nothing.
    var unproven: String { "\(extent), \(blobs)\(reported); \(caveat ?? "nothing was proven")" }

    /// The part that was not verified.
    ///
    /// - Parameter isShort: Leaves out zero counts, for the log of a deploy tool.
    func open(isShort: Bool) -> String {
        let bad = run.images.count { !Self.good.contains($0.verdict) }
        let open = [(totals.refused, "refused"), (totals.undecided, "undecided")]
            .filter { $0.0 > 0 || !isShort }.map { ", \($0.0) \($0.1)" }.joined()
        let claims = "\(totals.proven) of \(Units.counted(totals.claims, "claim")) verified\(open)"
        let parts = [
            "\(bad) of \(Units.counted(run.images.count, "image")) "
                + (run.policy.depth.provesBlobs ? "not verified" : "with faults"),
            // An image that does not resolve has no claims to count.
            totals.claims == 0 && !run.unresolved.isEmpty ? nil : claims,
        ]
        return (parts.compactMap(\.self) + run.unresolved).joined(separator: "; ")
            + " (exit code \(run.exitCode.rawValue))"
    }

    /// The part that the policy waives.
    var waived: String {
        let images = Units.counted(run.images.count { !Self.good.contains($0.verdict) }, "image")
        let open =
            totals.undecided > 0 ? "\(Units.counted(totals.undecided, "claim")) of \(images)" : images
        return "the deploy continues with \(open) NOT PROVEN, as the policy allows (undecided: warn)."
    }

    /// The state after a run that did not pass.
    var blocked: String {
        "Blobgate changed nothing"
            + ([.diagnose, .watch].contains(run.command) ? "." : "; the deploy must not continue.")
    }

    /// The next command.
    var next: String {
        if run.command == .merge { return "Next: recheck each shard, and merge again." }
        guard let number = run.number else {
            return "Next: run the same \(run.command.rawValue) again (this run is not in the ledger)."
        }
        let command = "blobgate recheck \(number)" + (flags.isEmpty ? "" : " \(flags)")
        return (run.verdict == .refused ? "Once fixed: " : "Next: ") + command
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

    /// The result of a plan.
    var plan: String {
        let faults = run.findings.isEmpty ? "" : "; \(Units.counted(run.findings.count, "finding")) already"
        guard run.policy.depth.provesBlobs else {
            return "\(extent): \(totals.planned(run.policy.depth))\(faults); \(caveat ?? "no blob is pulled")"
        }
        return "\(extent): \(Units.counted(totals.planned, "blob")) to pull (\(Units.bytes(totals.bytesPlanned))), "
            + "\(totals.reusedBlobs) proven already (\(Units.bytes(totals.bytesReused)))\(faults); no blob was pulled"
    }
}

extension Verdict {
    /// The word for an image. An image that was not proven is never called verified.
    func word(at depth: Depth) -> String {
        switch self {
        case .verified: rawValue
        case .unproven: depth == .presence ? "present" : "resolved"
        case .overridden, .undecided, .refused: rawValue.uppercased()
        }
    }
}
