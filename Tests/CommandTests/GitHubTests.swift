import Foundation
import Support
import Testing

/// The output of a GitHub Actions step, and the runner's files.
@Suite struct GitHubTests {
    private static func check(
        _ home: GateHome, _ registry: ScriptedRegistry, _ outputs: [String], environment: [String: String] = [:]
    ) async throws -> GateResult {
        let images = try home.write("images.txt", "registry.test/app:1\n")
        let flags = ["check", "--retries", "0", "--progress", "none", "--backend", "a=\(registry.url)"]
        return try await home.run(
            flags + ["--from", images] + outputs.flatMap { ["--output", $0] }, environment: environment)
    }

    private static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private static func release(_ body: (ScriptedRegistry, GateHome) async throws -> Void) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1]])
            try await body(registry, GateHome())
        }
    }

    @Test func annotationsSummaryAndOutputs() async throws {
        try await Self.release { registry, home in
            let summary = try home.write("summary.md", "# before\n")
            let environment = [
                "GITHUB_STEP_SUMMARY": summary, "GITHUB_OUTPUT": home.path("outputs"),
                "GITHUB_WORKSPACE": home.directory.path,
            ]
            let report = home.path("report.json")
            let result = try await Self.check(home, registry, ["github", "json=\(report)"], environment: environment)
            #expect(result.status == 0, "\(result)")
            #expect(
                result.output.hasPrefix("::notice title=blobgate%3A verified::verified: 1 image on 1 backend"),
                "\(result)")
            let written = try Self.text(summary)
            #expect(written.hasPrefix("# before\n\n## blobgate check: VERIFIED\n"))
            let outputs = try Self.text(home.path("outputs")).split(separator: "\n")
            #expect(outputs.count == 9)
            let values = outputs.indices.filter { $0 % 3 == 1 }.map { String(outputs[$0]) }
            #expect(values == ["verified", "0", report])
            #expect(Set(outputs.indices.filter { $0 % 3 == 2 }.map { outputs[$0] }).count == 1)
            #expect(outputs[0].hasPrefix("verdict<<blobgate"))
        }
    }

    @Test func aFaultIsAnnotatedAtItsLineAndTheStepFails() async throws {
        try await Self.release { registry, home in
            let images = try home.write("images.txt", "# release\nregistry.test/app:2\n")
            let result = try await home.run(
                [
                    "check", "--retries", "0", "--progress", "none", "--backend", "a=\(registry.url)", "--from", images,
                    "--output", "github", "--output", "text",
                ], environment: ["GITHUB_WORKSPACE": home.directory.path])
            #expect(result.status == 1, "\(result)")
            #expect(
                result.output.contains("\n::error file=images.txt,line=2,title=blobgate%3A manifest not found"),
                "\(result)")
            // The text is fenced with stop-commands.
            let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
            let token = try #require(lines.first?.wholeMatch(of: /::stop-commands::(blobgate[0-9a-f]{20,})/)?.1)
            let end = try #require(lines.firstIndex { $0 == "::\(token)::" })
            #expect(lines[..<end].contains { $0.hasPrefix("REFUSED") })
            #expect(!lines[..<end].dropFirst().contains { $0.hasPrefix("::") })
            #expect(lines[(end + 1)...].dropLast().allSatisfy { $0.hasPrefix("::error ") })
        }
    }

    @Test func theSummaryGoesToAPath() async throws {
        try await Self.release { registry, home in
            let environment = ["GITHUB_STEP_SUMMARY": home.path("step.md"), "GITHUB_ACTIONS": "true"]
            let result = try await Self.check(home, registry, ["github=\(home.path("s.md"))"], environment: environment)
            #expect(result.output.hasPrefix("::notice "), "\(result)")
            #expect(try Self.text(home.path("s.md")).contains("VERIFIED"))
            #expect(!FileManager.default.fileExists(atPath: home.path("step.md")))
            // The runner's file is appended to.
            try home.write("step.md", "mine\n")
            let again = try await Self.check(
                home, registry, ["github=\(home.path("step.md"))"], environment: environment)
            #expect(again.status == 0, "\(again)")
            #expect(try Self.text(home.path("step.md")).hasPrefix("mine\n\n## blobgate"))
        }
    }

    @Test func aSummaryNeverGrowsBeyondWhatGitHubTakes() async throws {
        try await Self.release { registry, home in
            let old = String(repeating: "x", count: 1_048_576 - 200)
            let summary = try home.write("summary.md", old)
            let result = try await Self.check(home, registry, ["github"], environment: ["GITHUB_STEP_SUMMARY": summary])
            #expect(result.status == 0, "\(result)")
            let text = try Self.text(summary)
            #expect(text.hasPrefix(old) && text.utf8.count <= 1_048_576)
        }
    }

    @Test func textOnGitHubIsAlwaysFenced() async throws {
        try await Self.release { registry, home in
            let plain = try await Self.check(home, registry, ["text"])
            #expect(!plain.output.contains("::"), "\(plain)")
            let fenced = try await Self.check(home, registry, ["text"], environment: ["GITHUB_ACTIONS": "true"])
            #expect(fenced.output.hasPrefix("::stop-commands::"), "\(fenced)")
            let json = try await Self.check(home, registry, ["json"], environment: ["GITHUB_ACTIONS": "true"])
            #expect(json.output.hasPrefix("{"), "\(json)")
        }
    }

    @Test func anUnwritableFileIsAFailure() async throws {
        try await Self.release { registry, home in
            for name in ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"] {
                let result = try await Self.check(home, registry, ["github"], environment: [name: "/proc/no/such"])
                #expect(result.status == 70, "\(result)")
                #expect(result.error.contains("/proc/no/such"), "\(result)")
            }
        }
    }
}
