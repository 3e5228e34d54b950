import ArgumentParser
import Foundation
import Gate
import Ledger
import Record
import Report

/// `blobgate ledger`: reads and maintains the ledger of runs and proofs.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Read and maintain the ledger of runs and proofs.",
        discussion: Examples.of(
            "blobgate ledger runs", "blobgate ledger show 12", "blobgate ledger export proofs.jsonl"),
        subcommands: [Runs.self, Show.self, Prune.self, Export.self, Import.self])

    /// `blobgate ledger runs`
    struct Runs: GateCommand {
        static let configuration = CommandConfiguration(
            commandName: "runs", abstract: "List runs, newest first.",
            discussion: Examples.of(
                "blobgate ledger runs",
                "blobgate ledger runs --limit 100 --json",
                after: """
                    The CLAIMS column counts each manifest and blob once per backend; reports count it once per name that \
                    resolves to it.
                    """))

        @Option(Settings.command.limit) var limit: Int
        @OptionGroup(title: "Ledger") var place: LedgerOptions
        @OptionGroup(title: "Output") var output: JSONOption

        func execute() async throws -> ExitCode {
            let store = try place.openStore(for: .reading)
            let runs = try await LedgerOptions.ask { () async throws(LedgerError) in try await store.runs(limit: limit)
            }
            Standard.output(
                output.json
                    ? try PrintedJSON.text(RunListWire(runs, ledger: store.path))
                    : RunTable.render(runs, path: store.path))
            return .verified
        }
    }

    /// `blobgate ledger show RUN`
    struct Show: GateCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show one run: its claims, or its full report with --json.",
            discussion: Examples.of(
                "blobgate ledger show 12",
                "blobgate ledger show 12 --json"))

        @Argument(help: "The run number.") var run: String
        @OptionGroup(title: "Ledger") var place: LedgerOptions
        @OptionGroup(title: "Output") var output: ReportOption

        /// The form of the run.
        struct ReportOption: ParsableArguments {
            @Flag(help: "Print the JSON report of the run.") var json = false
        }

        func validate() throws {
            if RunID(run) == nil { throw ValidationError("\"\(run)\" is not a run number, such as 12") }
        }

        func execute() async throws -> ExitCode {
            let store = try place.openStore(for: .reading)
            guard let id = RunID(run) else { return .usage }
            let record = try await LedgerOptions.ask { () async throws(LedgerError) in try await store.run(id) }
            guard let record else {
                throw CommandFailure(.usage, "no run \(id) in \(store.path); see: blobgate ledger runs")
            }
            guard output.json else {
                Standard.output(RunTable.render(record))
                return .verified
            }
            if let run = record.run {
                try JSONReport.write(run) { Standard.output($0) }
            } else if let result = record.report {
                Standard.output(RunCoding.printable(result))
            } else {
                throw CommandFailure(.input, "run \(id) has no report: it is still running, or its process was killed")
            }
            return .verified
        }
    }

    /// `blobgate ledger prune`
    struct Prune: GateCommand {
        static let configuration = CommandConfiguration(
            commandName: "prune", abstract: "Delete old runs and proofs.",
            discussion: Examples.of(
                "blobgate ledger prune --dry-run",
                "blobgate ledger prune --older-than 7d --compact"))

        @Option(Settings.command.olderThan) var olderThan: TimeSpan
        @Flag(help: "Show how much would be deleted, and change nothing.") var dryRun = false
        @Flag(help: "Compact the file to return free space to the file system.") var compact = false
        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func validate() throws {
            if dryRun, compact { throw ValidationError("--dry-run and --compact contradict each other") }
        }

        func execute() async throws -> ExitCode {
            let store = try place.openStore(for: .changing)
            let limit = Date.now.addingTimeInterval(-olderThan.seconds)
            let (compact, dryRun) = (compact, dryRun)
            let result = try await LedgerOptions.ask { () async throws(LedgerError) in
                try await store.prune(
                    runsBefore: limit, proofsBefore: limit, compacting: compact, isRehearsal: dryRun)
            }
            Standard.output(
                "\(dryRun ? "would delete" : "deleted") \(result.runs) runs, \(result.proofs) proofs, "
                    + "\(result.leases) leases and the checkpoints of \(result.checkpoints) blobs older than "
                    + "\(olderThan) in \(store.path)\(dryRun ? "; nothing was changed" : "")\n")
            return .verified
        }
    }
}
