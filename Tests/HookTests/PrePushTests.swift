import Foundation
import Gate
import Record
import Support
import Testing

/// `hooks/git`: checks the manifests that a push changes, as they are in the pushed commits.
@Suite struct PrePushTests {
    /// A repository with the hook, a bare remote, and one pushed commit.
    private static let setUp = """
        set -eu
        git init -q --bare -b main remote.git
        git init -q -b main release
        cd release
        git config user.name me
        git config user.email me@example.org
        git remote add origin ../remote.git
        mkdir -p apps .github
        echo old >apps/old.yaml
        echo text >README.md
        git add . && git commit -q -m first
        git push -q origin main
        mkdir .githooks
        install -m 755 '\(HookFile("git/pre-push").path)' .githooks/
        git config core.hooksPath .githooks
        """
    private static let change = """
        echo new >apps/web.yaml
        echo new >'apps/a b.yml'
        echo 'on: push' >.github/ci.yaml
        echo 'version: 1' >blobgate.yaml
        echo text >>README.md
        ln -s /etc/hostname apps/link.yaml
        git add . && git commit -q -m second
        """

    /// Runs commands in the repository with a gate that exits with this code.
    private func push(
        ending code: Int32, _ commands: String, _ body: (ShellResult, [StubGate.Call]) async throws -> Void
    ) async throws {
        let user = try StubGate(ending: code)
        let result = try await user.run("\(Self.setUp)\n\(commands)", ["GIT_CONFIG_GLOBAL": "/dev/null"])
        try await body(result, user.calls)
    }

    @Test(arguments: ExitCode.allCases.map(\.rawValue) + [2, 126, 127, 137, 139]) func aRefusalStopsThePush(
        _ code: Int32
    )
        async throws
    {
        let line =
            "\(Self.change)\ngit push -q origin main || true; git --git-dir ../remote.git log --format=%s -1 main"
        try await push(ending: code, line) { result, calls in
            let passes: Set<Int32> = [0, 65, 69, 75]
            #expect(result.status == 0, "\(result)")
            #expect(result.output == (passes.contains(code) ? "second\n" : "first\n"), "\(result)")
            #expect(result.error.contains("WARNING") == [65, 69, 75].contains(code), "\(result)")
            #expect(calls.count == 1)
        }
    }

    @Test func theChangedManifestsArePassed() async throws {
        // The working tree has changed meanwhile.
        let line = "\(Self.change)\necho other >apps/web.yaml; echo more >apps/more.yaml\ngit push -q origin main"
        try await push(ending: 0, line) { result, calls in
            #expect(result.status == 0, "\(result)")
            let call = try #require(calls.first)
            #expect(call.arguments == ["check", "--depth", "manifest", "-f", "."])
            #expect(call.files == ["./refs/heads/main/apps/a b.yml", "./refs/heads/main/apps/web.yaml"])
            #expect(call.input.isEmpty)
            #expect(call.environment["BLOBGATE_CONFIG"]?.hasSuffix("/release/blobgate.yaml") == true)
            try await expectKnown(call.arguments)
        }
    }

