internal import Record

extension EndedEarly {
    /// Workflow commands of GitHub Actions: an error for each fault beside its line, at most ten with the last, which says
    /// how it ended.
    package func annotations(places: PlaceNames) -> String {
        let room = GitHubReport.mostOfAKind - 1
        let all = faults.count + omitted
        let shown = all > room ? faults.prefix(room - 1) : faults[...]
        var commands = shown.map { fault in
            Self.error("\(kind.title) (\(kind.code))", place: place(fault, places), fault.lines)
        }
        if all > shown.count {
            let words = "\(Units.counted(all - shown.count, "more fault")) of \(all): see the report"
            commands.append(Self.error("more", [words]))
        }
        commands.append(Self.error("no verdict", [closing]))
        return commands.map(\.text).joined()
    }

    /// The Markdown of a step's summary; what does not fit the limit is left out, and the summary says so.
    ///
    /// - Parameter limit: How many bytes it may have.
    package func summary(limit: Int = GitHubSummary.largest) -> String {
        var page = Markdown(limit: limit)
        page.add("\n## blobgate \(command): NO VERDICT\n")
        page.add(Markdown.block(Page.ascii(closing)))
        page.add("\n### Faults\n")
        page.add(Markdown.block((faults.flatMap(\.lines) + rest).map(Page.ascii).joined(separator: "\n")))
        return page.text
    }

    /// The lines for `$GITHUB_OUTPUT`: those of a run, with an empty verdict.
    ///
    /// - Parameters:
    ///   - report: The path of the JSON document, where one was written.
    ///   - delimiter: Letters and digits that cannot be guessed, so that no value can end itself.
    package func outputs(report: String?, delimiter: String) -> String {
        GitHubReport.lines(
            [("verdict", ""), ("exit-code", "\(status)"), ("report", report ?? "")], delimiter: delimiter)
    }

    private static func error(_ title: String, place: [(String, String)] = [], _ lines: [String]) -> WorkflowCommand {
        WorkflowCommand(name: "error", properties: place + [("title", "blobgate: \(title)")], lines: lines)
    }

    /// A path that is not printable ASCII cannot be named here.
    private func place(_ fault: RunFault, _ places: PlaceNames) -> [(String, String)] {
        let place = fault.written(places)
        guard fault.file != nil, Page.ascii(place.file) == place.file else { return [] }
        return [("file", place.file), ("line", "\(place.line)")]
    }
}
