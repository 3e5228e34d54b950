import Foundation
import Gate
import Record
import Support
import Testing
import Yams

/// `hooks/helmfile`: blocks on proven faults, but never blocks a rollback because a registry does not answer.
@Suite struct HelmfileTests {
    private let script = HookFile("helmfile/blobgate-presync").path
    private static let stopping: Set<Int32> = [1, 130, 143]

    @Test(arguments: ExitCode.allCases.map(\.rawValue) + [2, 126, 127, 137, 139]) func onlyProvenFaultsStop(
        _ code: Int32
    )
        async throws
    {
        let user = try StubGate(ending: code)
        let result = try await user.run("\(script) web shop production")
        #expect(result.status == (Self.stopping.contains(code) ? code : 0), "\(result)")
        let isWarned = result.error.contains("NOT proven (exit code \(code)); helmfile goes on")
        #expect(isWarned == (code != 0 && !Self.stopping.contains(code)), "\(result)")
        #expect(result.error.hasPrefix("blobgate: release web, namespace shop, environment production\n"), "\(result)")
    }

    /// scap rolls back with the helmfile apply that runs this hook.
    @Test("what the check finds never stops an apply by scap", arguments: ExitCode.allCases.map(\.rawValue))
    func anApplyByScapGoesOn(_ code: Int32) async throws {
        let isInterrupt = [130, 143].contains(code)
        let user = try StubGate(ending: code)
        let scap = ["SUPPRESS_SAL": "true", "BLOBGATE_BLOCK_ON": "75 77"]
        let result = try await user.run("\(script) web shop production", scap)
        #expect(result.status == (isInterrupt ? code : 0), "\(result)")
        #expect(result.error.contains("WARNING") == (code != 0 && !isInterrupt), "\(result)")
        #expect(result.error.contains("are BAD (exit code 1)") == (code == 1), "\(result)")
        let strict = try await user.run(
            "\(script) web shop production", scap.merging(["BLOBGATE_UNDER_SCAP": "block"]) { $1 })
        #expect(strict.status == ([1, 75, 77, 130, 143].contains(code) ? code : 0), "\(strict)")
    }

    @Test("only scap's own mark lets bad bytes pass", arguments: ["", "false", "1"])
    func otherValuesStop(_ value: String) async throws {
        let user = try StubGate(ending: 1)
        #expect(try await user.run("\(script) web shop production", ["SUPPRESS_SAL": value]).status == 1)
    }

    @Test func furtherCodesCanStop() async throws {
        let user = try StubGate(ending: 77, 75)
        let strict = ["BLOBGATE_BLOCK_ON": "64 75 77", "BLOBGATE_UNDECIDED": "block"]
        #expect(try await user.run("\(script) web shop production", strict).status == 77)
        #expect(try await user.run("\(script) web shop production", strict).status == 75)
        #expect(try #require(user.calls.first).arguments.contains("block"))
    }

