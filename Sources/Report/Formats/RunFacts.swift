package import Foundation
package import Gate
internal import OCI

/// A finished run that can be told in every form: one that this process made, or a merge of shards.
package protocol ReportedRun: Sendable {
    /// What the process ends with.
    var exitCode: ExitCode { get }
    /// What the forms for other systems say of it.
    var facts: RunFacts { get }

    /// The report with everything that is known, as JSON.
    func json() -> Data

    /// The report for people. Each line ends with a newline.
    func text(options: TextOptions) -> String
}

/// What the forms for other systems read: the same value of a run and of a merge of its shards, so that they say the same.
package struct RunFacts: Sendable {
    let wire: RunWire
    /// What a person has to act on, worst first.
    let diagnoses: [Diagnosis]
    /// The last lines of the text report.
    let closing: [String]
    /// Claims, bytes and time in a line; `nil` where `closing` says it.
    let counts: String?

    var verdict: Verdict { Verdict(rawValue: wire.verdict) ?? .undecided }
    var exitCode: ExitCode { ExitCode(rawValue: wire.exitCode) ?? .software }
    var isPlan: Bool { wire.command == "plan" }
    var started: Date { Units.date(rfc3339: wire.started) ?? .distantPast }
    var finished: Date { Units.date(rfc3339: wire.finished) ?? .distantPast }
    /// How long it took.
    var seconds: Double { max(0, Double(wire.milliseconds) / 1000) }

    /// Whether an undecided verdict lets the deploy go on, by the policy.
    var isLetPass: Bool { verdict == .undecided && exitCode == .verified && !isPlan }

    /// Whether such a verdict is only told, where it is of the rollback set alone.
    func isLetPass(_ verdict: Verdict, ofRollback isRollbackOnly: Bool) -> Bool {
        isRollbackOnly && wire.rollback.map { RollbackStanding.isLetPass(verdict, $0.policy) } ?? false
    }

    /// The claims of an image on one backend.
    func claims(of view: ImageWire.ViewWire) -> [ClaimWire] {
        view.claims.compactMap { wire.claims.indices.contains($0) ? wire.claims[$0] : nil }
    }

    /// The override that lets a fault of these bytes pass.
    func override(_ id: Int64?, of digest: String?) -> OverrideWire? {
        guard let id else { return nil }
        return wire.overrides.first { $0.id == id && $0.digest == digest } ?? wire.overrides.first { $0.id == id }
    }
}

extension GateRun: ReportedRun {
    /// What the forms for other systems say of it.
    package var facts: RunFacts {
        let index = RunIndex(self)
        let diagnoses = diagnoses
        let isPlan = command == "plan"
        var page = Page(TextOptions(width: 1_000_000))
        if isPlan {
            page.line(Closing.counts(index))
        } else {
            Closing.add(index, to: &page)
        }
        return RunFacts(
            wire: RunWire(index, diagnoses: diagnoses), diagnoses: diagnoses, closing: page.lines,
            counts: isPlan ? nil : Page.ascii(Closing.counts(index)))
    }

    /// The report with everything that is known, as JSON.
    package func json() -> Data { JSONReport.render(self) }

    /// The report for people: of a plan, what a check would do.
    package func text(options: TextOptions) -> String {
        command == "plan" ? PlanReport.render(self, options: options) : TextReport.render(self, options: options)
    }
}

extension Page {
    /// Its lines, without what ends them.
    var lines: [String] { text.split(separator: "\n").map(String.init) }
}
