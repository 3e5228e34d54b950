import ArgumentParser
import Foundation
import OCI
import Report

/// Reports and progress.
struct OutputOptions: ParsableArguments {
    /// The help of `--output`, shared with `merge`.
    static let outputHelp = ArgumentHelp(
        "Write a report to standard output, or with =PATH to a file; repeatable. Formats: \(formats) (default: text).",
        valueName: "format[=path]")

    @Option(help: Self.outputHelp, transform: OutputTarget.argument) var output: [OutputTarget] = []

    @Option(Settings.command.progress) var progress: ProgressMode?

    @Option(Settings.command.log) var log: LogForm?

    @Flag(name: .shortAndLong, help: "Print only the verdict, and the diagnosis if there is one.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "List every claim with its attempts.") var verbose = false

    private static let formats = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")

    func validateOutputs() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose contradict each other") }
        let printed = output.filter { $0.path == nil && !$0.format.needsPath }.map(\.format)
        // Annotations are log lines, and so is the text.
        guard printed.count <= 1 || printed.count == 2 && Set(printed) == [.text, .github] else {
            throw ValidationError(
                "Only one --output may go to standard output, or text together with github; give the others a path.")
        }
        if let fault = output.compactMap(\.fault).first { throw ValidationError(fault) }
        let annotated = output.contains { $0.format == .github && $0.path != nil }
        if annotated, let other = printed.first(where: { $0 != .text && $0 != .github }) {
            throw ValidationError(
                "--output github prints annotations on standard output; give --output \(other.rawValue) a path."
            )
        }
        if let twice = Self.twice(output.compactMap(\.path)) {
            throw ValidationError(
                "--output: \(twice.escapedASCII(limit: 200)) is used twice; give each report its own file.")
        }
    }

    /// The first path that refers to the same file as an earlier path.
    static func twice(_ paths: [String]) -> String? {
        var seen: Set<String> = []
        return paths.first { !seen.insert(WrittenFile(path: $0).identity).inserted }
    }

    /// The targets; text on standard output if there are none.
    var targets: [OutputTarget] { output.isEmpty ? [OutputTarget(format: .text, path: nil)] : output }
}
