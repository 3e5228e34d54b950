import Foundation
import Gate
import Record
import Support
import Testing
import Yams

/// `hooks/gitlab`: a template with parallel shards and one verdict.
@Suite struct GitLabTests {
    private var template: Node {
        get throws { try #require(try HookFile("gitlab/blobgate.gitlab-ci.yml").documents.first) }
    }

    @Test func jobsAreHidden() throws {
        let names = try template.mapping?.keys.compactMap(\.string) ?? []
        #expect(names == [".blobgate", ".blobgate-verdict"])
    }

    @Test func onlyUndecidedIsRetried() throws {
        let job = try #require(try template[".blobgate"])
        #expect(job.at("retry", "exit_codes")?.numbers == [Int(ExitCode.undecided.rawValue)])
        #expect(job.at("retry", "max")?.int == 2)
        #expect((1...200).contains(try #require(job["parallel"]?.int)))
        // The verdict job runs even after a failed job.
        #expect(try template.at(".blobgate-verdict", "when")?.string == "always")
        #expect(job.at("artifacts", "when")?.string == "always")
    }

    @Test func artifactsMatchTheScriptsOutputs() throws {
        let job = try #require(try template[".blobgate"])
        let script = job["script"]?.strings.joined(separator: "\n") ?? ""
        let written = Self.outputs(script)
        #expect(written.map(\.format) == ["json"])
        let path = written.first?.path.replacing("${CI_NODE_INDEX:-1}", with: "*")
        #expect(path == job.at("artifacts", "paths")?.strings.first)
        let ledger = job.at("variables", "BLOBGATE_LEDGER")?.string
        #expect(ledger == job.at("cache", "paths")?.strings.first.map { "$CI_PROJECT_DIR/\($0)" })
    }

    private static func outputs(_ script: String) -> [(format: String, path: String)] {
        script.matches(of: /--output "(\w+)=([^"]+)"/).map { (String($0.1), String($0.2)) }
    }

    /// Only the job that covers the whole release publishes reports for merge requests.
    @Test func mergeRequestsShowTheVerdictJob() throws {
        let job = try #require(try template[".blobgate-verdict"])
        let script = try #require(job["script"]).strings.joined(separator: "\n")
        let reports = job.at("artifacts", "reports")
        let expected = [
            ("json", job.at("artifacts", "paths")?.strings.first), ("junit", reports?["junit"]?.string),
            ("gitlab", reports?["codequality"]?.string),
        ]
        let written = Self.outputs(script)
        #expect(written.count == expected.count)
        for (format, path) in expected { #expect(written.first { $0.format == format }?.path == path, "\(format)") }
        #expect(job.at("artifacts", "when")?.string == "always")
        #expect(try template.at(".blobgate", "artifacts", "reports") == nil)
        // It does not overwrite its inputs.
        #expect(script.contains(".blobgate/report-*.json"))
        #expect(!written.contains { $0.path.hasPrefix(".blobgate/report-") })
    }

    @Test func optionsAreThoseOfTheGate() async throws {
        for name in [".blobgate", ".blobgate-verdict"] {
            let script = try template.at(name, "script")?.strings ?? []
            let calls = gateCalls(in: script.joined(separator: "\n"))
            #expect(calls.count == 1)
            for call in calls { try await expectKnown(call) }
        }
    }

    /// Runs all jobs like a runner: each with its index, then the verdict on their reports.
    @Test(arguments: [ExitCode.verified, .refused]) func theJobsRun(_ expected: ExitCode) async throws {
        try await Scene.run { scene in
            if expected == .refused { scene.spoil() }
            let job = try #require(try template[".blobgate"])
            // No before_script: a user's job may have its own, to render manifests.
            let lines = try #require(job["script"]).strings
            let input = try #require(job.at("variables", "BLOBGATE_INPUT")?.string)
            var environment = [
                "BLOBGATE_INPUT": input, "CI_PROJECT_DIR": scene.home.directory.path, "CI_NODE_TOTAL": "3",
            ]
            var statuses: [Int32] = []
            for index in 1...3 {
                environment["CI_NODE_INDEX"] = "\(index)"
                environment["BLOBGATE_LEDGER"] = scene.home.path("ledger-\(index).sqlite")
                let result = try await scene.run("set -e\n" + lines.joined(separator: "\n"), environment)
                statuses.append(result.status)
                #expect(try Self.text(".blobgate/report-\(index).json", scene).contains("\"verdict\""), "\(result)")
            }
            #expect(statuses.max() == expected.rawValue, "\(statuses)")
            let verdict = try #require(try template.at(".blobgate-verdict", "script")).strings.joined(separator: "\n")
            let merged = try await scene.run(verdict)
            #expect(merged.status == expected.rawValue, "\(merged)")
            let isGood = expected == .verified
            #expect(try Self.text(".blobgate/junit.xml", scene).contains("<failure ") == !isGood, "\(merged)")
            #expect((try Self.text(".blobgate/quality.json", scene) == "[]\n") == isGood, "\(merged)")
            // A missing shard does not pass.
            let lost = try await scene.run("rm .blobgate/report-2.json; \(verdict)")
            #expect(lost.status == ExitCode.input.rawValue, "\(lost)")
        }
    }

    private static func text(_ path: String, _ scene: Scene) throws -> String {
        try String(contentsOf: scene.home.directory.appending(path: path), encoding: .utf8)
    }
}
