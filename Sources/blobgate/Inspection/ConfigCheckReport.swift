import Foundation
import OCI
import Record
import Report

/// The output of `blobgate config check`, as text and as JSON.
struct ConfigCheckReport {
    let items: [ConfigItem]
    let vantage: String

    /// What outweighs what, as in the reference.
    private static let precedence: [ExitCode] = [
        .software, .configuration, .usage, .credentials, .unavailable, .undecided,
    ]

    /// `verified` if there is no fault.
    var exitCode: ExitCode {
        let codes = Set(items.map(\.exitCode))
        return Self.precedence.first(where: codes.contains) ?? codes.subtracting([.verified]).first ?? .verified
    }

    /// One line for each item.
    func lines(on page: TerminalPage) -> String {
        items.map { item in
            let label = item.state.label.padding(toLength: 11, withPad: " ", startingAt: 0)
            return page.line(item.words.onOneLine, label: label)
        }.joined()
    }

    /// The last line.
    var result: String {
        let faults = items.count { $0.state == .fault }
        guard faults > 0 else {
            let unchecked = items.contains { $0.state == .unchecked }
            return unchecked
                ? "no fault found; not everything was tried"
                : "no fault found, seen from \(vantage.escapedASCII()); nothing was pulled, and nothing is proven"
        }
        return "\(Units.counted(faults, "fault")) (exit code \(exitCode.rawValue): \(exitCode.meaning))"
    }
}

extension String {
    /// Line feeds within a message become semicolons, so that an item is one line.
    fileprivate var onOneLine: String { split(separator: "\n").joined(separator: "; ") }
}

/// The JSON of `blobgate config check`. Keys are only ever added within a schema version.
struct ConfigCheckWire: Encodable {
    struct ItemWire: Encodable {
        /// `ok`, `note`, `fault` or `unchecked`.
        let state: ConfigItem.State
        /// `configuration`, `variable`, `ledger`, `authorities`, `proxy`, `credentials`, `node-files`, `registry`, `backend`
        /// or `login`.
        let subject: String
        let variable: String?
        let registry: String?
        let backend: String?
        let text: String
        let remedy: String?
        let exitCode: Int32
        let file: String?
        let line: Int?

        init(_ item: ConfigItem) {
            state = item.state
            subject = item.subject.kind
            variable = if case .variable(let name) = item.subject { name } else { nil }
            registry = item.subject.registry?.description
            backend = item.subject.backend?.escapedASCII()
            text = item.text
            remedy = item.remedy
            exitCode = item.exitCode.rawValue
            file = item.file?.escapedASCII(limit: 4096)
            line = item.line
        }
    }

    let schemaVersion = 1
    let vantage: String
    let exitCode: Int32
    let items: [ItemWire]

    init(_ report: ConfigCheckReport) {
        vantage = report.vantage.escapedASCII()
        exitCode = report.exitCode.rawValue
        items = report.items.map(ItemWire.init)
    }
}
