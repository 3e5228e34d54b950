import ArgumentParser
import Foundation
import Gate
import Record
import Report

/// Writes reports for a command that failed before its run had a verdict. Otherwise the reports of the previous run would
/// be mistaken for those of this one.
struct EarlyEndReporter {
    let command: String
    let output: OutputOptions
    /// The round of a watch that ended, if it is one.
    private let watch: WatchRoundReport?
    private let started = Date.now

    init(_ command: String, _ output: OutputOptions, watch: WatchRoundReport? = nil) {
        self.command = command
        self.output = output
        self.watch = watch
        LogForm.choose(output.log)
    }

    /// Runs the work that precedes the run. Reports an error, and throws it again unchanged.
    func reportingFailure<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch {
            tell(error)
            throw error
        }
    }

    /// Writes all reports. Reports that cannot be written are listed on standard error, and do not change the exit code.
    func tell(_ error: any Error) {
        var writer = ReportWriter(output: output, environment: Environment(ProcessInfo.processInfo.environment))
        writer.watch = watch
        let failed = writer.write(ended(by: error))
        guard !failed.isEmpty else { return }
        Standard.error(
            Standard.ascii("blobgate: the report could not be written to \(failed.joined(separator: ", "))\n"))
    }

    private func ended(by error: any Error) -> EndedEarly {
        var omitted = 0
        let ending: EndedEarly.Ending
        let faults: [RunFault]
        switch error {
        case let failure as CommandFailure:
            ending = .gate(failure.code)
            faults = failure.faults.isEmpty ? [RunFault(failure.message)] : failure.faults
            omitted = failure.omitted
        case let failure as BuilderProcess.Failure:
            ending = .builder(status: failure.status)
            faults = [RunFault(failure.words)]
        default:
            ending = .gate(.software)
            faults = [RunFault(Blobgate.fullMessage(for: error))]
        }
        return EndedEarly(
            command: command, ending: ending, faults: faults, omitted: omitted, version: Blobgate.version,
            vantage: Host.name, started: started, finished: .now)
    }
}

extension ReportWriter {
    /// Writes the reports of a run that ended early. The text report is left out: standard error has the message.
    /// - Returns: The paths that could not be written.
    func write(_ early: EndedEarly) -> [String] {
        let summary = output.targets.filter { $0.format == .github && $0.path == environment[.gitHubSummary] }
        var failed = writeFiles(except: summary) { render(early, $0) }
        if isForGitHub { failed += GitHubFiles(output: output, environment: environment).append(early) }
        for target in output.targets where target.path == nil && target.format != .text && target.format != .github {
            Standard.output(render(early, target))
        }
        if isForGitHub { Standard.output(early.annotations(places: places)) }
        return failed
    }

    private func render(_ early: EndedEarly, _ target: OutputTarget) -> String {
        switch target.format {
        case .text: early.text
        case .json: early.json
        case .html: early.html
        case .junit: early.junit(places: places)
        case .gitlab: early.gitlab(places: places)
        case .github: early.summary()
        case .sarif: early.sarif(places: places)
        case .openmetrics:
            early.metrics(
                gate: gate(of: target.path ?? ""), earlier: earlierMetrics(in: target.path ?? ""), watch: watch)
        }
    }
}
