import Foundation
import Gate
import Glibc
import Report

/// Writes a finished run in each form that was asked for.
struct ReportWriter {
    /// The width of a report in a file or a log.
    private static let plainWidth = 100

    let output: OutputOptions
    var manner = RunManner.usual

    /// Writes all; a file that cannot be written is an error, unless the verdict itself says more.
    func write(_ run: GateRun) throws {
        var failed: [String] = []
        // Standard output comes last, so that its last lines are the last that is printed.
        for target in output.targets where target.path != nil {
            guard let path = target.path else { continue }
            do {
                try Data(render(run, target).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            } catch {
                failed.append(path)
            }
        }
        for target in output.targets where target.path == nil { Standard.output(render(run, target)) }
        guard failed.isEmpty else {
            let message = "the report could not be written to \(failed.joined(separator: ", "))"
            throw CommandFailure(run.exitCode == .verified ? .software : run.exitCode, message)
        }
    }

    private func render(_ run: GateRun, _ target: OutputTarget) -> String {
        if target.format == .json { return String(decoding: JSONReport.render(run), as: UTF8.self) }
        let traits = TerminalTraits(descriptor: STDOUT_FILENO)
        if let deploy = manner.deploy {
            var options = TextOptions(width: Self.plainWidth)
            options.deploy = deploy
            return TextReport.render(run, options: options)
        }
        let options = TextOptions(
            verbosity: output.quiet ? .quiet : output.verbose ? .verbose : .normal,
            color: target.path == nil && traits.usesColor,
            width: target.path == nil && traits.isTerminal ? traits.size.columns : Self.plainWidth)
        return run.command == "plan"
            ? PlanReport.render(run, options: options) : TextReport.render(run, options: options)
    }
}
