import ArgumentParser
import Foundation
import Gate
import Ledger
import OCI
import Record
import Report

/// `blobgate incident [RUN..RUN]`: drafts an incident report from the ledger.
struct IncidentCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident",
        abstract: "Draft an incident report in Markdown from the ledger, with blanks for what a person has to judge.",
        discussion: Examples.of(
            "blobgate incident >incident.md", "blobgate incident 9..14 >incident.md",
            after: """
                Without a range: the newest refused run, back to the last good run of the same release, and forward until it was \
                good again. With one run: the same, around that run. Sends no requests and records nothing.
                """))

    @Argument(help: "The runs: 12, 9..14 for these and all between, or newest for the newest refused run.")
    var runs: IncidentRange = .newest
    @OptionGroup(title: "Ledger") var place: LedgerOptions

    func execute() async throws -> ExitCode {
        let store = try place.openStore(for: .reading)
        let path = store.path
        let (found, cut) = try await LedgerOptions.ask { () async throws(LedgerError) in
            let incident = IncidentRuns(store: store)
            return (try await incident.runs(of: runs), try await incident.cut(runs))
        }
        if let cut {
            Standard.error(
                "blobgate: the range has more than \(IncidentRuns.most) runs; those after run \(cut) are left out\n")
        }
        guard !found.isEmpty else {
            switch runs {
            case .newest:
                throw CommandFailure(
                    .usage,
                    "none of the newest \(IncidentRuns.most) runs in \(path) was refused; to name an older one, see: "
                        + "blobgate ledger runs")
            case .around(let run): throw CommandFailure(.usage, "no run \(run) in \(path); see: blobgate ledger runs")
            case .between(let first, let last):
                throw CommandFailure(.usage, "no runs from \(first) to \(last) in \(path); see: blobgate ledger runs")
            }
        }
        let digests = Incident.digests(of: found)
        let (histories, overrides) = try await LedgerOptions.ask { () async throws(LedgerError) in
            (try await store.history(of: digests).map { IncidentHistory($0) }, try await store.overrides())
        }
        let incident = Incident(runs: found, histories: histories, overrides: overrides, ledger: path)
        guard !incident.faults.isEmpty else {
            let names = found.map { "\($0.number)" }.joined(separator: ", ")
            throw CommandFailure(.usage, "no fault that refuses was seen by run \(names); see: blobgate ledger runs")
        }
        Standard.output(IncidentReport.render(incident))
        return .verified
    }
}

/// The runs of an incident, as a user names them.
enum IncidentRange: Hashable, Sendable, ExpressibleByArgument {
    /// Around the newest refused run.
    case newest
    /// Around this run.
    case around(RunID)
    /// All from the first to the last.
    case between(RunID, RunID)

    init?(argument: String) {
        guard argument != Self.newestName else {
            self = .newest
            return
        }
        guard let dots = argument.firstRange(of: "..") else {
            guard let run = RunID(argument) else { return nil }
            self = .around(run)
            return
        }
        guard let first = RunID(argument[..<dots.lowerBound]), let last = RunID(argument[dots.upperBound...]),
            first <= last
        else { return nil }
        self = .between(first, last)
    }

    /// For `--help`.
    var defaultValueDescription: String { Self.newestName }

    private static let newestName = "newest"
}
