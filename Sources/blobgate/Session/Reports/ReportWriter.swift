import Foundation
import Gate
import Glibc
import OCI
import Record
import Report

/// Writes a finished run in each requested format.
struct ReportWriter {
    /// The width of a text report in the log of a deploy tool.
    static let logWidth = 100
    /// The largest metrics file that is read for the time of the last success.
    private static let largestMetrics = 1_048_576

    let output: OutputOptions
    let environment: Environment
    var manner = RunPresentation.usual
    /// Options with which the printed commands find the same configuration and ledger.
    var flags = ""
    /// The round of a watch, if the run is one.
    var watch: WatchRoundReport?

    /// Writes all reports. A file that cannot be written is an error, but never hides the exit code of the verdict.
    func write(_ run: Run) throws {
        let summary = output.targets.filter { $0.format == .github && $0.path == environment[.gitHubSummary] }
        var failed = writeFiles(of: run, except: summary) { target in render(run, target) }
        if isForGitHub { failed += GitHubFiles(output: output, environment: environment).append(run) }
        // Standard output comes last, so that its last lines end the log.
        for target in output.targets where target.path == nil { printed(run, target) }
        if isForGitHub { Standard.output(GitHubReport.annotations(run, places: places)) }
        tellIfSilent(run)
        try Self.check(failed, run.exitCode)
    }

    /// Writes the reports that go to files.
    ///
    /// - Returns: The paths that could not be written, each with the reason.
    func writeFiles(of run: Run) -> [String] { writeFiles(of: run) { render(run, $0) } }

    /// The same, with any text.
    ///
    /// - Parameter run: The run that is reported. Its JSON report can be large, and is written part by part.
    func writeFiles(
        of run: Run? = nil, except others: [OutputTarget] = [], _ render: (OutputTarget) -> String
    ) -> [String] {
        output.targets.compactMap { target in
            guard let path = target.path, !others.contains(target) else { return nil }
            do throws(WrittenFile.Unwritten) {
                let file = WrittenFile(path: path)
                if let run, target.format == .json {
                    try file.replace { take in try JSONReport.write(run, to: take) }
                } else {
                    try file.replace(with: render(target))
                }
                return nil
            } catch {
                return "\(path.escapedASCII(limit: 400)): \(error)"
            }
        }
    }

    private static func check(_ failed: [String], _ exitCode: ExitCode) throws {
        guard failed.isEmpty else {
            let message = "the report could not be written to \(failed.joined(separator: ", "))"
            throw CommandFailure(exitCode == .verified ? .software : exitCode, message)
        }
    }

    var isForGitHub: Bool { output.targets.contains { $0.format == .github } }

    /// Fences text that GitHub Actions would scan for workflow commands.
    private func printed(_ run: Run, _ target: OutputTarget) {
        guard target.format != .github else { return }
        if target.format == .json {
            // A failed write is reported at the end.
            try? JSONReport.write(run) { Standard.output($0) }
            return
        }
        let text = render(run, target)
        let isRead = target.format == .text && (isForGitHub || environment[.gitHubActions] == "true")
        Standard.output(report: isRead ? GitHubReport.fenced(text, token: RandomToken.make()) : text)
    }

    var places: PlaceNames {
        let folder = FileManager.default.currentDirectoryPath
        return PlaceNames(root: environment[.gitHubWorkspace] ?? environment[.gitLabProject] ?? folder, folder: folder)
    }

    private func render(_ run: Run, _ target: OutputTarget) -> String {
        switch target.format {
        case .text: text(run, target)
        case .json: JSONReport.render(run)
        case .html: HTMLReport.render(run, flags: manner.deploy?.flags ?? flags)
        case .junit: JUnitReport.render(run, places: places)
        case .gitlab: GitLabReport.render(run, places: places)
        case .github: GitHubSummary.render(run)
        case .sarif: SARIFReport.render(run, places: places)
        case .openmetrics: metrics(run, target.path ?? "")
        }
    }

    private func text(_ run: Run, _ target: OutputTarget) -> String {
        var options = manner.isLog ? TextOptions(width: Self.logWidth) : options(target)
        options.deploy = manner.deploy
        options.flags = flags
        return run.command == .plan
            ? PlanReport.render(run, options: options) : TextReport.render(run, options: options)
    }

    private func options(_ target: OutputTarget) -> TextOptions {
        let traits = TerminalTraits(descriptor: STDOUT_FILENO)
        return TextOptions(
            verbosity: output.quiet ? .quiet : output.verbose ? .verbose : .normal,
            color: target.path == nil && traits.usesColor,
            width: target.path == nil ? traits.textWidth : Wrapping.unlimited)
    }

    private func metrics(_ run: Run, _ path: String) -> String {
        MetricsReport.render(run, gate: gate(of: path), earlier: earlierMetrics(in: path), watch: watch)
    }

    /// The `gate` label of the metrics in this file.
    func gate(of path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }

    /// The metrics of the previous run.
    func earlierMetrics(in path: String) -> String? { WrittenFile(path: path).text(limit: Self.largestMetrics) }
}

/// Random letters and digits that cannot be guessed.
enum RandomToken {
    static func make() -> String {
        let words = (0..<2).map { _ in UInt64.random(in: .min ... .max) }
        return "blobgate" + words.map { String($0, radix: 16) }.joined()
    }
}
