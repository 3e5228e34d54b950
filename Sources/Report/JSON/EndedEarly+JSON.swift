internal import Foundation

extension EndedEarly {
    /// The document that stands in place of a JSON report (`docs/ended-early.schema.json`): printable ASCII in every value,
    /// sorted keys, a newline at the end.
    package var json: String { PlainJSON.encoded(EndedEarlyWire(self)) }
}

/// What stands in a file for a JSON report where a run had none. It shares the heading with a report, and has neither a
/// verdict nor claims: whoever reads it as one fails.
struct EndedEarlyWire: Codable {
    let schemaVersion: Int
    let tool: String
    let version: String
    let command: String
    /// Always `true`; a report has no such key.
    let endedEarly: Bool
    let vantage: String
    let started: String
    let finished: String
    let exitCode: Int32
    let faults: [RunFaultWire]
    let omittedFaults: Int?

    init(_ early: EndedEarly) {
        schemaVersion = JSONReport.schemaVersion
        tool = RunWire.toolName
        version = Page.ascii(early.version)
        command = early.command
        endedEarly = true
        vantage = Page.ascii(early.vantage)
        started = Units.rfc3339(early.started)
        finished = Units.rfc3339(early.finished)
        exitCode = early.status
        faults = early.faults.map(RunFaultWire.init)
        omittedFaults = early.omitted > 0 ? early.omitted : nil
    }

    /// Reads one; `nil` where it is another document.
    static func read(_ data: Data) -> EndedEarlyWire? {
        guard let found = try? JSONDecoder().decode(Self.self, from: data), found.endedEarly else { return nil }
        return found
    }

    /// Why the run has no verdict, in one line.
    var reason: String {
        let first = faults.first.map { ": \(RunFault.line($0.text, limit: 600))" } ?? ""
        let rest = faults.count - 1 + (omittedFaults ?? 0)
        return first + (rest > 0 ? ", and \(Units.counted(rest, "more fault"))" : "")
    }
}

/// One thing that is wrong.
struct RunFaultWire: Codable {
    let source: String?
    let name: String?
    let line: Int?
    let document: Int?
    let object: String?
    let message: String
    let text: String

    init(_ fault: RunFault) {
        (source, name) =
            switch fault.source {
            case .arguments: ("arguments", nil)
            case .file(let path): ("file", Page.ascii(path))
            case .standardInput: ("stdin", nil)
            case .output(let command): ("output", Page.ascii(command))
            case nil: (nil, nil)
            }
        line = fault.line
        document = fault.document
        object = fault.object.map(Page.ascii)
        message = Self.ascii(fault.message)
        text = Self.ascii(fault.text)
    }

    /// Lines stay lines.
    private static func ascii(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { Page.ascii(String($0)) }
            .joined(separator: "\n")
    }
}
