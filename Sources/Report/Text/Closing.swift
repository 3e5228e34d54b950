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
        // A run that waited has no rate.
        let rate =
            seconds > 0 && pulled > 0 && run.looks.count < 2
            ? " (\(Units.bytes(Int64(Double(pulled) / seconds)))/s)" : ""
        let earlier = counts.provenance(at: run.finished).map { " (\($0))" } ?? ""
        let reported = counts.reported > 0 ? ", \(counts.reported) only reported" : ""
        return "\(Units.counted(counts.claims, "claim")) (\(Units.counted(counts.manifests, "manifest")), "
            + "\(Units.counted(counts.blobs, "blob"))): \(counts.verified) verified now, \(counts.reused) by earlier "
            + "runs\(earlier)\(SpotWords.ofReused(run)), \(unproven(counts))\(counts.refused) refused, \(counts.undecided) undecided\(reported); "
            + "\(unpacked(counts, run.depth))\(Units.bytes(pulled)) pulled in \(Units.duration(seconds))\(rate)"
            + (counts.elsewhere > 0 ? "; \(counts.elsewhere) more left to other shards" : "")
            + (run.depth.caveat.map { "; \($0)" } ?? "")
    }

    private static func unproven(_ counts: RunCounts) -> String {
        (counts.present > 0 ? "\(counts.present) present and not hashed, " : "")
            + (counts.notAsked > 0 ? "\(counts.notAsked) not asked for, " : "")
    }

    private static func unpacked(_ counts: RunCounts, _ depth: Depth) -> String {
        guard depth == .unpack else { return "" }
        return "\(Units.counted(counts.unpacked, "layer")) unpacked, \(counts.packed) only hashed; "
    }

    static func add(_ index: RunIndex, _ deploy: DeployWords? = nil, to page: inout Page) {
        addVerdict(index, deploy, to: &page)
        if let deploy, index.run.exitCode == .verified, index.run.verdict == .verified {
            DeployLines.addHealed(deploy, index.run, to: &page)
        }
        if let shard = index.run.shard { ShardLines.closing(shard, to: &page) }
    }

    private static func addVerdict(_ index: RunIndex, _ deploy: DeployWords?, to page: inout Page) {
        let run = index.run
        if run.verdict == .overridden, run.exitCode == .verified { return addOverridden(index, to: &page) }
        guard run.verdict == .verified || run.verdict == .unproven, run.exitCode == .verified else {
            return addRefusal(index, deploy, to: &page)
        }
        guard run.verdict == .verified else { return addUnproven(index, to: &page) }
        let counts = RunCounts(run.claims)
        let earlier = counts.provenance(at: run.finished).map { " (\($0))" } ?? ""
        let reported = run.findings.count
        let also = reported > 0 ? "; \(Units.counted(reported, "fault")) only reported" : ""
        let unpackedToo = run.depth == .unpack ? "; \(unpacked(counts, run.depth).dropLast(2))" : ""
        page.whole(
            "\(Units.counted(run.images.count, "image")) on \(Units.counted(index.backends, "backend")), "
                + "\(Units.counted(counts.blobs, "blob")) (\(Units.bytes(counts.blobBytes))): \(counts.verifiedBlobs) "
                + "proven now, \(counts.reused) by earlier runs\(earlier)\(SpotWords.ofReused(run))\(unpackedToo)\(also)",
            label: "verified: ", ink: .green)
    }

    private static func addOverridden(_ index: RunIndex, to page: inout Page) {
        let run = index.run
        let counts = RunCounts(run.claims)
        let overrides = run.overrides.map { "\($0.override.id) of \($0.override.who)" }.joined(separator: ", ")
        let passed = run.overrides.reduce(0) { $0 + $1.findings.count }
        page.whole(
            "\(Units.counted(run.images.count, "image")) on \(Units.counted(index.backends, "backend")); of "
                + "\(Units.counted(counts.claims, "claim")) \(counts.verified + counts.reused) verified; the deploy goes "
                + "on with \(Units.counted(passed, "fault")) NOT HEALED, let pass by override \(overrides)"
                + (run.depth.caveat.map { "; \($0)" } ?? ""),
            label: "OVERRIDDEN: ", ink: .yellow)
    }

    private static func addUnproven(_ index: RunIndex, to page: inout Page) {
        let run = index.run
        let counts = RunCounts(run.claims)
        let reported = run.findings.isEmpty ? "" : "; \(Units.counted(run.findings.count, "fault")) only reported"
        page.whole(
            "\(Units.counted(run.images.count, "image")) on \(Units.counted(index.backends, "backend")), "
                + "\(Units.counted(counts.blobs, "blob")) (\(Units.bytes(counts.blobBytes)))\(reported); "
                + (run.depth.caveat ?? "nothing was proven"),
            label: run.shard != nil && run.depth.provesBlobs
                ? "nothing falls to this shard: " : "\(ImageLines.word(.unproven, run.depth)): ", ink: .yellow)
    }

    private static func addRefusal(_ index: RunIndex, _ deploy: DeployWords?, to page: inout Page) {
        let run = index.run
        let good: Set<Verdict> = [.verified, .unproven]
        let bad = run.images.filter { !good.contains($0.verdict) }.count
        let counts = RunCounts(run.claims)
        let word = "\(heading(run)): "
        // A deploy tool's log has little room.
        let open = [(counts.refused, "refused"), (counts.undecided, "undecided")]
            .filter { $0.0 > 0 || deploy == nil }.map { ", \($0.0) \($0.1)" }.joined()
        let counted =
            "\(bad) of \(Units.counted(run.images.count, "image")) \(run.depth.provesBlobs ? "not verified" : "with faults"); of "
            + "\(Units.counted(counts.claims, "claim")) \(counts.verified + counts.reused) verified\(open)"
            + "\(ofNames(run)) (exit code \(run.exitCode.rawValue))"
        let ink = run.verdict == .refused ? Page.Ink.red : .yellow
        let caveat = run.depth.caveat.map { " (\($0))" } ?? ""
        if let deploy {
            page.line(counted + caveat, label: word, ink: ink)
            if run.isLetPass { page.line(letPass(run, index), label: "WARNING: ", ink: .red) }
            return DeployLines.add(deploy, run, to: &page)
        }
        page.whole(counted, label: word, ink: ink)
        guard run.isLetPass else {
            let deploy = run.command == "diagnose" ? "" : "; the deploy must not go on"
            return page.whole("Nothing was changed by this gate\(deploy). \(next(run))\(caveat)")
        }
        page.whole("\(letPass(run, index)) \(next(run))\(caveat)", label: "WARNING: ", ink: .red)
    }

    /// Faults of names, which are no claims: a name that leads nowhere has none to count.
    private static func ofNames(_ run: GateRun) -> String {
        let count = run.findings.count { $0.digest == nil && $0.weight != .reported }
        return count > 0 ? "; \(Units.counted(count, "fault")) of names" : ""
    }

    private static func letPass(_ run: GateRun, _ index: RunIndex) -> String {
        "the deploy goes on with \(open(run, index)) NOT PROVEN, since the policy says so (undecided: warn)."
    }

    /// What was not proven, in numbers.
    private static func open(_ run: GateRun, _ index: RunIndex) -> String {
        let good: Set<Verdict> = [.verified, .unproven]
        let claims = RunCounts(run.claims).undecided
        let images = run.images.filter { !good.contains($0.verdict) }.count
        return claims > 0
            ? "\(Units.counted(claims, "claim")) of \(Units.counted(images, "image"))" : Units.counted(images, "image")
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
            return "Next: run the same \(run.command) again (the ledger did not keep this run)."
        }
        return run.verdict == .refused ? "When healed: blobgate recheck \(number)" : "Next: blobgate recheck \(number)"
    }
}
