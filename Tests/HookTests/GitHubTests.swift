import Foundation
import Gate
import Record
import Support
import Testing
import Yams

/// `hooks/github`: a composite action whose inputs become arguments, never shell code.
@Suite struct GitHubTests {
    private let script = HookFile("github/blobgate-action").path
    private var action: Node { get throws { try #require(try HookFile("github/action.yml").documents.first) } }

    @Test func theActionIsComposite() throws {
        let action = try action
        #expect(action["name"]?.string != nil && action["description"]?.string != nil)
        #expect(action.at("runs", "using")?.string == "composite")
        let inputs = action["inputs"]?.mapping.map { $0.map { ($0.key.string ?? "", $0.value) } } ?? []
        for (name, input) in inputs {
            #expect(name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil, "\(name)")
            #expect(input["description"]?.string != nil, "\(name)")
            // GitHub passes only strings.
            #expect(input["default"]?.scalar != nil && input["required"]?.bool == false, "\(name)")
        }
        let outputs = action["outputs"]?.mapping.map { $0.map { ($0.key.string ?? "", $0.value) } } ?? []
        #expect(outputs.map(\.0) == ["verdict", "exit-code", "report"])
        let step = try #require(action.at("runs", "steps")?.nodes.first)
        for (name, output) in outputs {
            #expect(output["value"]?.string == "${{ steps.\(step["id"]?.string ?? "").outputs.\(name) }}")
        }
        #expect(step["shell"]?.string == "bash")
        #expect(step["run"]?.string == #""$GITHUB_ACTION_PATH/blobgate-action""#)
        // Each input is passed as a variable; an expression in `run` would become shell code.
        let passed = step["env"]?.mapping?.values.compactMap(\.string) ?? []
        #expect(Set(passed) == Set(inputs.map { "${{ inputs.\($0.0) }}" }))
        let read = try HookFile("github/blobgate-action").text
        for variable in step["env"]?.mapping?.keys.compactMap(\.string) ?? [] where variable.hasPrefix("INPUT_") {
            #expect(read.contains("${\(variable)"), "\(variable)")
        }
    }

    @Test func inputsBecomeArguments() async throws {
        let user = try StubGate(ending: 75, 0)
        let environment = [
            "INPUT_IMAGES": "r.example/a:1\n\nr.example/b; touch x:1\n", "INPUT_FROM": "a list.txt",
            "INPUT_FILE": "rendered/\n*.yaml",
            "INPUT_ARGUMENTS": "--depth=unpack\n--max-age\n2h", "INPUT_CONFIG": "own.yaml",
            "INPUT_REPORT": "out/r.json",
            "GITHUB_OUTPUT": user.home.path("outputs"), "BLOBGATE_RETRY_PAUSE": "0", "BLOBGATE_RETRY_FOR": "30",
        ]
        let result = try await user.run(script, environment)
        #expect(result.status == 0, "\(result)")
        let expected = [
            "check", "--output", "text", "--output", "github", "--output", "json=out/r.json", "--config", "own.yaml",
            "--from", "a list.txt", "--file", "rendered/", "--file", "*.yaml", "r.example/a:1",
            "r.example/b; touch x:1", "--depth=unpack", "--max-age", "2h",
        ]
        #expect(user.calls.map(\.arguments) == [expected, expected])
        try await expectKnown(expected)
        #expect(try String(contentsOfFile: user.home.path("outputs"), encoding: .utf8) == "exit-code=0\n")
    }

    /// Everything after the two dashes is Helm's: an image there would never be checked.
    @Test func imagesAreNotPassedToHelm() async throws {
        try await Scene.run { scene in
            try scene.program("helm", "printf '%s\\n' \"$@\" >\"$HOME/helm.arguments\"; cat \"$HOME/rendered.yaml\"")
            try scene.home.write("rendered.yaml", Scene.manifest)
            try scene.home.write("web/Chart.yaml", "name: web\n")
            let environment = [
                "INPUT_IMAGES": "registry.test/gone:1", "INPUT_ARGUMENTS": "--helm\n./web\n--\n-f\nproduction.yaml",
            ]
            let result = try await scene.run(script, environment)
            #expect(result.status == 1, "\(result)")
            #expect(result.output.contains("registry.test/gone:1"), "\(result)")
            let asked = try String(contentsOfFile: scene.home.path("helm.arguments"), encoding: .utf8)
            #expect(asked.hasSuffix("-f\nproduction.yaml\n"), "\(asked)")
        }
    }

    @Test(arguments: ["IMAGES", "FROM", "FILE"]) func linesThatLookLikeOptionsAreRejected(_ input: String) async throws
    {
        let user = try StubGate(ending: 0)
        let result = try await user.run(script, ["INPUT_\(input)": "--undecided=warn"])
        #expect(result.status == 64, "\(result)")
        #expect(result.error.contains("the input \(input.lowercased()) has the line \"--undecided=warn\""), "\(result)")
        #expect(user.calls.isEmpty)
    }

    @Test(arguments: ExitCode.allCases.map(\.rawValue) + [127, 137]) func theStepEndsWithTheCode(_ code: Int32)
        async throws
    {
        let user = try StubGate(ending: code)
        let environment = [
            "GITHUB_OUTPUT": user.home.path("outputs"), "BLOBGATE_RETRY_FOR": "0", "BLOBGATE_RETRY_PAUSE": "0",
        ]
        let result = try await user.run(script, environment)
        #expect(result.status == code, "\(result)")
        #expect(try String(contentsOfFile: user.home.path("outputs"), encoding: .utf8) == "exit-code=\(code)\n")
    }

    @Test(arguments: [ExitCode.verified, .refused, .usage]) func theRealGateLeavesOutputsAndSummary(
        _ expected: ExitCode
    ) async throws {
        try await Scene.run { scene in
            if expected == .refused { scene.spoil() }
            let environment = [
                "INPUT_IMAGES": expected == .usage ? "" : Scene.reference, "INPUT_REPORT": scene.home.path("r.json"),
                "GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": scene.home.path("outputs"),
                "GITHUB_STEP_SUMMARY": scene.home.path("summary.md"),
            ]
            let result = try await scene.run(script, environment)
            #expect(result.status == expected.rawValue, "\(result)")
            let outputs = try String(contentsOfFile: scene.home.path("outputs"), encoding: .utf8)
            #expect(outputs.hasSuffix("exit-code=\(expected.rawValue)\n"), "\(outputs)")
            guard expected != .usage else { return }
            #expect(outputs.contains("verdict<<") && outputs.contains("\n\(expected)\n"), "\(outputs)")
            #expect(outputs.contains("\n\(scene.home.path("r.json"))\n"), "\(outputs)")
            let summary = try String(contentsOfFile: scene.home.path("summary.md"), encoding: .utf8)
            #expect(summary.contains("\(expected)".uppercased()), "\(summary)")
            #expect(result.output.contains("::error ") == (expected == .refused), "\(result)")
        }
    }
}
