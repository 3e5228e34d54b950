internal import Foundation
internal import Gate
internal import OCI

/// A merged report for people: who looked, the images, what they must act on, the verdict last.
struct MergeText {
    let run: RunWire
    let options: TextOptions

    private var verdict: Verdict { Verdict(rawValue: run.verdict) ?? .undecided }
    private var depth: Depth { Depth(rawValue: run.depth) ?? .full }

    var text: String {
        var page = Page(options)
        if options.verbosity != .quiet {
            header(&page)
            for image in run.images { add(image, &page) }
            if !run.notices.isEmpty { page.line() }
            for notice in run.notices { page.line(notice, label: "note: ") }
            page.line()
            page.line(counts)
            page.line()
        }
        if options.verbosity != .quiet || run.exitCode != 0 || verdict == .undecided || verdict == .overridden {
            TextReport.add(run.diagnoses.compactMap(\.told), to: &page, options: options)
        }
        for used in run.overrides {
            page.line(
                "\(used.who) let \(used.digest) pass until \(used.expiresAt): \(used.reason)", label: "OVERRIDDEN: ",
                ink: .yellow)
        }
        if let rollback = run.rollback { RollbackLines.add(rollback, to: &page) }
        closing(&page)
        return page.text
    }

    /// The verdict, and what to do next.
    var lastLines: [String] {
        var page = Page(options)
        closing(&page)
        return page.lines
    }

    private func header(_ page: inout Page) {
        let shards = run.shards ?? []
        let platforms = run.platforms.isEmpty ? "all" : run.platforms.joined(separator: ", ")
        page.line(
            "blobgate \(run.version) merge of \(Units.counted(shards.count, "shard")), platforms: \(platforms)",
            ink: .bold, indent: 2)
        if let caveat = run.depthCaveat { page.line(caveat, label: "depth: ", ink: .yellow) }
        page.table(
            shards.map { shard in
                [
                    "shard \(shard.index)", shard.verdict, Units.counted(shard.claims, "claim"),
                    "\(Units.bytes(shard.bytesPulled)) pulled", shard.run.map { "run \($0)" } ?? "no ledger",
                    "from \(shard.vantage)", Self.clock(shard), shard.file,
                ]
            })
        page.line()
        for registry in run.registries {
            let names = registry.backends.map(\.name).joined(separator: ", ")
            page.line(
                registry.backends.isEmpty
                    ? registry.obstacle ?? "no backend is known"
                    : "\(Units.counted(registry.backends.count, "backend")): \(names)",
                label: "\(registry.name): ")
        }
        page.line()
    }

    private static func clock(_ shard: ShardWire) -> String {
        guard let end = Units.date(rfc3339: shard.finished) else { return shard.finished }
        return "ended \(Units.time(end))"
    }

    private func add(_ image: ImageWire, _ page: inout Page) {
        let verdict = Verdict(rawValue: image.verdict) ?? .undecided
        let faults = image.findings + image.backends.flatMap(\.findings)
        let words = faults.isEmpty ? "" : ": \(Set(faults.map(\.code)).sorted().joined(separator: ", "))"
        page.whole(
            "\(image.reference): \(Units.counted(image.blobs, "blob")) (\(Units.bytes(image.bytes))) on "
                + "\(Units.counted(image.backends.count, "backend"))\(words)",
            label: ImageLines.word(verdict, depth).padded(to: 11), ink: ImageLines.ink(verdict))
    }

    /// Claims, bytes and time.
    var counts: String {
        let totals = run.totals
        let seconds = TimeInterval(run.milliseconds) / 1000
        return "\(Units.counted(totals.claims, "claim")): \(totals.verified) verified now, \(totals.reused) by earlier "
            + "runs\(oldest), \(totals.present > 0 ? "\(totals.present) present and not hashed, " : "")"
            + "\(totals.notAsked > 0 ? "\(totals.notAsked) not asked for, " : "")\(totals.refused) refused, "
            + "\(totals.undecided) undecided\(totals.reported > 0 ? ", \(totals.reported) only reported" : "")"
            + "\(totals.elsewhere.map { $0 > 0 ? ", \($0) of no shard" : "" } ?? ""); "
            + "\(Units.bytes(totals.bytesPulled)) pulled in \(Units.duration(seconds))"
    }

    /// Of the proofs that were reused the oldest, with its run, by the machine that it was seen from.
    private var oldest: String {
        guard let end = Units.date(rfc3339: run.finished) else { return "" }
        let reused = run.claims.compactMap(\.reused)
        let oldest = reused.compactMap { reuse in Units.date(rfc3339: reuse.provenAt).map { (reuse, $0) } }
            .min { $0.1 < $1.1 }
        guard let (reuse, date) = oldest else { return "" }
        return " (the oldest \(Units.age(end.timeIntervalSince(date)))"
            + (reuse.vantage.map { " by run \(reuse.run) on \($0)" } ?? "") + ")"
    }

    private func closing(_ page: inout Page) {
        let good = [Verdict.verified, .unproven, .overridden].contains(verdict)
        let shards = Units.counted(run.shards?.count ?? 0, "shard")
        let bad = run.images.count { !["verified", "unproven", "overridden"].contains($0.verdict) }
        let totals = run.totals
        let caveat = run.depthCaveat.map { "; \($0)" } ?? ""
        guard good else {
            page.whole(
                "\(bad) of \(Units.counted(run.images.count, "image")) not verified by \(shards); of "
                    + "\(Units.counted(totals.claims, "claim")) \(totals.verified + totals.reused) verified, "
                    + "\(totals.refused) refused, \(totals.undecided) undecided (exit code \(run.exitCode))",
                label: "\(run.verdict.uppercased()): ", ink: verdict == .refused ? .red : .yellow)
            let next = "Next: run the shards again, each with recheck, and merge again."
            guard run.exitCode == 0 else {
                return page.whole("Nothing was changed by this gate; the deploy must not go on. \(next)\(caveat)")
            }
            return page.whole(
                "the deploy goes on with \(Units.counted(totals.undecided, "claim")) NOT PROVEN, since the policy says so "
                    + "(undecided: warn). \(next)\(caveat)", label: "WARNING: ", ink: .red)
        }
        let label = verdict == .overridden ? "OVERRIDDEN" : ImageLines.word(verdict, depth)
        page.whole(
            "\(Units.counted(run.images.count, "image")) by \(shards): of \(Units.counted(totals.claims, "claim")) "
                + "\(totals.verified) proven now, \(totals.reused) by earlier runs\(oldest)\(caveat)",
            label: "\(label): ", ink: verdict == .verified ? .green : .yellow)
    }
}
