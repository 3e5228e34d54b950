internal import Foundation
internal import OCI
package import Record

/// What a watch sends when something has changed: one JSON document. Keys may be added; none changes its meaning.
package struct WatchNotification: Encodable, Sendable {
    /// A fault, as identified in all reports.
    private struct Fault: Encodable {
        let code: FindingCode
        let registry: String
        let backend: String?
        let repository: String?
        let tag: String?
        let digest: String?
        /// One line for people.
        let text: String

        init(_ finding: Finding) {
            let place = finding.place
            code = finding.code
            registry = place.registry.description
            backend = place.backend
            repository = place.repository?.description
            tag = place.tag?.description
            digest = place.digest?.description
            text = WatchWords.fault(finding)
        }
    }

    /// More are counted, but not listed.
    private static let mostFaults = 50

    private let tool = Run.tool
    private let version: String
    private let vantage: String
    private let event: WatchChange.Kind
    private let at: Date
    private let round: Int
    private let run: Int64?
    private let open: Int
    private let faults: [Fault]
    private let omitted: Int
    private let text: String

    private enum CodingKeys: String, CodingKey {
        case tool, version, vantage, event, at, round, run, open, faults, omitted, text
    }

    package init(_ change: WatchChange, in round: WatchRoundReport, version: String, vantage: String) {
        self.version = version
        self.vantage = vantage
        event = change.kind
        at = round.finished
        self.round = round.number
        run = round.run
        open = change.open
        faults = change.faults.prefix(Self.mostFaults).map(Fault.init)
        omitted = change.faults.count - faults.count
        text = "blobgate on \(vantage): \(WatchWords.text(change, in: round))"
    }

    /// One line of printable ASCII.
    package var json: String {
        // Only strings and numbers: it cannot fail.
        String(decoding: (try? RunCoding.encode(self)) ?? Data("{}".utf8), as: UTF8.self)
    }
}
