internal import OCI
package import Record

/// A finished run as SARIF 2.1.0: a rule per finding code, a result for each fault of an image on a backend.
package enum SARIFReport {
    package static func render(_ run: Run, places: PlaceNames) -> String {
        JSONText.encode(SARIFLog(runs: [SARIFRun(run, places)]))
    }
}

/// The root (SARIF 2.1.0, section 3.13).
struct SARIFLog: Encodable {
    private enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version
        case runs
    }

    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    let version = "2.1.0"
    let runs: [SARIFRun]
}

/// Text in a message (section 3.11).
struct SARIFText: Encodable {
    let text: String

    init(_ text: String) { self.text = Page.ascii(text) }
}

/// The run (section 3.14).
struct SARIFRun: Encodable {
    struct Tool: Encodable {
        let driver: Driver
    }

    struct Driver: Encodable {
        let name = "blobgate"
        let version: String
        let rules: [SARIFRule]
    }

    /// The invocation (section 3.20).
    struct Invocation: Encodable {
        let exitCode: Int32
        let exitCodeDescription: String
        let exitSignalNumber: Int32?
        let executionSuccessful: Bool
        let startTimeUtc: String
        let endTimeUtc: String
        let machine: String
        let toolExecutionNotifications: [Notification]
    }

    /// A notification for people (section 3.58).
    struct Notification: Encodable {
        let level = "note"
        let message: SARIFText
    }

    struct Properties: Encodable {
        /// Absent if there is none.
        let verdict: String?
        let depth: String?
        let command: String
        let run: Int64?
    }

    let tool: Tool
    let invocations: [Invocation]
    let results: [SARIFResult]
    let columnKind = "utf16CodeUnits"
    let properties: Properties

    init(_ run: Run, _ places: PlaceNames) {
        tool = Tool(
            driver: Driver(version: Page.ascii(run.version), rules: FindingCode.allCases.map(SARIFRule.init)))
        invocations = [
            Invocation(
                exitCode: run.exitCode.rawValue, exitCodeDescription: run.exitCode.meaning,
                exitSignalNumber: run.stopped?.signalNumber, executionSuccessful: run.stopped == nil,
                startTimeUtc: RFC3339.text(run.started), endTimeUtc: RFC3339.text(run.finished),
                machine: Page.ascii(run.vantage),
                toolExecutionNotifications: run.noticeLines.filter { $0.contains { $0 != " " } }.map {
                    Notification(message: SARIFText($0))
                })
        ]
        results = run.problems.map { SARIFResult($0, places) }
        properties = Properties(
            verdict: run.verdict.rawValue, depth: run.policy.depth.rawValue, command: run.command.rawValue,
            run: run.number)
    }
}

extension Run.Stop {
    fileprivate var signalNumber: Int32? { if case .signal(let number) = self { number } else { nil } }
}

/// A finding code (section 3.49).
struct SARIFRule: Encodable {
    struct Configuration: Encodable {
        let level: String
    }

    struct Properties: Encodable {
        let tags: [String]
    }

    let id: String
    let name: String
    let shortDescription: SARIFText
    let fullDescription: SARIFText
    let help: SARIFText
    let defaultConfiguration = Configuration(level: "error")
    let properties: Properties

    init(_ code: FindingCode) {
        id = code.rawValue
        name = code.rawValue.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        shortDescription = SARIFText(code.title)
        fullDescription = SARIFText(code.meaning)
        help = SARIFText(code.remedy)
        properties = Properties(tags: [code.family.rawValue])
    }
}
