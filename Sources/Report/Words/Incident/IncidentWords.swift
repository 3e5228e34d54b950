internal import Foundation
internal import OCI
internal import Record

/// Words the facts of an incident. Foreign text is code, so that it cannot act as markup.
struct IncidentWords {
    let incident: Incident

    /// A part that a person has to write.
    static func blank(_ what: String) -> String { "**[fill in: \(what)]**" }

    var title: String {
        guard let first = incident.faults.first else { return "Incident draft" }
        let more = incident.faults.count > 1 ? " and \(Units.counted(incident.faults.count - 1, "more fault"))" : ""
        return "Incident draft: \(first.code.title)\(Self.on(first.place.backend))\(more)"
    }

    var origin: String {
        "Drafted by Blobgate from the ledger \(Markdown.code(incident.ledger)). The facts are those of the recorded runs. "
            + "Parts marked \(Self.blank("...")) need a person. Blobgate knows only what its runs read: a fault can be older than "
            + "its first bad read, and can have reached nodes that no run knows of."
    }

    var summary: String {
        guard let start = incident.start else { return "No run of the range saw a fault." }
        let count = Units.counted(incident.faults.count, "fault")
        let backends = incident.backends.isEmpty ? "" : " on \(Self.names(incident.backends))"
        var text = "\(count)\(backends), first seen \(Self.moment(start))"
        text += incident.lastGood.map { "; the same content was last read right \(Self.moment($0))" } ?? ""
        text +=
            incident.end.map { "; all read right again \(Self.moment($0))" } ?? "; \(Self.open(incident.open.count))"
        return text + "."
    }

    private static func open(_ count: Int) -> String {
        "\(Units.counted(count, "fault")) not known to be healed"
    }

    /// `2026-03-31 14:02:11 UTC (run 12)`.
    static func moment(_ moment: IncidentMoment) -> String {
        Units.time(moment.at) + (moment.run.map { " (run \($0))" } ?? "")
    }

    static func moment(_ moment: IncidentMoment?, otherwise: String) -> String {
        moment.map { Self.moment($0) } ?? otherwise
    }

    private static func on(_ backend: String?) -> String { backend.map { " on \(Markdown.cell($0))" } ?? "" }

    static func names(_ names: [String]) -> String { "\(Names(names.map(Markdown.cell)))" }

    /// From the first bad read until all was right again.
    var duration: String {
        guard let start = incident.start else { return "none" }
        guard let end = incident.end else { return "not over, as far as the runs know" }
        return Units.duration(end.at.timeIntervalSince(start.at))
    }

    /// `9 to 14 (5 runs)`.
    var runs: String {
        guard let first = incident.runs.first, let last = incident.runs.last else { return "none" }
        guard first.number != last.number else { return "\(first.number)" }
        return "\(first.number) to \(last.number) (\(Units.counted(incident.runs.count, "run")))"
    }

    var detection: String {
        let seen = incident.start?.run
        guard let run = incident.runs.first(where: { $0.number == seen }) else {
            return "The run that first saw the fault is not in the range."
        }
        let command = Markdown.code("blobgate \(run.command)")
        let first = "\(command) (run \(run.number)) on \(Markdown.code(run.vantage)) saw it first"
        guard run.isGate else { return "\(first), outside of a deploy." }
        let end = run.exitCode.map { "ended with exit code \($0)" } ?? "did not end by itself"
        return "\(first), and \(end)."
    }

    /// How long the fault may have gone unseen.
    var unseen: String {
        guard let start = incident.start else { return "" }
        guard let good = incident.lastGood else {
            return
                "The ledger has no earlier read of the same content on the same backend, so nothing shows when the fault began."
        }
        let span = Units.duration(start.at.timeIntervalSince(good.at))
        return
            "The same content was last read right \(Self.moment(good)), so the fault began at most \(span) before it was seen."
    }

    var blocked: String {
        let blocking = incident.blocking.map { "\($0.number)" }
        let passing = incident.passing.map { run in
            "run \(run.number) (\(run.verdict?.rawValue ?? "no verdict")) let the deploy continue"
        }
        let stopped =
            blocking.isEmpty
            ? "No run blocked a deploy"
            : "\(Names(blocking).verb("Run", "Runs")) \(Names(blocking)) did not let a deploy continue"
        return ([stopped] + passing).joined(separator: "; ") + "."
    }
}
