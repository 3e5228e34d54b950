internal import Foundation
internal import Gate

/// The last lines: what was counted, the verdict, the state of the deploy, the next command.
enum Closing {
    /// Claims, bytes, time, rate.
    static func counts(_ index: RunIndex) -> String {
        let run = index.run
        let counts = RunCounts(run.claims)
        let seconds = run.finished.timeIntervalSince(run.started)
        let pulled = run.totals.bytesPulled
        let rate = seconds > 0 && pulled > 0 ? " (\(Units.bytes(Int64(Double(pulled) / seconds)))/s)" : ""
        let earlier = counts.provenance(at: run.finished).map { " (\($0))" } ?? ""
        let reported = counts.reported > 0 ? ", \(counts.reported) only reported" : ""
        return "\(Units.counted(run.claims.count, "claim")) (\(Units.counted(counts.manifests, "manifest")), "
            + "\(Units.counted(counts.blobs, "blob"))): \(counts.verified) verified now, \(counts.reused) by earlier "
            + "runs\(earlier), \(counts.refused) refused, \(counts.undecided) undecided\(reported); "
            + "\(Units.bytes(pulled)) pulled in \(Units.duration(seconds))\(rate)"
    }

    static func add(_ index: RunIndex, to page: inout Page) {
        let run = index.run
        guard run.verdict == .verified, run.exitCode == .verified else { return addRefusal(index, to: &page) }
        let counts = RunCounts(run.claims)
        let earlier = counts.provenance(at: run.finished).map { " (\($0))" } ?? ""
        let reported = run.findings.count
        let also = reported > 0 ? "; \(Units.counted(reported, "fault")) only reported" : ""
        page.whole(
            "\(Units.counted(run.images.count, "image")) on \(Units.counted(index.backends, "backend")), "
                + "\(Units.counted(counts.blobs, "blob")) (\(Units.bytes(counts.blobBytes))): \(counts.verifiedBlobs) "
                + "proven now, \(counts.reused) by earlier runs\(earlier)\(also)",
            label: "verified: ", ink: .green)
    }

    private static func addRefusal(_ index: RunIndex, to page: inout Page) {
        let run = index.run
        let bad = run.images.filter { $0.verdict != .verified }.count
        let counts = RunCounts(run.claims)
        let word = "\(heading(run)): "
        page.whole(
            "\(bad) of \(Units.counted(run.images.count, "image")) not verified; of "
                + "\(Units.counted(run.claims.count, "claim")) \(counts.verified + counts.reused) verified, "
                + "\(counts.refused) refused, \(counts.undecided) undecided (exit code \(run.exitCode.rawValue))",
            label: word, ink: run.verdict == .refused ? .red : .yellow)
        page.whole("Nothing was changed by this gate; the deploy must not go on. \(next(run))")
    }

    private static func heading(_ run: GateRun) -> String {
        let verdict = run.verdict.rawValue.uppercased()
        switch run.stopped {
        case .signal(let number): return "INTERRUPTED by signal \(number), \(verdict) so far"
        case .deadline: return "\(verdict), deadline passed"
        case nil: return verdict
        }
    }

    private static func next(_ run: GateRun) -> String {
        guard let number = run.number else {
            return "Next: run the same check again (the ledger did not keep this run)."
        }
        return run.verdict == .refused ? "When healed: blobgate recheck \(number)" : "Next: blobgate recheck \(number)"
    }
}
