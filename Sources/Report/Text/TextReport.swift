internal import Foundation
package import Gate
internal import OCI

/// A finished run for people: plain ASCII, what they must act on last.
package enum TextReport {
    /// How many diagnoses are shown in full; the others get one line each.
    private static let fullBlocks = 5

    /// Writes the report of `check`, `recheck` and `diagnose`. Each line ends with a newline.
    package static func render(_ run: GateRun, options: TextOptions = TextOptions()) -> String {
        let index = RunIndex(run)
        let diagnoses = run.diagnoses
        var page = Page(options)
        if options.verbosity != .quiet {
            RunHeader.add(index, to: &page)
            ImageLines.add(index, to: &page)
            if options.verbosity == .verbose { ClaimLines.add(index, to: &page) }
            let notices = RunNotices.all(index)
            if !notices.isEmpty { page.line() }
            for notice in notices { page.line(notice, label: "note: ") }
            page.line()
            HoldLines(run: run).add(to: &page)
            page.line(Closing.counts(index))
            page.line()
        }
        var end = Page(options)
        MapLines(run: run).add(to: &end)
        if options.deploy == nil { OverrideLines.add(run, to: &end) }
        RollbackLines.add(run, options.deploy, to: &end)
        Closing.add(index, options.deploy, to: &end)
        // What is let pass is not what a deployer must act on last.
        if options.deploy != nil { OverrideLines.add(run, to: &page) }
        let isAllGood = run.exitCode == .verified && !run.isLetPass && run.rollback?.isLetPass != true
        if options.verbosity != .quiet || !isAllGood || !run.overrides.isEmpty {
            add(diagnoses, to: &page, options: options, before: end)
        }
        page.append(end)
        return page.text
    }

    /// The worst stand last, in full; what does not fit stands above them, a line each.
    static func add(_ diagnoses: [Diagnosis], to page: inout Page, options: TextOptions, before end: Page? = nil) {
        let blocks = diagnoses.map { DiagnosisBlock(diagnosis: $0, options: options) }
        let rest = blocks.dropFirst(fullBlocks)
        if !rest.isEmpty {
            page.line("\(blocks.count) faults; the worst \(fullBlocks) stand below in full, the others are:")
            for block in rest.reversed() { page.line(block.summary, label: "  ") }
            page.line()
        }
        for (number, block) in blocks.prefix(fullBlocks).enumerated().reversed() {
            page.append(block.page(number: number + 1, of: blocks.count, before: end))
            page.line()
        }
    }
}