    @Test func aNewBranchIsComparedWithTheRemote() async throws {
        let line = """
            git checkout -q -b topic
            \(Self.change)
            echo third >apps/third.yaml; git add apps && git commit -q -m third
            git tag v1
            git push -q origin topic v1
            """
        try await push(ending: 0, line) { result, calls in
            #expect(result.status == 0, "\(result)")
            let files = ["a b.yml", "third.yaml", "web.yaml"]
            #expect(
                calls.map(\.files) == [
                    ["heads/topic", "tags/v1"].flatMap { ref in files.map { "./refs/\(ref)/apps/\($0)" } }
                ])
        }
    }

    @Test(arguments: [
        "git push -q origin :main", "echo text >>README.md; git commit -q -a -m text; git push -q origin main",
        "git rm -q apps/old.yaml; git commit -q -m gone; git push -q origin main", "git push -q origin main:other",
    ]) func aPushWithoutManifestsIsNotChecked(_ command: String) async throws {
        let line = "git --git-dir ../remote.git config receive.denyDeleteCurrent ignore\n\(command)"
        try await push(ending: 1, line) { result, calls in
            #expect(result.status == 0, "\(result)")
            #expect(calls.isEmpty)
        }
    }

    @Test func gitConfigSetsDepthPathAndProgram() async throws {
        let line = """
            git config blobgate.depth full
            git config --add blobgate.path 'apps/w*'
            git config --add blobgate.path '*.yml'
            \(Self.change)
            BLOBGATE_CONFIG=/etc/own.yaml git push -q origin main
            """
        try await push(ending: 0, line) { result, calls in
            #expect(result.status == 0, "\(result)")
            let call = try #require(calls.first)
            #expect(call.arguments == ["check", "--depth", "full", "-f", "."])
            #expect(call.files == ["./refs/heads/main/apps/a b.yml", "./refs/heads/main/apps/web.yaml"])
            #expect(call.environment["BLOBGATE_CONFIG"] == "/etc/own.yaml")
        }
    }

    /// The gate runs in the folder with the pushed files, but the user's paths are relative to the top of the working tree.
    @Test func pathsAreRelativeToTheWorkingTree() async throws {
        let line = """
            mkdir -p 'my tools' && cp "$HOME/bin/blobgate" 'my tools/gate'
            git config blobgate.program 'my tools/gate'
            \(Self.change)
            cd apps
            export BLOBGATE_CONFIG=ci/gate.yaml BLOBGATE_LEDGER=state/l.sqlite BLOBGATE_AUTHFILE=/run/auth.json
            git push -q origin main
            """
        try await push(ending: 0, line) { result, calls in
            #expect(result.status == 0, "\(result)")
            let environment = try #require(calls.first).environment
            #expect(environment["BLOBGATE_CONFIG"]?.hasSuffix("/release/ci/gate.yaml") == true, "\(environment)")
            #expect(environment["BLOBGATE_LEDGER"]?.hasSuffix("/release/state/l.sqlite") == true, "\(environment)")
            #expect(environment["BLOBGATE_AUTHFILE"] == "/run/auth.json")
        }
    }

    @Test func aProgramInTheHomeFolderIsFound() async throws {
        let line = "git config blobgate.program '~/bin/blobgate'\n\(Self.change)\ngit push -q origin main"
        try await push(ending: 0, line) { result, calls in
            #expect(result.status == 0, "\(result)")
            #expect(calls.count == 1)
        }
    }

    @Test func theRealGateStopsAnImageThatIsNotThere() async throws {
        try await Scene.run { scene in
            try scene.home.write("web.yaml", Scene.manifest)
            let commit = "git add . && git commit -q -m next && git push -q origin main"
            let line = "\(Self.setUp)\ncp ../web.yaml apps/ && \(commit)"
            let good = try await scene.run(line, ["GIT_CONFIG_GLOBAL": "/dev/null"])
            #expect(good.status == 0, "\(good)")
            #expect(good.error.contains("registry.test/app:1"), "\(good)")
            let other = "cd release && sed -i s/app:1/app:2/ apps/web.yaml && \(commit)"
            let bad = try await scene.run(other, ["GIT_CONFIG_GLOBAL": "/dev/null"])
            #expect(bad.status == 1, "\(bad)")
            #expect(bad.error.contains("absence-manifest"), "\(bad)")
            #expect(bad.error.contains("refs/heads/main/apps/web.yaml"), "\(bad)")
            try scene.unplug()
            let down = try await scene.run("cd release && git push -q origin main", ["GIT_CONFIG_GLOBAL": "/dev/null"])
            #expect(down.status == 0, "\(down)")
            #expect(down.error.contains("NOT proven: undecided (75)"), "\(down)")
        }
    }
}
