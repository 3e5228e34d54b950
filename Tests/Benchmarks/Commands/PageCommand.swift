import ArgumentParser
import Foundation

/// `blobgate-bench page`: writes the results of a run into docs/performance.md.
struct PageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "page", abstract: "Write the results of the last run into docs/performance.md.")

    @Option(help: "The results.") var results = ".lab/bench/results-full.json"
    @Option(help: "The page.") var page = "docs/performance.md"

    func run() throws {
        let results = try BenchResults.read(URL(filePath: results))
        let file = URL(filePath: page)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw BenchError("\(page) cannot be read")
        }
        try Data(PerformancePage(text: text).replacing(with: results).utf8).write(to: file, options: .atomic)
    }
}
