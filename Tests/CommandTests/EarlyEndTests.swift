import ArgumentParser
import Foundation
import Glibc
import Support
import Testing

@testable import blobgate

/// The reports of runs that end before they have a verdict.
@Suite struct EarlyEndTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int32
        /// Starts with the subcommand.
        let arguments: [String]
        var files: [String: String] = [:]
        var environment: [String: String] = [:]
        /// Arguments after the options.
        var end: [String] = []

        var testDescription: String { name }
        var command: String { arguments.prefix { !$0.hasPrefix("-") && !$0.contains(".") }.joined(separator: " ") }
    }

    private static let image = "registry.test/app:1"
    private static let web = """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: prod}
        spec:
          template:
            spec:
              containers:
              - name: app
                image: registry.test/web:${TAG}

        """

    static let cases = [
        Case(
            name: "list", status: 65, arguments: ["check", "--from", "images.txt"],
            files: ["images.txt": "\(image)\nregistry.test/App:1\n//\n"]),
        Case(
            name: "placeholder", status: 65, arguments: ["check", "-f", "web.yaml", "--from", "missing.txt"],
            files: ["web.yaml": web]),
        Case(name: "argument", status: 65, arguments: ["plan"], end: ["a b"]),
        Case(name: "tool", status: 65, arguments: ["check", "--helm", "./chart"]),
        Case(
            name: "configuration", status: 78, arguments: ["check", "--config", "gate.yaml"],
            files: ["gate.yaml": "version: 1\npolicy:\n  retrys: 3\n  depth: deep\n"], end: [image]),
        Case(name: "no-configuration", status: 78, arguments: ["check", "--config", "none.yaml"], end: [image]),
        Case(
            name: "variable", status: 78, arguments: ["check"], environment: ["BLOBGATE_DEPTH": "banana"], end: [image]),
        Case(
            name: "node-file", status: 78, arguments: ["check", "--mirrors", "containers=registries.conf"],
            files: ["registries.conf": "[[registry]]\nlocation = 3\n"], end: [image]),
        Case(name: "credentials", status: 78, arguments: ["check", "--authfile", "none.json"], end: [image]),
        Case(name: "backend", status: 64, arguments: ["check", "--backend", "10.0.0.4:443"], end: [image]),
        Case(name: "no-run", status: 78, arguments: ["recheck"], end: ["99"]),
        Case(name: "diagnose", status: 65, arguments: ["diagnose"], end: ["registry.test/App:1"]),
        Case(
            name: "scap-verify", status: 65,
            arguments: ["scap", "verify", "--set", "new", "--report", "none.json"]),
        Case(name: "scap-no-folder", status: 78, arguments: ["scap", "verify", "--set", "rollback"]),
        Case(name: "scap-no-label", status: 65, arguments: ["scap", "build"], end: ["--", "true"]),
        Case(
            name: "scap-builder", status: 65, arguments: ["scap", "build"],
            end: ["--", "sh", "-c", "exit 65", "--label", "vnd.wikimedia.scap.build_state_dir=state"]),
    ]

    private static let names = [
        "text": "gate.txt", "json": "gate.json", "junit": "gate.xml", "gitlab": "gl.json", "github": "summary.md",
        "sarif": "gate.sarif", "openmetrics": "gate.prom",
    ]
    private static let success = "blobgate_last_success_timestamp_seconds{gate=\"gate\"} 1700000000\n"

    private static func text(_ home: GateHome, _ name: String) throws -> String {
        try String(contentsOfFile: home.path(name), encoding: .utf8)
    }

    private static func object(_ home: GateHome, _ name: String) throws -> [String: Any] {
        let data = Data(try text(home, name).utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test(arguments: cases) func everyReportShowsTheEarlyEnd(_ input: Case) async throws {
        let home = try GateHome()
        for (name, text) in input.files { try home.write(name, text) }
        let plain = try await home.run(input.arguments + input.end, environment: input.environment)
        // The reports of the previous run.
        for name in Self.names.values { try home.write(name, Self.success) }
        let outputs = Self.names.flatMap { ["--output", "\($0.key)=\($0.value)"] }
        let github = ["GITHUB_OUTPUT": home.path("outputs"), "GITHUB_STEP_SUMMARY": home.path("step.md")]
        let told = try await home.run(
            input.arguments + outputs + input.end, environment: input.environment.merging(github) { $1 })
        #expect(plain.status == input.status, "\(plain)")
        #expect(told.status == plain.status, "\(told)")
        #expect(told.error == plain.error)
        #expect(plain.output.isEmpty)
        #expect(told.output.split(separator: "\n").allSatisfy { $0.hasPrefix("::error ") }, "\(told)")
        #expect(told.output.split(separator: "\n").last?.hasPrefix("::error title=blobgate%3A no verdict::") == true)

        let document = try Self.object(home, "gate.json")
        #expect(document["endedEarly"] as? Bool == true)
        #expect(document["exitCode"] as? Int == Int(input.status))
        #expect(document["command"] as? String == input.command)
        let faults = try #require(document["faults"] as? [[String: Any]])
        // Exactly the messages on standard error.
        for fault in faults {
            let text = try #require(fault["text"] as? String)
            #expect(told.error.contains(text), "\(text)\n\(told.error)")
            let message = try #require(fault["message"] as? String)
            #expect(text.hasSuffix(message))
        }
        let lines = faults.compactMap { $0["text"] as? String }.flatMap { $0.split(separator: "\n") }.count
        #expect(try Self.text(home, "gate.txt").split(separator: "\n").count == lines + 1)
        let junit = try Self.text(home, "gate.xml")
        #expect(junit.contains("errors=\"\(faults.count)\""))
        #expect(!junit.contains("<failure"))
        let issues = try JSONSerialization.jsonObject(with: Data(Self.text(home, "gl.json").utf8)) as? [Any]
        #expect(issues?.count == faults.count)
        let run = (try Self.object(home, "gate.sarif")["runs"] as? [[String: Any]])?.first
        #expect((run?["results"] as? [Any])?.count == faults.count)
        let metrics = try Self.text(home, "gate.prom")
        #expect(metrics.contains(Self.success))
        #expect(metrics.contains("blobgate_exit_code{gate=\"gate\"} \(input.status)\n"))
        #expect(try Self.text(home, "summary.md").contains("## blobgate \(input.command): NO VERDICT\n"))
        let values = try Self.text(home, "outputs").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(values.indices.filter { $0 % 3 == 1 }.map { values[$0] } == ["", "\(input.status)", "gate.json"])
        #expect(!FileManager.default.fileExists(atPath: home.path("step.md")))

        let data = try JSONSerialization.data(
            withJSONObject: faults, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        let shown = "\(String(decoding: data, as: UTF8.self))\n==== annotations\n\(told.output)"
        let real = home.directory.resolvingSymlinksInPath().path
        try expectSnapshot(
            shown.replacing(real, with: "/home/user").replacing(home.directory.path, with: "/home/user"),
            "early-\(input.name)")
    }

    @Test func withoutAPathTheReportReplacesTheText() async throws {
        let home = try GateHome()
        for (format, start) in [
            ("json", "{"), ("junit", "<?xml "), ("gitlab", "["), ("sarif", "{"), ("github", "::error "),
        ] {
            let result = try await home.run(["check", "--from", "missing.txt", "--output", format])
            #expect(result.status == 65, "\(result)")
            #expect(result.output.hasPrefix(start), "\(result)")
        }
        for flags in [[], ["--output", "text"], ["--quiet"]] {
            let result = try await home.run(["check", "--from", "missing.txt"] + flags)
            #expect(result.output.isEmpty, "\(result)")
        }
        // On GitHub Actions there is no text to fence either.
        let action = try await home.run(
            ["check", "--from", "missing.txt", "--output", "text"], environment: ["GITHUB_ACTIONS": "true"])
        #expect(action.output.isEmpty, "\(action)")
    }

    @Test func theRunnersSummaryIsAppendedTo() async throws {
        let home = try GateHome()
        let summary = try home.write("step.md", "# before\n")
        let environment = ["GITHUB_STEP_SUMMARY": summary]
        for flags in [["github"], ["github=\(summary)"]] {
            _ = try await home.run(
                ["check", "--from", "missing.txt"] + flags.flatMap { ["--output", $0] }, environment: environment)
        }
        let text = try Self.text(home, "step.md")
        #expect(text.hasPrefix("# before\n\n## blobgate check: NO VERDICT\n"))
        #expect(text.components(separatedBy: "NO VERDICT").count == 3)
    }

    @Test func unwritableReportsAreListedAndKeepTheExitCode() async throws {
        let home = try GateHome()
        let plain = try await home.run(["check", "--from", "missing.txt"])
        let result = try await home.run([
            "check", "--from", "missing.txt", "--output", "json=/proc/gate.json", "--output", "junit=gate.xml",
        ])
        #expect(result.status == 65, "\(result)")
        #expect(
            result.error == "blobgate: the report could not be written to /proc/gate.json: No such file or directory\n"
                + plain.error)
        #expect(try Self.text(home, "gate.xml").contains("<error "))
    }

    /// A command line that cannot be parsed has no outputs yet.
    @Test func aCommandLineThatCannotBeParsedWritesNothing() async throws {
        let home = try GateHome()
        let result = try await home.run(["check", "--retries=-1", Self.image, "--output", "json=gate.json"])
        #expect(result.status == 64, "\(result)")
        #expect(!FileManager.default.fileExists(atPath: home.path("gate.json")))
    }

    /// If one shard cannot read its input, merge refuses with the reason.
    @Test func aShardThatEndedEarlyIsNotMerged() async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1], [2]])
            let home = try GateHome()
            for (index, input) in [(1, Self.image), (2, "registry.test/App:1")] {
                _ = try await home.run([
                    "check", "--shard", "\(index)/2", "--backend", "a=\(registry.url)", "--output",
                    "json=\(index).json", input,
                ])
            }
            try home.write("all.xml", "a report of yesterday")
            let merged = try await home.run([
                "merge", "1.json", "2.json", "--output", "junit=all.xml", "--output", "json=all.json",
            ])
            #expect(merged.status == 65, "\(merged)")
            #expect(try Self.object(home, "all.json")["command"] as? String == "merge")
            #expect(try Self.text(home, "all.xml").contains("2.json: the shard ended with exit code 65"))
            #expect(
                merged.error.contains(
                    "2.json: the shard ended with exit code 65 before it reached a verdict: argument 1: "),
                "\(merged)")
        }
    }

    /// Whether an image uses the given digest is known only after the run; if not, there is no report.
    @Test func aDiagnosisWithoutTheContentEndsEarly() async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1]])
            let home = try GateHome()
            let other = "sha256:" + String(repeating: "ab", count: 32)
            let result = try await home.run([
                "diagnose", Self.image, "--digest", other, "--backend", "a=\(registry.url)", "--output",
                "json=gate.json", "--progress", "none",
            ])
            #expect(result.status == 65, "\(result)")
            #expect(try Self.object(home, "gate.json")["exitCode"] as? Int == 65)
        }
    }

    @Test func anInterruptedToolReplacesThePreviousReport() async throws {
        let home = try GateHome()
        let tool = try home.writeProgram("helm", "echo $$ >'\(home.path("started"))'\nexec sleep 600")
        let gate = try home.start(
            ["check", "--helm", "./chart", "--output", "json=gate.json", "--output", "openmetrics=gate.prom"],
            environment: ["HELM_BIN": tool])
        for _ in 0..<600 where !FileManager.default.fileExists(atPath: home.path("started")) {
            try await Task.sleep(for: .milliseconds(50))
        }
        gate.signal(SIGINT)
        let result = try await gate.result(within: .seconds(30))
        #expect(result.status == 130, "\(result)")
        #expect(try Self.object(home, "gate.json")["exitCode"] as? Int == 130)
        #expect(try Self.text(home, "gate.prom").contains("blobgate_exit_code{gate=\"gate\"} 130\n"))
    }

    private struct Strange: Error, CustomStringConvertible { let description = "a strange thing" }

    @Test func internalErrorsAreReportedToo() async throws {
        let home = try GateHome()
        let output = try OutputOptions.parse(["--output", "json=\(home.path("gate.json"))"])
        await #expect(throws: Strange.self) {
            try await EarlyEndReporter("check", output).reportingFailure { throw Strange() }
        }
        let document = try Self.object(home, "gate.json")
        #expect(document["exitCode"] as? Int == 70)
        #expect((document["faults"] as? [[String: Any]])?.first?["text"] as? String == "Error: a strange thing")
    }

    /// If the builder fails, the reports of the previous build are replaced.
    @Test func aFailedBuilderIsReported() async throws {
        let home = try GateHome()
        let result = try await home.run([
            "scap", "build", "--output", "junit=gate.xml", "--", "sh", "-c", "exit 3", "--label",
            "vnd.wikimedia.scap.build_state_dir=state",
        ])
        #expect(result.status == 3, "\(result)")
        #expect(try Self.text(home, "gate.xml").contains("<error type=\"ended-builder\""))
    }
}
