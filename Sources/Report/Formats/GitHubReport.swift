internal import OCI
package import Record

/// A finished run for GitHub Actions: annotations, step summary, step outputs.
package enum GitHubReport {
    /// The number of annotations of one kind that GitHub shows per step.
    static let mostOfAKind = 10

    private static let kinds: [(level: Problem.Level, command: String)] = [
        (.error, "error"), (.warning, "warning"), (.note, "notice"),
    ]

    /// One workflow command per fault, worst first, at most ten of a kind; the last one is the verdict.
    package static func annotations(_ run: Run, places: PlaceNames) -> String {
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

    /// Wraps a text in commands that keep the runner from interpreting it.
    ///
    /// - Parameter token: Unguessable letters and digits, new for each text.
    package static func fenced(_ text: String, token: String) -> String {
        "::stop-commands::\(token)\n\(text)::\(token)::\n"
    }

    /// The lines for `$GITHUB_OUTPUT`.
    ///
    /// - Parameters:
    ///   - report: The path of the JSON report, if one was written.
    ///   - delimiter: Unguessable letters and digits, so that no value can contain its own delimiter.
    package static func outputs(_ run: Run, report: String?, delimiter: String) -> String {
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
        _ diagnosis: Diagnosis, _ command: String, _ run: Run, _ places: PlaceNames
    ) -> WorkflowCommand {
        let images = diagnosis.images.map(\.reference.description)
        let shown = images.prefix(3).joined(separator: ", ")
        let more = images.count > 3 ? " and \(images.count - 3) more" : ""
        let seen = diagnosis.fault.occurrences.prefix(3).map { "\($0.backend): \(EvidenceWords.long($0.evidence))" }
        let steps = diagnosis.steps.filter { $0.purpose != .then }
        let lines =
            (images.isEmpty ? [] : ["\(shown)\(more)"])
            + [DiagnosisBlock(diagnosis, of: run).summary] + seen
            + steps.prefix(2).map { "do: \(DiagnosisWords.text($0.action))" }
        return WorkflowCommand(
            name: command,
            properties: place(diagnosis, run, places) + title("\(diagnosis.code.title) (\(diagnosis.code))"),
            lines: lines)
    }

    /// Where the first of the images is referenced. Only a path in printable ASCII can be given here.
    private static func place(
        _ diagnosis: Diagnosis, _ run: Run, _ places: PlaceNames
    ) -> [(String, String)] {
        let concerned = Set(diagnosis.images.map(\.reference))
        let images = run.images.lazy.filter { concerned.contains($0.reference) }
        guard let place = images.flatMap(\.lines).first else { return [] }
        let path = places.path(place.file)
        return Page.ascii(path) == path ? [("file", path), ("line", "\(place.line)")] : []
    }

    private static func closing(_ run: Run, _ command: String) -> WorkflowCommand {
        WorkflowCommand(name: command, properties: title(run.verdict.rawValue), lines: run.verdictLines)
    }

    private static func level(of diagnosis: Diagnosis, in run: Run) -> Problem.Level {
        let digest = diagnosis.fault.subject.digest
        let isOverridden = run.overrides.contains { used in
            used.findings.contains { $0.code == diagnosis.code && $0.place.digest == digest }
        }
        let isOfRollback = !diagnosis.images.isEmpty && diagnosis.images.allSatisfy(\.isRollbackOnly)
        return Problem.level(of: diagnosis.weight, isOverridden: isOverridden, in: run) { verdict in
            isOfRollback && run.rollback?.policy.waives(verdict) == true
        }
    }

    private static func level(of run: Run) -> Problem.Level {
        guard run.exitCode == .verified else { return .error }
        return run.verdict == .verified || run.command == .plan ? .note : .warning
    }
}
