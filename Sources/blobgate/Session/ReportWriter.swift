import Foundation
import Gate
import Glibc
import Report

/// Writes a finished run in each form that was asked for.
struct ReportWriter {
    /// The width of a report in a file or a log.
    private static let plainWidth = 100

    let output: OutputOptions

    /// Writes all; a file that cannot be written is an error, unless the verdict itself says more.
    func write(_ run: GateRun) throws {
        try write(exitCode: run.exitCode) { target, options in Self.render(run, target, options) }
    }

    /// Writes what `render` makes for each target.
    func write(exitCode: ExitCode, _ render: (OutputTarget, TextOptions) -> String) throws {
        var failed: [String] = []
        // Standard output comes last, so that its last lines are the last that is printed.
        for target in output.targets where target.path != nil {
            guard let path = target.path else { continue }
            do {
                try Data(render(target, options(target)).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            } catch {
                failed.append(path)
            }
        }
        for target in output.targets where target.path == nil { Standard.output(render(target, options(target))) }
        guard failed.isEmpty else {
            let message = "the report could not be written to \(failed.joined(separator: ", "))"
            throw CommandFailure(exitCode == .verified ? .software : exitCode, message)
        }
    }

    private static func render(_ run: GateRun, _ target: OutputTarget, _ options: TextOptions) -> String {
        switch target.format {
        case .json: String(decoding: JSONReport.render(run), as: UTF8.self)
        case .text:
            run.command == "plan" ? PlanReport.render(run, options: options) : TextReport.render(run, options: options)
        }
    }

    private func options(_ target: OutputTarget) -> TextOptions {
        let traits = TerminalTraits(descriptor: STDOUT_FILENO)
        return TextOptions(
            verbosity: output.quiet ? .quiet : output.verbose ? .verbose : .normal,
            color: target.path == nil && traits.usesColor,
            width: target.path == nil && traits.isTerminal ? traits.size.columns : Self.plainWidth)
    }
}
