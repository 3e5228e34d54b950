internal import Foundation
internal import Record

extension EndedEarly {
    /// A GitLab code quality report: a `blocker` per fault, at its line.
    package func gitlab(places: PlaceNames) -> String {
        let issues = fingerprinted.map { fault, fingerprint in
            let place = fault.written(places)
            return GitLabIssue(
                description: RunFault.line(fault.text), checkName: kind.code, fingerprint: fingerprint,
                severity: "blocker",
                location: GitLabIssue.Location(path: place.file, lines: .init(begin: place.line)))
        }
        return JSONText.encode(issues)
    }

    /// SARIF 2.1.0: a result per fault, at its line, in an unsuccessful invocation.
    package func sarif(places: PlaceNames) -> String {
        JSONText.encode(SARIFLog(runs: [SARIFRun(self, places)]))
    }
}

extension EndedEarly {
    /// The number of the signal that ended the run.
    fileprivate var signal: Int32? { [.gate(.interrupted), .gate(.terminated)].contains(ending) ? status - 128 : nil }
}

extension GitLabIssue {
    init(description: String, checkName: String, fingerprint: String, severity: String, location: Location) {
        self.description = description
        self.checkName = checkName
        self.fingerprint = fingerprint
        self.severity = severity
        self.location = location
    }
}

extension SARIFRun {
    init(_ early: EndedEarly, _ places: PlaceNames) {
        tool = Tool(driver: Driver(version: Page.ascii(early.version), rules: [SARIFRule(early)]))
        invocations = [
            Invocation(
                exitCode: early.status, exitCodeDescription: early.closing,
                exitSignalNumber: early.signal,
                executionSuccessful: false, startTimeUtc: RFC3339.text(early.started),
                endTimeUtc: RFC3339.text(early.finished), machine: Page.ascii(early.vantage),
                toolExecutionNotifications: early.rest.map { Notification(message: SARIFText($0)) })
        ]
        results = early.fingerprinted.map { SARIFResult($0.fault, $0.fingerprint, of: early, places) }
        properties = Properties(verdict: nil, depth: nil, command: early.command, run: nil)
    }
}

extension SARIFRule {
    /// The single rule of a run that ended early.
    init(_ early: EndedEarly) {
        id = early.kind.code
        name = early.kind.code.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        shortDescription = SARIFText(early.kind.title)
        fullDescription = SARIFText("the run ended before it reached a verdict: \(early.kind.title)")
        help = SARIFText("fix this and run blobgate again")
        properties = Properties(tags: ["run"])
    }
}

extension SARIFResult {
    init(_ fault: RunFault, _ fingerprint: String, of early: EndedEarly, _ places: PlaceNames) {
        ruleId = early.kind.code
        ruleIndex = 0
        level = "error"
        message = SARIFText(RunFault.line(fault.text))
        let place = Physical(
            uri: fault.file.map(places.uri) ?? Problem.nowhere, line: fault.written(places).line)
        locations = [
            Location(
                physicalLocation: place,
                logicalLocations: fault.object.map { [Logical(name: Page.ascii($0), kind: "object")] } ?? [])
        ]
        partialFingerprints = ["blobgate/v1": fingerprint]
        suppressions = nil
    }
}
