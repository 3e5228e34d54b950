internal import Foundation
internal import Gate
internal import OCI

/// A finished run for GitHub Actions: annotations, the step's summary, the step's outputs.
package enum GitHubReport {
    /// How many annotations of a kind GitHub shows of one step.
    static let mostOfAKind = 10

    private static let kinds: [(level: Problem.Level, command: String)] = [
        (.error, "error"), (.warning, "warning"), (.note, "notice"),
    ]

    /// One workflow command for each fault, worst first, at most ten of a kind; the last of all is the verdict.
    package static func annotations(_ reported: some ReportedRun, places: PlaceNames) -> String {
        let run = reported.facts
        let diagnoses = run.diagnoses
        let verdict = level(of: run)
        return kinds.map { kind in
            let faults = diagnoses.filter { level(of: $0, in: run) == kind.level }
            let room = mostOfAKind - (kind.level == verdict ? 1 : 0)
            let shown = faults.count > room ? Array(faults.prefix(room - 1)) : faults
            let texts = shown.map { annotation($0, kind.command, run, places).text }
            let rest = faults.count - shown.count
            let more = "\(Units.counted(rest, "more fault")) of \(faults.count): see the report"
            return texts.joined()
                + (rest > 0 ? WorkflowCommand(name: kind.command, properties: title("more"), lines: [more]).text : "")
        }.joined() + closing(run, kinds.first { $0.level == verdict }?.command ?? "error").text
    }

    /// A text between the commands that make the runner take nothing in it for a command.
    ///
    /// - Parameter token: Letters and digits that nobody can guess, new for each text.
    package static func fenced(_ text: String, token: String) -> String {
        "::stop-commands::\(token)\n\(text)::\(token)::\n"
    }

    /// The lines for `$GITHUB_OUTPUT`.
    ///
    /// - Parameters:
    ///   - report: The path of the JSON report, where one was written.
    ///   - delimiter: Letters and digits that nobody can guess, so that no value can end itself.
    package static func outputs(_ reported: some ReportedRun, report: String?, delimiter: String) -> String {
        let run = reported.facts
        let values = [
            ("verdict", run.verdict.rawValue), ("exit-code", "\(run.exitCode.rawValue)"), ("report", report ?? ""),
        ]
        return lines(values, delimiter: delimiter)
    }

    static func lines(_ values: [(String, String)], delimiter: String) -> String {
        values.map { "\($0.0)<<\(delimiter)\n\($0.1)\n\(delimiter)\n" }.joined()
    }

    private static func title(_ text: String) -> [(String, String)] { [("title", "blobgate: \(text)")] }

    private static func annotation(
        _ diagnosis: Diagnosis, _ command: String, _ run: RunFacts, _ places: PlaceNames
    ) -> WorkflowCommand {
        let images = diagnosis.images.map(\.reference.description)
        let shown = images.prefix(3).joined(separator: ", ")
        let more = images.count > 3 ? " and \(images.count - 3) more" : ""
        let seen = diagnosis.sightings.prefix(3).map { "\($0.backend): \($0.seen)" }
        let lines =
            (images.isEmpty ? [] : ["\(shown)\(more)"])
            + [DiagnosisBlock(diagnosis: diagnosis, options: TextOptions()).summary] + seen
            + diagnosis.remedy.prefix(2).map { "do: \($0)" }
        return WorkflowCommand(
            name: command,
            properties: place(diagnosis, run, places) + title("\(diagnosis.code.title) (\(diagnosis.code))"),
            lines: lines)
    }

    /// Where the first of the images is written; a path that is not printable ASCII cannot be named here.
    private static func place(
        _ diagnosis: Diagnosis, _ run: RunFacts, _ places: PlaceNames
    ) -> [(String, String)] {
        let concerned = Set(diagnosis.images.map(\.reference.description))
        let written = run.wire.images.filter { concerned.contains($0.reference) }.flatMap(\.lines)
        guard let place = written.first else { return [] }
        let path = places.path(place.file)
        return Page.ascii(path) == path ? [("file", path), ("line", "\(place.line)")] : []
    }

    private static func closing(_ run: RunFacts, _ command: String) -> WorkflowCommand {
        WorkflowCommand(name: command, properties: title(run.verdict.rawValue), lines: run.closing)
    }

    private static func level(of diagnosis: Diagnosis, in run: RunFacts) -> Problem.Level {
        let digest = diagnosis.subject.digest?.description
        let passed = run.wire.overrides.contains { used in
            used.findings.contains { $0.code == diagnosis.code.rawValue && $0.place.digest == digest }
        }
        return Problem.level(
            of: diagnosis.weight, isOverridden: passed,
            ofRollback: !diagnosis.images.isEmpty && diagnosis.images.allSatisfy(\.isRollbackOnly), in: run)
    }

    private static func level(of run: RunFacts) -> Problem.Level {
        guard run.exitCode == .verified else { return .error }
        return run.verdict == .verified || run.isPlan ? .note : .warning
    }
}
