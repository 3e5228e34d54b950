import Foundation
import Gate
import Report

/// What a step of GitHub Actions leaves in files that the runner names.
struct GitHubFiles {
    let output: OutputOptions
    let environment: Environment

    /// Appends the summary, unless it goes elsewhere, and the outputs; the paths that could not be written.
    func append(_ run: some ReportedRun) -> [String] {
        append(
            summary: { GitHubSummary.render(run, limit: $0) },
            outputs: { GitHubReport.outputs(run, report: $0, delimiter: $1) })
    }

    /// The same of a run that ended early.
    func append(_ early: EndedEarly) -> [String] {
        append(
            summary: { early.summary(limit: $0) }, outputs: { early.outputs(report: $0, delimiter: $1) })
    }

    private func append(
        summary: (_ limit: Int) -> String, outputs: (_ report: String?, _ delimiter: String) -> String
    ) -> [String] {
        var failed: [String] = []
        let other = output.targets.contains { target in
            target.format == .github && target.path.map { $0 != environment[.gitHubSummary] } ?? false
        }
        if !other, let path = environment[.gitHubSummary] {
            let file = WrittenFile(path: path)
            let room = GitHubSummary.largest - min(file.size, GitHubSummary.largest)
            if !file.append(summary(room)) { failed.append(path) }
        }
        if let path = environment[.gitHubOutput] {
            let report = output.targets.first { $0.format == .json && $0.path != nil }?.path
            if !WrittenFile(path: path).append(outputs(report, RandomToken.make())) { failed.append(path) }
        }
        return failed
    }
}
