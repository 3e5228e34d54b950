internal import Record

extension EndedEarly {
    /// Workflow commands of GitHub Actions: an error per fault, at its line. At most ten in total; the last says how the run
    /// ended.
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

    /// The Markdown of a step summary. Parts that do not fit the limit are left out, and the summary says so.
    ///
    /// - Parameter limit: The maximum size in bytes.
    package func summary(limit: Int = GitHubSummary.largest) -> String {
        var page = Markdown(limit: limit)
        page.add("\n## blobgate \(command): NO VERDICT\n")
        page.add(Markdown.block(Page.ascii(closing)))
        page.add("\n### Faults\n")
        page.add(Markdown.block((faults.flatMap(\.lines) + rest).map(Page.ascii).joined(separator: "\n")))
        return page.text
    }

    /// The lines for `$GITHUB_OUTPUT`, with an empty verdict.
    ///
    /// - Parameters:
    ///   - report: The path of the JSON document, if one was written.
    ///   - delimiter: Unguessable letters and digits, so that no value can contain its own delimiter.
    package func outputs(report: String?, delimiter: String) -> String {
        GitHubReport.lines(
            [("verdict", ""), ("exit-code", "\(status)"), ("report", report ?? "")], delimiter: delimiter)
    }

    private static func error(_ title: String, place: [(String, String)] = [], _ lines: [String]) -> WorkflowCommand {
        WorkflowCommand(name: "error", properties: place + [("title", "blobgate: \(title)")], lines: lines)
    }

    /// Only a path in printable ASCII can be given here.
    private func place(_ fault: RunFault, _ places: PlaceNames) -> [(String, String)] {
        let place = fault.written(places)
        guard fault.file != nil, Page.ascii(place.file) == place.file else { return [] }
        return [("file", place.file), ("line", "\(place.line)")]
    }
}
