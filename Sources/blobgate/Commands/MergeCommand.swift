import ArgumentParser
import Diagnosis
import Foundation
import Gate
import Record
import Release
import Report

/// `blobgate merge`: combines the reports of all shards into one verdict.
struct MergeCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Merge the reports of all shards into one verdict and one exit code.",
        discussion: Examples.of(
            "blobgate merge 1.json 2.json 3.json",
            "blobgate merge 1.json 2.json --output text --output junit=gate.xml",
            after: """
                Reads the reports that the shards wrote with --output json=PATH; sends no requests and records nothing. A fault \
                in any shard counts. Reports are refused (65) if the releases, backends or policies differ, a run is too old, a \
                shard is missing or duplicated, or a claim is covered by no shard.
                """))

    @Argument(help: "JSON reports of the shards, in any order; - is standard input.") var reports: [String]

    @Option(
        Settings.policy.maxAge, help: "Refuse reports of runs that ended longer ago than this",
        default: "\(Settings.policy.maxAge.defaultText), or from the configuration")
    var maxAge: TimeSpan?

    @Option(text: Settings.place.config, help: "The configuration file, for policy.max-age.") var config: String?

    @Option(help: OutputOptions.outputHelp, transform: OutputTarget.argument)
    var output: [OutputTarget] = []

    @Flag(name: .shortAndLong, help: "Print only the verdict, and the diagnosis if there is one.")
    var quiet = false

    func validate() throws { try outputs.validateOutputs() }

    private var outputs: OutputOptions {
        var options = OutputOptions()
        options.output = output
        options.progress = nil
        options.quiet = quiet
        options.verbose = false
        options.log = nil
        return options
    }

    func execute() async throws -> ExitCode {
        var used = UsedFiles(try .of(config: config))
        for path in reports where path != "-" { used.add(path, "a report to merge") }
        try used.check(outputs)
        let merged = try await EarlyEndReporter("merge", outputs).reportingFailure { try readAndMerge() }
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