    @Test(arguments: [
        (["helmfile.yaml"], "helmfile.yaml"), (["helmfile.yaml", "helmfile.yaml.gotmpl"], "helmfile.yaml.gotmpl"),
        (["helmfile.d/a.yaml"], "helmfile.d"), ([], "helmfile.yaml"),
    ]) func theReleaseIsRendered(_ files: [String], _ expected: String) async throws {
        let user = try StubGate(ending: 0)
        for file in files { try user.home.write(file, "") }
        #expect(try await user.run("echo not for it | \(script) web shop production").status == 0)
        let call = try #require(user.calls.first)
        #expect(
            call.arguments == [
                "check", "--progress", "none", "--undecided", "warn", "--helmfile", expected, "-e", "production", "--",
                "--selector", "name=web,namespace=shop", "--skip-deps",
            ])
        #expect(call.input.isEmpty)
        try await expectKnown(call.arguments)
    }

    /// Helmfile starts a hook in the folder of the file with the release.
    @Test func inHelmfileDAllFilesAreRendered() async throws {
        let user = try StubGate(ending: 0)
        try user.home.write("helmfile.d/10-web.yaml", "")
        #expect(try await user.run("cd helmfile.d && \(script) web shop production").status == 0)
        #expect(try #require(user.calls.first).arguments.dropFirst(5).prefix(2) == ["--helmfile", "."])
        let named = ["BLOBGATE_HELMFILE": "10-web.yaml"]
        #expect(try await user.run("cd helmfile.d && \(script) web shop production", named).status == 0)
        #expect(user.calls[1].arguments.dropFirst(5).prefix(2) == ["--helmfile", "10-web.yaml"])
    }

    @Test func namespaceAndEnvironmentMayBeMissing() async throws {
        let user = try StubGate(ending: 0)
        #expect(try await user.run("\(script) web '' ''", ["BLOBGATE_HELMFILE": "other.yaml"]).status == 0)
        #expect(
            try #require(user.calls.first).arguments.dropFirst(5) == [
                "--helmfile", "other.yaml", "--", "--selector", "name=web", "--skip-deps",
            ])
    }

    @Test func otherInputsReplaceRendering() async throws {
        let user = try StubGate(ending: 0)
        #expect(try await user.run("\(script) web shop production --values 'a b.yaml'").status == 0)
        #expect(try #require(user.calls.first).arguments.dropFirst(5) == ["--values", "a b.yaml"])
        #expect(try await user.run("\(script) web shop").status == 64)
        #expect(user.calls.count == 1)
    }

    /// The two requirements for a hook that also runs in rollbacks: bad bytes stop it, a registry that is down does not.
    @Test func badBytesStopButASilentRegistryDoesNot() async throws {
        try await Scene.run { scene in
            try scene.home.write("helmfile.yaml", "releases: []\n")
            try scene.home.write("rendered.yaml", Scene.manifest)
            try scene.program(
                "helmfile", "printf '%s\\n' \"$@\" >\"$HOME/helmfile.arguments\"; cat \"$HOME/rendered.yaml\"")
            let line = "\(script) web shop production"
            let good = try await scene.run(line)
            #expect(good.status == 0 && good.output.contains("\nverified: 1 image"), "\(good)")
            let asked = try String(contentsOfFile: scene.home.path("helmfile.arguments"), encoding: .utf8)
            #expect(
                asked
                    == [
                        "-f", "helmfile.yaml", "-e", "production", "template", "--selector", "name=web,namespace=shop",
                        "--skip-deps", "",
                    ].joined(separator: "\n"))

            scene.spoil()
            let bad = try await scene.run(line, ["BLOBGATE_FRESH": "1"])
            #expect(bad.status == 1, "\(bad)")
            #expect(bad.output.contains("REFUSED: wrong bytes (content-digest)"), "\(bad)")

            scene.registry.heal()
            try scene.unplug()
            let down = try await scene.run(line, ["BLOBGATE_FRESH": "1"])
            #expect(down.status == 0, "\(down)")
            #expect(down.output.contains("UNDECIDED"), "\(down)")
            #expect(down.output.contains("WARNING"), "\(down)")

            try scene.home.write("blobgate.yaml", scene.configuration())
            scene.registry.access = .basic(user: "me", password: "right")
            let denied = try await scene.run(line, ["BLOBGATE_FRESH": "1"])
            #expect(denied.status == 0, "\(denied)")
            #expect(denied.error.contains("NOT proven (exit code 77); helmfile goes on"), "\(denied)")
        }
    }

    @Test func theSnippetIsAPresyncHook() throws {
        let file = HookFile("helmfile/helmfile.hooks.yaml")
        let helmfile = try #require(try file.documents.first)
        let release = try #require(helmfile["releases"]?.nodes.first)
        #expect(release["name"]?.string != nil && release["chart"]?.string != nil)
        // Yams does not expand merge keys.
        let hook = try #require(helmfile.at("templates", "blobgate", "hooks")?.nodes.first)
        #expect(hook["events"]?.strings == ["presync"])
        #expect(hook["showlogs"]?.bool == true)
        #expect(hook["command"]?.string == URL(filePath: script).lastPathComponent)
        let names = ["Release.Name", "Release.Namespace", "Environment.Name"]
        #expect(hook["args"]?.strings == names.map { "{{`{{ .\($0) }}`}}" })
        #expect(try file.text.contains("    <<: *blobgate\n"))
    }
}
