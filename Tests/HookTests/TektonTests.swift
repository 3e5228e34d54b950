import Foundation
import Gate
import Record
import Support
import Testing
import Yams

/// `hooks/tekton`: a Task that fails unless images are proven, and writes its results in either case.
@Suite struct TektonTests {
    private static let hasJQ = FileManager.default.isExecutableFile(atPath: "/usr/bin/jq")
    private var spec: Node {
        get throws { try #require(try HookFile("tekton/blobgate-task.yaml").object(kind: "Task")["spec"]) }
    }

    @Test func everyVariableIsDeclared() throws {
        let spec = try spec
        func names(_ key: String) -> Set<String> { Set(spec[key]?.nodes.compactMap { $0["name"]?.string } ?? []) }
        #expect(names("results") == ["verdict", "blocked-count", "exit-code"])
        let text = try HookFile("tekton/blobgate-task.yaml").text
        for match in text.matches(of: /\$\((params|results|workspaces|steps)\.([a-z-]+)([.\[][^)]*)?\)/) {
            switch match.1 {
            case "steps": #expect(names("steps").contains(String(match.2.dropFirst("step-".count))), "\(match.0)")
            default: #expect(names(String(match.1)).contains(String(match.2)), "\(match.0)")
            }
        }
        for parameter in spec["params"]?.nodes ?? [] { #expect(parameter["type"]?.string != nil) }
        let volumes = names("volumes")
        #expect(
            spec.at("stepTemplate", "volumeMounts")?.nodes.allSatisfy { volumes.contains($0["name"]?.string ?? "") }
                == true)
    }

    @Test func stepsHaveNoPrivilege() throws {
        let security = try #require(try spec.at("stepTemplate", "securityContext"))
        #expect(security["runAsNonRoot"]?.bool == true && security["allowPrivilegeEscalation"]?.bool == false)
        #expect(security["readOnlyRootFilesystem"]?.bool == true)
        #expect(security.at("capabilities", "drop")?.strings == ["ALL"])
    }

    @Test func theFirstStepLeavesTheVerdictToTheSecond() async throws {
        let steps = try #require(try spec["steps"]).nodes
        #expect(steps.compactMap { $0["name"]?.string } == ["check", "results"])
        #expect(steps[0]["onError"]?.string == "continue")
        #expect(steps[1]["onError"] == nil)
        #expect(steps[0]["command"]?.strings == ["blobgate", "check"])
        try await expectKnown(["check"] + (steps[0]["args"]?.strings ?? []).filter { !$0.hasPrefix("$") })
    }

    /// A gate that was killed while writing, or wrote nothing.
    @Test(.enabled(if: hasJQ), arguments: ["", "{\"verdict\": \"verif", "{}", "[1]"])
    func anInvalidReportKeepsTheExitCode(_ report: String) async throws {
        let home = try GateHome()
        let script = try home.write("script", try #require(try spec["steps"]?.nodes.last?["script"]?.string))
        let environment = [
            "EXIT_CODE_FILE": try home.write("code", "137"), "REPORT": try home.write("report.json", report),
            "VERDICT_RESULT": home.path("result-verdict"), "BLOCKED_COUNT_RESULT": home.path("result-count"),
            "EXIT_CODE_RESULT": home.path("result-code"),
        ]
        let result = try await home.shell("sh \(script)", environment: environment)
        #expect(result.status == 137, "\(result)")
        let results = try ["verdict", "count", "code"].map {
            try String(contentsOfFile: home.path("result-\($0)"), encoding: .utf8)
        }
        #expect(results == ["none", "0", "137"])
    }

    /// Runs both steps like Tekton: with its variables expanded, and the exit code of the first step in a file.
    @Test(
        .enabled(if: hasJQ),
        arguments: [
            (ExitCode.verified, "verified", "0"), (.refused, "refused", "1"), (.undecided, "undecided", "1"),
            (.usage, "none", "0"), (.input, "none", "0"),
        ]) func theTaskRuns(_ expected: ExitCode, _ verdict: String, _ blocked: String) async throws
    {
        try await Scene.run { scene in
            switch expected {
            case .refused: scene.spoil()
            case .undecided: try scene.unplug()
            case .input: try scene.home.write("images.txt", "registry.test/App:1\n")
            default: break
            }
            let steps = try #require(try spec["steps"]).nodes
            let home = scene.home.directory.path
            let arguments = (steps[0]["args"]?.strings ?? []).flatMap { argument in
                argument == "$(params.arguments[*])"
                    ? expected == .usage ? [] : ["--from", "images.txt"]
                    : [argument.replacing("/var/lib/blobgate", with: home)]
            }
            let first = try await scene.run((["blobgate", "check"] + arguments).joined(separator: " "))
            try scene.home.write("exit-code-file", "\(first.status)")
            #expect(first.status == expected.rawValue, "\(first)")

            var environment: [String: String] = [:]
            for variable in steps[1]["env"]?.nodes ?? [] {
                let value = variable["value"]?.string ?? ""
                let result = value.firstMatch(of: /\$\(results\.([a-z-]+)\.path\)/).map { "\(home)/result-\($0.1)" }
                environment[variable["name"]?.string ?? ""] =
                    result ?? (value.hasPrefix("$(steps.") ? "\(home)/exit-code-file" : "\(home)/report.json")
            }
            let script = try scene.home.write("script", try #require(steps[1]["script"]?.string))
            let second = try await scene.run("sh \(script)", environment)
            #expect(second.status == expected.rawValue, "\(second)")
            let results = try ["verdict", "blocked-count", "exit-code"].map {
                try String(contentsOfFile: scene.home.path("result-\($0)"), encoding: .utf8)
            }
            #expect(results == [verdict, blocked, "\(expected.rawValue)"])
        }
    }
}
