import Foundation
import Glibc
import Support
import Testing

/// A home folder with shell scripts as rendering tools.
private struct Tools {
    let home: GateHome

    init(_ scripts: [String: String]) throws {
        home = try GateHome()
        for (name, script) in scripts { try home.writeProgram("bin/\(name)", script) }
    }

    /// Prints a chart with this image, and logs its arguments.
    static func prints(_ image: String) -> String {
        #"""
        echo "$@" >>"$HOME/called"
        cat >"$HOME/input"
        echo "a line of progress" >&2
        cat <<'END'
        ---
        # Source: web/templates/deployment.yaml
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: prod}
        spec:
          template:
            spec:
              containers:
                - name: app
                  image: \#(image)
        END
        """#
    }

    var environment: [String: String] { ["PATH": "\(home.path("bin")):/usr/bin:/bin"] }

    func run(_ arguments: [String], _ added: [String: String] = [:], input: String? = nil) async throws -> GateResult {
        try await home.run(arguments, environment: environment.merging(added) { $1 }, input: input)
    }

    func note(_ name: String) -> String {
        (try? String(contentsOfFile: home.path(name), encoding: .utf8)) ?? ""
    }
}

@Suite(.timeLimit(.minutes(10))) struct RenderTests {
    private static let absent = "registry.test/gone:1"

    /// Runs against a registry with one image, `app:1`.
    private func run(
        _ scripts: [String: String], _ arguments: [String], _ added: [String: String] = [:], input: String? = nil,
        files: [String: String] = [:], _ body: (GateResult, Tools) async throws -> Void
    ) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            try registry.addImage(to: "old", tag: "1", layers: [[4, 5, 6]])
            let tools = try Tools(scripts)
            try tools.home.write(
                "blobgate.yaml",
                """
                version: 1
                registries:
                  - {name: registry.test, scheme: http, backends: [{name: a, address: "\(registry.name)"}]}
                """)
            for (name, text) in files { try tools.home.write(name, text) }
            try await body(try await tools.run(arguments, added, input: input), tools)
        }
    }

    struct Call: Sendable, CustomTestStringConvertible {
        let tools: [String]
        let arguments: [String]
        let called: String
        var environment: [String: String] = [:]

        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(arguments: [
        Call(tools: ["helm"], arguments: ["--helm", "./chart"], called: "template ./chart\n"),
        Call(
            tools: ["helm"],
            arguments: ["--helm", "oci://r.test/c", "--", "-f", "a b.yaml", "--version", "1", "--set", "a=b"],
            called: "template oci://r.test/c -f a b.yaml --version 1 --set a=b\n"),
        Call(
            tools: ["helm"], arguments: ["--helm", "a", "--helm", "b", "--", "--debug"],
            called: "template a --debug\ntemplate b --debug\n"),
        Call(tools: ["helm3"], arguments: ["--helm", "c"], called: "template c\n", environment: ["HELM_BIN": "helm3"]),
        Call(tools: ["helmfile"], arguments: ["--helmfile", "h.yaml"], called: "-f h.yaml template\n"),
        Call(
            tools: ["helmfile"], arguments: ["--helmfile", "h.yaml", "-e", "prod", "--", "--selector", "name=web"],
            called: "-f h.yaml -e prod template --selector name=web\n"),
        Call(tools: ["kustomize", "kubectl"], arguments: ["--kustomize", "prod"], called: "build prod\n"),
        Call(tools: ["kubectl"], arguments: ["--kustomize", "prod"], called: "kustomize prod\n"),
    ])
    func isCalledAndRead(_ call: Call) async throws {
        let scripts = Dictionary(uniqueKeysWithValues: call.tools.map { ($0, Tools.prints("registry.test/app:1")) })
        try await run(scripts, ["check"] + call.arguments, call.environment, input: "not for tools") { result, tools in
            #expect(result.status == 0, "\(result)")
            #expect(tools.note("called") == call.called)
            #expect(tools.note("input").isEmpty)
            #expect(!result.error.contains("a line of progress"), "\(result)")
        }
    }

    @Test func aFindingIncludesTheTemplate() async throws {
        let scripts = ["helm": Tools.prints(Self.absent)]
        try await run(scripts, ["check", "--helm", "./chart", "--", "--set", "db.password=hunter2"]) { result, tools in
            #expect(result.status == 1, "\(result)")
            let origin = "the output of helm template ./chart --set db.password=..., line 11"
            let text = result.output.replacing(/\n\s+/, with: " ")
            #expect(text.contains(origin), "\(result)")
            #expect(text.contains("from web/templates/deployment.yaml"), "\(result)")
            let again = try await tools.run(["recheck"])
            #expect(again.status == 1, "\(again)")
            #expect(again.output.replacing(/\n\s+/, with: " ").contains(origin), "\(again)")
            for name in try FileManager.default.subpathsOfDirectory(atPath: tools.home.path("state")) {
                let data = FileManager.default.contents(atPath: tools.home.path("state/\(name)")) ?? Data()
                #expect(data.firstRange(of: Data("hunter2".utf8)) == nil, "\(name)")
            }
        }
    }

    @Test func theRollbackSetIsRenderedToo() async throws {
        let scripts = ["helm": Tools.prints("registry.test/app:1")]
        let old = ["old.yaml": "old: {image: {registry: registry.test, repository: old, tag: \"1\"}}\n"]
        try await run(
            scripts, ["check", "--helm", "c", "--rollback", "values=old.yaml", "--output", "json"], files: old
        ) { result, _ in
            #expect(result.status == 0, "\(result)")
            #expect(result.output.contains("registry.test/old:1"), "\(result)")
            #expect(result.output.contains("values alone do not list all images of a chart"), "\(result)")
        }
    }

    @Test func muchStandardErrorIsHarmless() async throws {
        let chatty = "head -c 3000000 /dev/zero | tr '\\0' 'x' >&2\n" + Tools.prints("registry.test/app:1")
        try await run(["helm": chatty], ["check", "--helm", "c"]) { result, _ in
            #expect(result.status == 0, "\(result)")
        }
    }

    /// Every failure of a tool, as the user sees it.
    @Test(
        arguments: [
            ("missing", ["--helm", "./chart"], [:]), ("helmfile-missing", ["--helmfile", "h.yaml"], [:]),
            ("kustomize-missing", ["--kustomize", "prod"], [:]),
            ("missing-by-variable", ["--helm", "./chart"], ["no": ""]),
            (
                "fails", ["--helm", "./chart", "--", "--set", "password=hunter2"],
                [
                    "helm":
                        "echo 'Error: INSTALLATION FAILED: chart \"web\" matching 1.4 not found' >&2\n"
                        + "printf '\\033[31mhint:\\tcaf\\303\\251\\033[0m\\n\\n' >&2\nexit 3"
                ]
            ), ("fails-silently", ["--kustomize", "prod"], ["kustomize": "exit 1"]),
            ("is-killed", ["--helmfile", "h.yaml"], ["helmfile": "kill -KILL $$"]),
            ("prints-nothing", ["--helm", "./chart"], ["helm": "echo; echo 'nothing to do' >&2"]),
            ("prints-garbage", ["--helm", "./chart"], ["helm": "printf 'Usage:\\n\\thelm [command]\\n'"]),
            (
                "prints-no-image", ["--helm", "./chart"],
                ["helm": "printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\n'"]
            ), ("prints-too-much", ["--helm", "./chart"], ["helm": "head -c 70000000 /dev/zero | tr '\\0' 'x'"]),
            (
                "says-much", ["--helm", "./chart"],
                ["helm": "for i in $(seq 1 30); do echo \"line $i\" >&2; done; exit 1"]
            ),
        ] as [(String, [String], [String: String])])
    func isRejectedWithItsMessage(name: String, arguments: [String], scripts: [String: String]) async throws {
        let tools = try Tools(scripts)
        var variable = scripts["no"] == nil ? [:] : ["HELM_BIN": "/no/such/helm"]
        // Some machines have kubectl.
        if scripts.isEmpty { variable["PATH"] = tools.home.path("bin") }
        let result = try await tools.run(["check"] + arguments, variable)
        #expect(result.status == 65, "\(result)")
        #expect(result.output.isEmpty, "\(result)")
        #expect(!result.error.contains("hunter2"))
        #expect(result.error.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        let shown = arguments.map { $0.replacing("hunter2", with: "...") }
        try expectSnapshot(Transcript.text(of: result, ["check"] + shown, tools.home), "tool-\(name)")
    }

    @Test func faultsOfAllInputsAreReportedTogether() async throws {
        let tools = try Tools(["helm": "exit 1"])
        let result = try await tools.run(["check", "--helm", "a", "--compose", "no.yaml", "BAD"])
        #expect(result.status == 65, "\(result)")
        for words in ["argument 1", "helm template a", "no.yaml"] { #expect(result.error.contains(words), "\(result)") }
    }

    /// A hanging tool ends with the gate, and so do its child processes.
    @Test(arguments: [0, SIGINT, SIGTERM], ["", "trap '' TERM"])
    func aHangingTool(signal: Int32, trap: String) async throws {
        let tools = try Tools([
            "helm":
                "\(trap)\nsleep 300 &\necho $! >\"$HOME/child\"\necho partial\necho $$ >\"$HOME/pid\"\nwait"
        ])
        let start = ContinuousClock.now
        let gate = try tools.home.start(
            ["check", "--helm", "./chart", "--deadline", signal == 0 ? "1s" : "50s"], environment: tools.environment)
        defer { gate.signal(SIGKILL) }
        for _ in 0..<500 where !tools.note("pid").hasSuffix("\n") { try await Task.sleep(for: .milliseconds(20)) }
        if signal != 0 { gate.signal(signal) }
        let result = try await gate.result(within: .seconds(120))
        #expect(ContinuousClock.now - start < .seconds(120))
        #expect(result.status == [SIGINT: 130, SIGTERM: 143][signal, default: 65], "\(result)")
        #expect(result.error.contains("helm template ./chart"), "\(result)")
        #expect(result.error.contains(signal == 0 ? "timed out after 1s" : "interrupted"), "\(result)")
        for name in ["pid", "child"] {
            let number = try #require(Int32(tools.note(name).trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(try await EndedProcess.remains(of: number) == nil, "\(name)")
        }
    }
}

/// `helm blobgate`.
@Suite(.timeLimit(.minutes(10))) struct HelmPluginTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "hooks/helm-plugin")

    private func plugin(_ arguments: String, _ tools: Tools) async throws -> ShellResult {
        let bin = GateProcess.executable.deletingLastPathComponent().path
        // Variables that helm sets for its plugins.
        let environment = [
            "HELM_BIN": tools.home.path("bin/helm"), "HELM_PLUGIN_DIR": Self.folder.path,
            "HELM_REGISTRY_CONFIG": tools.home.path("no/config.json"), "PATH": "\(bin):/usr/bin:/bin",
        ]
        return try await tools.home.shell("\"$HELM_PLUGIN_DIR\"/helm-blobgate \(arguments)", environment: environment)
    }

    @Test func checksWhatHelmRenders() async throws {
        let tools = try Tools(["helm": Tools.prints("registry.test/web:$TAG")])
        let result = try await plugin("./chart -f 'my values.yaml' --set a=b", tools)
        #expect(result.status == 65, "\(result)")
        #expect(tools.note("called") == "template ./chart -f my values.yaml --set a=b\n", "\(result)")
        #expect(result.error.contains("registry.test/web:$TAG"), "\(result)")
    }

    @Test(arguments: [("-h", Int32(0)), ("--help", 0), ("", 64), ("--set a=b", 64)])
    func help(arguments: String, status: Int32) async throws {
        let tools = try Tools(["helm": "exit 1"])
        let result = try await plugin(arguments, tools)
        #expect(result.status == status, "\(result)")
        #expect((status == 0 ? result.output : result.error).contains("Usage: helm blobgate CHART"), "\(result)")
        #expect(tools.note("called").isEmpty)
    }

    @Test func isDescribed() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "plugin.yaml"), encoding: .utf8)
        #expect(text.contains("name: blobgate\n"))
        #expect(text.contains("command: $HELM_PLUGIN_DIR/helm-blobgate\n"))
        #expect(FileManager.default.isExecutableFile(atPath: Self.folder.appending(path: "helm-blobgate").path))
    }
}
