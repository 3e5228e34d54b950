import Foundation
import OCI
import Record
import Report

/// One line of the structured log. Names and keys are stable: keys may be added, none changes its meaning.
struct LogEvent: Encodable, Sendable {
    /// The names of events.
    enum Name: String, Encodable, CaseIterable, Sendable {
        case runStarted = "run.started"
        case runResolving = "run.resolving"
        case runPlanned = "run.planned"
        case runDecided = "run.decided"
        case runFinished = "run.finished"
        case backend
        case claimStarted = "claim.started"
        case claimRetrying = "claim.retrying"
        case claimWaiting = "claim.waiting"
        case claimFinished = "claim.finished"
        case fault
        case spotCheck = "spot-check"
        case holdRound = "hold.round"
        case watchRound = "watch.round"
        case watchChange = "watch.change"
        case notice
        case message
    }

    /// How much an event asks for attention.
    enum Level: String, Encodable, CaseIterable, Sendable {
        case debug
        case info
        case warning
        case error
    }

    let time: Date
    let level: Level
    let event: Name
    var text: String?
    var command: String?
    var version: String?
    var vantage: String?
    var depth: Depth?
    var run: Int64?
    var images: Int?
    var backends: Int?
    var verdict: Verdict?
    var exitCode: Int32?
    var claims: Int?
    var bytes: Int64?
    var provenClaims: Int?
    var provenBytes: Int64?
    var refused: Int?
    var undecided: Int?
    var seconds: Double?
    var registry: String?
    var backend: String?
    var address: String?
    var role: String?
    var repository: String?
    var tag: String?
    var digest: String?
    var kind: String?
    var state: String?
    var code: FindingCode?
    var weight: Finding.Weight?
    var cache: String?
    var pauseSeconds: Double?
    var holder: String?
    var round: Int?
    var condition: WatchState.Condition?
    var change: WatchChange.Kind?
    var openFaults: Int?
    var unprovenClaims: Int?

    init(_ event: Name, _ level: Level = .info, at time: Date = .now) {
        self.event = event
        self.level = level
        self.time = time
    }

    /// Adds where a fault is.
    mutating func set(_ place: FaultPlace) {
        registry = place.registry.description
        backend = place.backend
        repository = place.repository?.description
        tag = place.tag?.description
        digest = place.digest?.description
    }

    /// A fault of a finished run.
    static func fault(_ finding: Finding) -> LogEvent {
        var event = LogEvent(.fault, finding.weight == .refuses ? .error : .warning)
        event.set(finding.place)
        event.code = finding.code
        event.weight = finding.weight
        event.text = "\(finding.code.title): \(EvidenceWords.long(finding.evidence))"
        return event
    }

    /// A line that is text otherwise.
    static func message(_ text: String) -> LogEvent {
        var event = LogEvent(.message, .warning)
        event.text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return event
    }
}
