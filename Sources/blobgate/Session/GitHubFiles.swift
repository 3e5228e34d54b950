import Foundation
import Gate
import OCI
import Report

/// What a step of GitHub Actions leaves in files that the runner names.
struct GitHubFiles {
    let output: OutputOptions
    let environment: Environment

    /// Appends the summary, unless it goes elsewhere, and the outputs; the paths that could not be written, with the reason.
    func append(_ run: GateRun) -> [String] {
        var failed: [String] = []
        let other = output.targets.contains { target in
            target.format == .github && target.path.map { $0 != environment[.gitHubSummary] } ?? false
        }
        if !other, let path = environment[.gitHubSummary] {
            let file = WrittenFile(path: path)
            let room = GitHubSummary.largest - min(file.size, GitHubSummary.largest)
            failed += Self.failure(of: file, GitHubSummary.render(run, limit: room))
        }
        if let path = environment[.gitHubOutput] {
            let report = output.targets.first { $0.format == .json && $0.path != nil }?.path
            let lines = GitHubReport.outputs(run, report: report, delimiter: RandomToken.make())
            failed += Self.failure(of: WrittenFile(path: path), lines)
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
