import Foundation
import Gate
import OCI
import Record
import Registry
import Report
import Transfer

/// The structured log: events that do not come from a run itself, and the encoding of all.
enum EventLog {
    /// What a session or a watch tells.
    enum Occasion {
        case started(GateRequest)
        case finished(Run)
        case round(WatchRoundReport, WatchChange?)
    }

    /// Writes the events of an occasion to standard error, if the log is structured.
    static func emit(_ occasion: Occasion) {
        guard LogForm.current == .json else { return }
        Standard.error(lines: events(of: occasion).map(line).joined())
    }

    /// One event as a line of printable ASCII.
    static func line(_ event: LogEvent) -> String {
        // Strings and numbers only: it cannot fail.
        String(decoding: (try? RunCoding.encode(event)) ?? Data("{}".utf8), as: UTF8.self) + "\n"
    }

    static func events(of occasion: Occasion) -> [LogEvent] {
        switch occasion {
        case .started(let request): started(request)
        case .finished(let run): finished(run)
        case .round(let report, let change): round(report, change)
        }
    }

    private static func started(_ request: GateRequest) -> [LogEvent] {
        var start = LogEvent(.runStarted)
        start.command = request.command.rawValue
        start.version = request.version
        start.vantage = request.vantage
        start.depth = request.policy.depth
        start.images = request.images.count
        let backends = request.registries.sorted { $0.key < $1.key }.flatMap { name, registry in
            registry.backends.map { backend in
                var event = LogEvent(.backend)
                event.registry = name.description
                event.backend = backend.name
                event.address = backend.address.description
                event.role = backend.role.rawValue
                return event
            }
        }
        start.backends = backends.count
        return [start] + backends
    }

    private static func finished(_ run: Run) -> [LogEvent] {
        var end = LogEvent(.runFinished, run.verdict.level)
        end.command = run.command.rawValue
        end.run = run.number
        end.verdict = run.verdict
        end.exitCode = run.exitCode.rawValue
        end.images = run.images.count
        end.claims = run.totals.claims
        end.bytes = run.totals.bytesPulled
        end.provenBytes = run.totals.bytesReused
        end.refused = run.totals.refused
        end.undecided = run.totals.undecided
        end.seconds = run.facts.duration
        return run.findings.map(LogEvent.fault) + [end]
    }

    private static func round(_ report: WatchRoundReport, _ change: WatchChange?) -> [LogEvent] {
        var round = LogEvent(.watchRound, report.condition.level)
        round.round = report.number
        round.run = report.run
        round.condition = report.condition
        round.openFaults = report.open.count
        round.seconds = report.finished.timeIntervalSince(report.started)
        round.bytes = report.progress?.pulledBytes
        round.provenBytes = report.progress?.provenBytes
        round.unprovenClaims = report.progress?.unprovenClaims
        guard let change else { return [round] }
        var changed = LogEvent(.watchChange, change.kind == .healed ? .info : .error)
        changed.round = report.number
        changed.run = report.run
        changed.change = change.kind
        changed.openFaults = change.open
        changed.text = WatchWords.text(change, in: report)
        return [round, changed]
    }
}

extension WatchState.Condition {
    /// The level of events about it. A watch that is behind is as expected in its first days.
    fileprivate var level: LogEvent.Level {
        switch self {
        case .good, .behind: .info
        case .undecided: .warning
        case .refused: .error
        }
    }
}

extension Verdict {
    /// The level of events about it.
    var level: LogEvent.Level {
        switch self {
        case .verified: .info
        case .unproven, .overridden, .undecided: .warning
        case .refused: .error
        }
    }
}
