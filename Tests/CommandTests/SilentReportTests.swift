import Foundation
import OCI
import Support
import Testing

/// What a run prints when its reports are in files.
@Suite(.timeLimit(.minutes(10))) struct SilentReportTests {
    private static func run(_ flags: [String], _ body: (GateResult, GateHome) throws -> Void) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let home = try GateHome()
            let common = ["--backend", "a=\(registry.url)", "--retries", "0", "--progress", "none"]
            try body(try await home.run(["check"] + common + flags), home)
        }
    }

    @Test(arguments: ["json=report.json", "junit=report.json", "text=report.json"])
    func aRefusalIsOnStandardError(_ output: String) async throws {
        try await Self.run(["--output", output, "registry.test/app:2"]) { result, home in
            #expect(result.status == 1, "\(result)")
            #expect(result.output.isEmpty, "\(result)")
            #expect(result.error.contains("REFUSED: manifest not found"), "\(result)")
            #expect(result.error.contains("(exit code 1)"), "\(result)")
            #expect(!result.error.contains("\u{1B}"), "\(result)")
            #expect(FileManager.default.fileExists(atPath: home.path("report.json")))
        }
    }

    @Test func quietKeepsTheDiagnosis() async throws {
        try await Self.run(["--quiet", "--output", "json=r.json", "registry.test/app:2"]) { result, _ in
            #expect(result.error.contains("REFUSED: manifest not found"), "\(result)")
            #expect(!result.error.contains("(exit code 1)"), "\(result)")
        }
        try await Self.run(["--quiet", "--output", "json=r.json", "registry.test/app:1"]) { result, _ in
            #expect(result.status == 0, "\(result)")
            #expect(result.error.isEmpty && result.output.isEmpty, "\(result)")
        }
    }

    @Test func aGoodRunIsOneLine() async throws {
        try await Self.run(["--output", "json=r.json", "registry.test/app:1"]) { result, _ in
            #expect(result.output.isEmpty, "\(result)")
            #expect(result.error.hasPrefix("verified: 1 image on 1 backend"), "\(result)")
            #expect(result.error.split(separator: "\n").count == 1, "\(result)")
        }
    }

    @Test(arguments: [["text"], ["json"], ["text=/dev/stdout"], ["github=summary.md"]])
    func aReportOnStandardOutputIsEnough(_ outputs: [String]) async throws {
        let flags = (outputs + ["sarif=r.sarif"]).flatMap { ["--output", $0] }
        try await Self.run(flags + ["registry.test/app:2"]) { result, _ in
            #expect(result.status == 1, "\(result)")
            #expect(!result.output.isEmpty, "\(result)")
            #expect(result.error.isEmpty, "\(result)")
        }
    }

    @Test func aReportThatNobodyReadsIsNotEnough() async throws {
        try await Self.run(["--output", "json=/dev/null", "registry.test/app:2"]) { result, _ in
            #expect(result.error.contains("REFUSED: "), "\(result)")
        }
    }
}
