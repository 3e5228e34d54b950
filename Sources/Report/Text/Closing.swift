internal import Record

/// The last lines: the verdict, the state of the deploy, the next command.
enum Closing {
    static func add(_ run: Run, _ deploy: DeployMessages? = nil, flags: String = "", to page: inout Page) {
        addVerdict(run, ClosingWords(run: run, flags: flags), deploy, to: &page)
        if let deploy, run.exitCode == .verified, run.verdict == .verified {
            DeployLines.addHealed(deploy, run, to: &page)
        }
        if let shard = run.shard { addShard(shard, to: &page) }
    }

    private static func addVerdict(
        _ run: Run, _ words: ClosingWords, _ deploy: DeployMessages?, to page: inout Page
    ) {
        guard run.exitCode == .verified else { return addOpen(run, words, deploy, to: &page) }
        switch run.verdict {
        case .verified: page.whole(words.verified, label: "verified: ", ink: .green)
        case .overridden: page.whole(words.overridden, label: "OVERRIDDEN: ", ink: .yellow)
        case .unproven:
            let depth = run.policy.depth
            page.whole(
                words.unproven,
                label: run.shard != nil && depth.provesBlobs
                    ? "no claims in this shard: " : "\(Verdict.unproven.word(at: depth)): ", ink: .yellow)
        case .undecided, .refused: addOpen(run, words, deploy, to: &page)
        }
    }

    private static func addOpen(_ run: Run, _ words: ClosingWords, _ deploy: DeployMessages?, to page: inout Page) {
        let ink = run.verdict == .refused ? Page.Ink.red : .yellow
        let caveat = run.policy.depth.caveat.map { " (\($0))" } ?? ""
        if let deploy {
            page.line(words.open(isShort: true) + caveat, label: "\(words.heading): ", ink: ink)
            if run.isWaived { page.line(words.waived, label: "WARNING: ", ink: .red) }
            return DeployLines.add(deploy, run, to: &page)
        }
        page.whole(words.open(isShort: false) + caveat, label: "\(words.heading): ", ink: ink)
        // The command ends its line, so that it can be copied.
        guard run.isWaived else { return page.whole("\(words.blocked) \(words.next)") }
        page.whole("\(words.waived) \(words.next)", label: "WARNING: ", ink: .red)
    }

    /// Says prominently, at the very end, that the report covers only one shard.
    static func addShard(_ shard: Shard, to page: inout Page) {
        page.whole(
            "ONLY PART of the release; the verdict comes from all \(shard.total) reports: blobgate merge "
                + "REPORT.json...", label: "shard \(shard): ", ink: .yellow)
    }
}

extension Run {
    /// The last lines of the text report, unwrapped; for a plan, its counts.
    var verdictLines: [String] {
        var page = Page(TextOptions(width: Wrapping.unlimited))
        if facts.command == .plan {
            page.line(countsText)
        } else {
            Closing.add(self, to: &page)
        }
        return page.lines
    }

    /// The verdict lines and the counts.
    var closingLines: [String] { verdictLines + (facts.command == .plan ? [] : [Page.ascii(countsText)]) }
}
