internal import OCI
package import Record

/// The text report of a finished run: plain ASCII, with the items to act on last.
package enum TextReport {
    /// How many diagnoses are shown in full; the others get one line each.
    private static let fullBlocks = 5
    /// From this many bytes on, a report of several faults in a deploy tool's log ends with one line for each. scap cuts a log every
    /// 50,000 characters, in the middle of a diagnosis if it falls so; the cut cannot be both there and in the short form.
    private static let longLog = 8000

    /// Each line ends with a newline. A plan has its own report.
    package static func render(_ run: Run, options: TextOptions = TextOptions()) -> String {
        if run.command == .plan { return PlanReport.render(run, options: options) }
        var page = Page(options)
        if options.verbosity != .quiet {
            RunHeader.add(run, to: &page)
            ImageLines.add(run, to: &page)
            if options.verbosity == .verbose { ClaimLines.add(run, to: &page) }
            let notices = options.verbosity == .verbose ? run.noticeLines : run.newNoticeLines
            if !notices.isEmpty { page.line() }
            for notice in notices { page.line(notice, label: "note: ") }
            page.line()
            HoldLines(run: run).add(to: &page)
            page.line(run.countsText)
            page.line()
        }
        var end = Page(options)
        MapLines(run: run).add(to: &end)
        if options.deploy == nil { OverrideLines.add(run, to: &end) }
        RollbackLines.add(run, options.deploy, to: &end)
        Closing.add(run, options.deploy, flags: options.flags, to: &end)
        // In a deploy log the overrides come earlier: they are not what a deployer must act on.
        if options.deploy != nil { OverrideLines.add(run, to: &page) }
        if options.verbosity != .quiet || !isAllGood(run) || !run.overrides.isEmpty {
            addDiagnoses(of: run, to: &page, options: options, before: end)
        }
        if options.deploy != nil, run.diagnoses.count > 1, page.text.utf8.count > longLog {
            addShortForm(of: run, to: &page, options: options)
        }
        page.append(end)
        return page.text
    }

    /// Only the items to act on, or the verdict if there are none; empty when all is well.
    package static func problems(_ run: Run, options: TextOptions = TextOptions()) -> String {
        guard !isAllGood(run) else { return "" }
        var page = Page(options)
        addDiagnoses(of: run, to: &page, options: options)
        if run.diagnoses.isEmpty {
            for line in run.verdictLines { page.whole(line) }
        }
        return page.text
    }

    /// The faults once more, worst last, one line each.
    private static func addShortForm(of run: Run, to page: inout Page, options: TextOptions) {
        let worst = run.diagnoses.prefix(fullBlocks)
        guard !worst.isEmpty, !isAllGood(run) else { return }
        page.line("In short, in case the log was cut above:")
        for diagnosis in worst.reversed() {
            let image = diagnosis.images.first.map { "; image \($0.reference)" } ?? ""
            page.line(DiagnosisBlock(diagnosis, of: run, options: options).summary + image, label: "  ")
        }
        let rest = run.diagnoses.count - worst.count
        if rest > 0 { page.line("and \(Units.counted(rest, "other fault")) above", indent: 2) }
        page.line()
    }

    private static func isAllGood(_ run: Run) -> Bool {
        run.exitCode == .verified && !run.isWaived && run.rollback?.isWaived != true
    }

    /// The worst faults come last, in full; the others are listed above them, one line each.
    static func addDiagnoses(of run: Run, to page: inout Page, options: TextOptions, before end: Page? = nil) {
        let blocks = run.diagnoses.map { DiagnosisBlock($0, of: run, options: options) }
        let rest = blocks.dropFirst(fullBlocks)
        if !rest.isEmpty {
            page.line("\(blocks.count) faults; the worst \(fullBlocks) are below in full, the others are:")
            for block in rest.reversed() {
                page.line(block.summary, label: "  ")
                // A deploy log has little room.
                for detail in options.deploy == nil ? block.details : [] { page.line(detail, label: "    ") }
            }
            page.line()
        }
        for (number, block) in blocks.prefix(fullBlocks).enumerated().reversed() {
            page.append(block.page(number: number + 1, of: blocks.count, before: end))
            page.line()
        }
    }
}
