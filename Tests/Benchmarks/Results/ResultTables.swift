import Foundation

/// Results as Markdown tables, for a terminal and for docs/performance.md.
enum ResultTables {
    /// One case: a row for each way, then facts and lines.
    static func table(_ result: CaseResult) -> String {
        var lines: [String] = []
        if !result.ways.isEmpty {
            let reference = result.baseline.map { "wall relative to \($0)" }
            let head =
                ["", "wall s", "least"] + (reference.map { [$0] } ?? [])
                + ["CPU s", "peak MB", "server CPU s", "requests", "MB"]
            lines.append(row(head))
            lines.append(row(head.enumerated().map { $0.offset == 0 ? "---" : "---:" }))
            lines += result.ways.map { row(cells($0, in: result)) }
        }
        if !result.ways.isEmpty, !result.facts.isEmpty || !result.fits.isEmpty { lines.append("") }
        lines += result.facts.map { "- \($0.name): \(number($0.value)) \($0.unit)" }
        lines += result.fits.map { fit in
            "- \(fit.name): \(number(fit.line.intercept)) \(fit.unit) + \(number(fit.line.slope)) \(fit.unit) for each "
                + "\(fit.per); r² = \(fixed(fit.line.determination, 3))"
        }
        return lines.joined(separator: "\n")
    }

    /// Each goal next to its result, then why goals were missed.
    static func goals(_ results: BenchResults, _ goals: [Goal] = Goals.all) -> String {
        let head = ["", "before", "goal", "result", ""]
        var lines = [row(head), row(["---", "---:", "---:", "---:", "---"])]
        var reasons: [String] = []
        for goal in goals {
            let value: String
            let state: String
            switch goal.outcome(results) {
            case .met(let measured): (value, state) = (unit(number(measured), goal), "met")
            case .missed(let measured):
                (value, state) = (unit(number(measured), goal), "**missed**")
                reasons.append("- \(goal.text): \(goal.reason ?? "no reason is known yet.")")
            case .notMeasured: (value, state) = ("", "not measured")
            }
            let before = goal.before.isEmpty ? "" : unit(goal.before, goal)
            lines.append(row([goal.text, before, unit(number(goal.limit), goal), value, state]))
        }
        if !reasons.isEmpty { lines += ["", "Why goals were missed:", ""] + reasons }
        return lines.joined(separator: "\n")
    }

    /// The commands of a case, as they can be repeated.
    static func commands(_ result: CaseResult) -> String {
        result.ways.map { "- \($0.name): `\($0.command.replacing("\n", with: " ").replacing("`", with: "'"))`" }
            .joined(separator: "\n")
    }

    private static func cells(_ way: WayResult, in result: CaseResult) -> [String] {
        let ratio = result.baseline.map { _ in [result.ratio(of: way.name).map { fixed($0, 2) } ?? ""] } ?? []
        let median = { (value: (Sample) -> Double) in way.median(value).map(number) ?? "" }
        return [way.name, median(\.seconds), Statistics(way.samples.map(\.seconds)).least.map(number) ?? ""] + ratio + [
            median(\.cpuSeconds), median(\.peakMegabytes), median(\.serverCPUSeconds), median { Double($0.requests) },
            median { Double($0.bytes) / 1e6 },
        ]
    }

    private static func unit(_ text: String, _ goal: Goal) -> String {
        goal.unit.isEmpty ? text : "\(text) \(goal.unit)"
    }

    /// A bar within a cell would end it.
    private static func row(_ cells: [String]) -> String {
        "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |"
    }

    /// Three significant digits, without an exponent; thousands have commas.
    static func number(_ value: Double) -> String {
        switch abs(value) {
        case 0: "0"
        case ..<0.000_995: String(format: "%.2g", locale: nil, value)
        case ..<0.995: fixed(value, 3)
        case ..<9.95: fixed(value, 2)
        case ..<99.5: fixed(value, 1)
        default: grouped(value)
        }
    }

    private static func fixed(_ value: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", locale: nil, value)
    }

    private static func grouped(_ value: Double) -> String {
        var digits = Array(String(Int(abs(value).rounded())))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (value < 0 ? "-" : "") + String(digits)
    }
}
