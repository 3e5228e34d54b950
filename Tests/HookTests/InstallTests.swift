import Foundation
import Support
import Testing
import Yams

/// `hooks/github/install` and `hooks/gitlab/component.yml`: nothing of a tarball is unpacked unless its checksum is right.
@Suite struct InstallTests {
    private static let script = HookFile("github/install/blobgate-install").path

    /// Makes a tarball as of a release, with a program that prints a version; returns its checksum.
    private static func tarball(_ home: GateHome, program: String = "echo 1.2.3") async throws -> String {
        let made = try await home.shell(
            """
            mkdir -p blobgate-1.2.3/bin && printf '#!/bin/sh\\n\(program)\\n' >blobgate-1.2.3/bin/blobgate &&
            chmod 755 blobgate-1.2.3/bin/blobgate && tar -czf blobgate.tar.gz blobgate-1.2.3 &&
            sha256sum blobgate.tar.gz | cut -d ' ' -f 1
            """)
        #expect(made.status == 0, "\(made)")
        return made.output.trimmingCharacters(in: .newlines)
    }

    @Test func theProgramIsInPath() async throws {
        let home = try GateHome()
        let checksum = try await Self.tarball(home)
        let result = try await home.shell(
            "GITHUB_PATH=added '\(Self.script)' 'file://\(home.path("blobgate.tar.gz"))' \(checksum) tools && cat added"
        )
        #expect(result.status == 0, "\(result)")
        #expect(result.output == "1.2.3\ntools/bin\n", "\(result)")
    }

    @Test func aWrongChecksumInstallsNothing() async throws {
        let home = try GateHome()
        let checksum = try await Self.tarball(home)
        let wrong = String(checksum.dropLast()) + (checksum.hasSuffix("0") ? "1" : "0")
        let result = try await home.shell("'\(Self.script)' 'file://\(home.path("blobgate.tar.gz"))' \(wrong) tools")
        #expect(result.status == 1, "\(result)")
        #expect(result.error.contains("has the SHA-256 \(checksum), not \(wrong); nothing is installed"), "\(result)")
        #expect(!FileManager.default.fileExists(atPath: home.path("tools")))
    }

    @Test(arguments: ["", "sha256:abc", "ABCDEF", String(repeating: "0", count: 63)])
    func whatIsNoChecksumEndsBeforeTheDownload(_ checksum: String) async throws {
        let home = try GateHome()
        let result = try await home.shell("'\(Self.script)' file:///nonexistent '\(checksum)' tools")
        #expect(result.status == 64, "\(result)")
        #expect(result.error.contains("is not a SHA-256 checksum"), "\(result)")
    }

    @Test func aProgramThatCannotRunFails() async throws {
        let home = try GateHome()
        let checksum = try await Self.tarball(home, program: "exit 127")
        let result = try await home.shell(
            "GITHUB_PATH=added '\(Self.script)' 'file://\(home.path("blobgate.tar.gz"))' \(checksum) tools")
        #expect(result.status == 1, "\(result)")
        #expect(result.error.contains("libcurl4"), "\(result)")
        #expect(!FileManager.default.fileExists(atPath: home.path("added")))
    }

    @Test func theActionPassesInputsAsVariables() throws {
        let action = try #require(try HookFile("github/install/action.yml").documents.first)
        #expect(action.at("runs", "using")?.string == "composite")
        let step = try #require(action.at("runs", "steps")?.nodes.first)
        #expect(step["run"]?.string?.contains("${{") == false)
        for (name, variable) in [("url", "INPUT_URL"), ("sha256", "INPUT_SHA256")] {
            #expect(action.at("inputs", name, "required")?.bool == true)
            #expect(step.at("env", variable)?.string == "${{ inputs.\(name) }}")
        }
    }

    /// The jobs of the component do what those of the template do, after the installation.
    @Test func theComponentInstallsAndThenRunsTheTemplate() throws {
        let documents = try HookFile("gitlab/component.yml").documents
        try #require(documents.count == 2)
        for name in ["url", "sha256"] { #expect(documents[0].at("spec", "inputs", name, "default") == nil, "\(name)") }
        let commands = documents[1].at(".blobgate-install", "before_script")?.strings ?? []
        let checked = try #require(commands.firstIndex { $0.contains("sha256sum -c") })
        let unpacked = try #require(commands.firstIndex { $0.contains("tar -x") })
        #expect(checked < unpacked)
        let template = try #require(try HookFile("gitlab/blobgate.gitlab-ci.yml").documents.first)
        for (job, hidden) in [("blobgate", ".blobgate"), ("blobgate-verdict", ".blobgate-verdict")] {
            #expect(documents[1].at(job, "extends")?.string == ".blobgate-install")
            let script = documents[1].at(job, "script")?.strings.last
            #expect(script != nil && script == template.at(hidden, "script")?.strings.last, "\(job)")
            #expect(documents[1].at(job, "artifacts") == template.at(hidden, "artifacts"), "\(job)")
        }
        #expect(documents[1].at("blobgate", "retry", "exit_codes") == template.at(".blobgate", "retry", "exit_codes"))
    }
}
