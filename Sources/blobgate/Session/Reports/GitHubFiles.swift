import Foundation
import Gate
import OCI
import Record
import Report

/// Writes the step summary and the outputs of a GitHub Actions step.
struct GitHubFiles {
    let output: OutputOptions
    let environment: Environment

    /// Appends the outputs, and the summary unless it has another path.
    /// - Returns: The paths that could not be written, with the reason.
    func append(_ run: Run) -> [String] {
        append(
            summary: { GitHubSummary.render(run, limit: $0) },
            outputs: { GitHubReport.outputs(run, report: $0, delimiter: $1) })
    }

    /// The same for a run that ended early.
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
            failed += Self.failure(of: file, summary(room))
        }
        if let path = environment[.gitHubOutput] {
            let report = output.targets.first { $0.format == .json && $0.path != nil }?.path
            failed += Self.failure(of: WrittenFile(path: path), outputs(report, RandomToken.make()))
        }
        return failed
    }

    private static func failure(of file: WrittenFile, _ text: String) -> [String] {
        do throws(WrittenFile.Unwritten) {
            try file.append(text)
            return []
        } catch {
            return ["\(file.path.escapedASCII(limit: 400)): \(error)"]
        }
    }
}
