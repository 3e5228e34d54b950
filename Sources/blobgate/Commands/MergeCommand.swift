import ArgumentParser
import Diagnosis
import Foundation
import Gate
import Record
import Release
import Report

/// `blobgate merge`: the one verdict of all shards.
struct MergeCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Make one verdict and one exit code of the reports of all shards.",
        discussion: """
            Reads what each shard wrote with --output json=PATH, asks nobody, and records nothing. A fault in any shard \
            counts. Reports of different releases, of other backends or policies, of old runs, with a shard missing or \
            there twice, or with a claim that fell to no shard, are refused (65).
            """)

    @Argument(help: "The JSON reports of the shards, in any order; - is standard input.") var reports: [String]

    @Option(
        Settings.policy.maxAge, help: "Refuse reports that ended longer ago than this",
        default: "\(Settings.policy.maxAge.defaultText), or the configuration's")
    var maxAge: TimeSpan?

    @Option(text: Settings.place.config, help: "The configuration file, for policy.max-age.") var config: String?

    @Option(help: OutputOptions.outputHelp, transform: OutputTarget.argument)
    var output: [OutputTarget] = []

    @Flag(name: .shortAndLong, help: "Say nothing but the verdict, and the diagnosis where there is one.")
    var quiet = false

    func validate() throws { try outputs.validateOutputs() }

    private var outputs: OutputOptions {
        var options = OutputOptions()
        options.output = output
        options.progress = nil
        options.quiet = quiet
        options.verbose = false
        return options
    }

    func execute() async throws -> ExitCode {
        let merged = try await EarlyEnd("merge", outputs).told { try readAndMerge() }
        let environment = Environment(ProcessInfo.processInfo.environment)
        try ReportWriter(output: outputs, environment: environment).write(merged)
        return merged.exitCode
    }

    private func readAndMerge() throws -> Run {
        let maxAge = try limit()
        let shards = try read().map { ShardFile.read($0.data, named: $0.name, now: .now, maxAge: maxAge) }
        var faults: [MergeFault] = []
        var files: [ShardFile] = []
        for shard in shards {
            switch shard {
            case .success(let file): files.append(file)
            case .failure(let refusal): faults.append(refusal.fault)
            }
        }
        guard faults.isEmpty else { throw Self.failure(faults) }
        let run: Run
        do throws(MergeError) {
            run = try Run.merging(files)
        } catch {
            throw Self.failure(error.faults)
        }
        return run.explained(by: Diagnosing.explain(run))
    }

    private static func failure(_ faults: [MergeFault]) -> CommandFailure {
        CommandFailure(.input, "the reports cannot be merged:\n\(MergeError(faults: faults).words)")
    }

    private func limit() throws -> TimeInterval {
        try maxAge?.seconds ?? Setup(place: .of(config: config)).policy.maxAge / .seconds(1)
    }

    private func read() throws -> [(name: String, data: Data)] {
        var faults: [String] = []
        let files = reports.compactMap { path -> (name: String, data: Data)? in
            do throws(InputError) {
                return (path == "-" ? "standard input" : path, Data(try InputBytes.read(path)))
            } catch {
                faults.append("\(error)")
                return nil
            }
        }
        guard faults.isEmpty else { throw CommandFailure(.input, faults.joined(separator: "\n")) }
        return files
    }
}
