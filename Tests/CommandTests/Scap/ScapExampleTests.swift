import ArgumentParser
import Foundation
import Gate
import Record
import Registry
import Support
import Testing

@testable import blobgate

/// The example files in `scap-integration`.
@Suite struct ScapExampleTests {
    private static func text(_ name: String) throws -> String {
        try String(contentsOfFile: ScapHost.path("../\(name)"), encoding: .utf8)
    }

    /// The arguments of `/usr/bin/blobgate` in each line that is not a comment, up to the end of the shell command.
    private static func commands(_ text: String) -> [[String]] {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            guard let start = line.range(of: "/usr/bin/blobgate ") else { return nil }
            return line[start.upperBound...].split(whereSeparator: { " \"".contains($0) }).map(String.init)
        }
    }

    @Test(arguments: [("scap.cfg.example", 2), ("checks.yaml.example", 1), ("supervision-rules.example.yaml", 1)])
    func everyCommandIsOneOfBlobgate(_ name: String, _ count: Int) throws {
        let commands = Self.commands(try Self.text(name))
        #expect(commands.count == count)
        for words in commands { _ = try Blobgate.parseAsRoot(words) }
    }

    @Test func theHookIsACommandOfBlobgate() throws {
        let lines = try Self.text("helmfile-hook.example.yaml").split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        #expect(lines.contains("command: /usr/local/bin/blobgate-presync"))
        let words = try Self.hookArguments()
        #expect(words.prefix(3) == ["{{ .Release.Name }}", "{{ .Release.Namespace }}", "{{ .Environment.Name }}"])
        let command = try #require(try Blobgate.parseAsRoot(["check"] + words.dropFirst(3)) as? CheckCommand)
        #expect(try #require(command.policy.effort.deadline).duration <= .seconds(60))
    }

    /// The arguments of the hook, with helmfile's templates expanded.
    private static func hookArguments() throws -> [String] {
        let lines = try text("helmfile-hook.example.yaml").split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let start = try #require(lines.firstIndex(of: "args:"))
        return lines[(start + 1)...].filter { $0.hasPrefix("- ") }.map {
            String($0.dropFirst(2)).replacing("\"", with: "").replacing("{{`", with: "").replacing("`}}", with: "")
        }
    }

    /// scap rolls back with the helmfile apply that runs this hook: only proven faults may stop it.
    @Test func theHookStopsOnlyOnProvenFaults() async throws {
        try await ScriptedRegistry.run { registry in
            let desk = try ScapHost(registry)
            let words = try Self.hookArguments().map {
                $0.replacing("{{ .Release.Name }}", with: "canary").replacing(
                    "{{ .Release.Namespace }}", with: "mw-web"
                )
                .replacing("{{ .Environment.Name }}", with: "codfw")
                .replacing("/etc/helmfile-defaults/mediawiki/release", with: desk.home.path("release"))
            }
            let line = ([ScapHost.path("../../hooks/helmfile/blobgate-presync")] + words).map { "'\($0)'" }
                .joined(separator: " ")
            func hook(_ configuration: String) async throws -> ShellResult {
                try await desk.home.shell(line, environment: ["BLOBGATE_CONFIG": configuration, "BLOBGATE_FRESH": "1"])
            }
            let good = try await hook(desk.configuration)
            #expect(good.status == 0 && good.output.contains("verified: 2 images"), "\(good)")
            registry.on(.blobs, .flipByte(at: 5))
            #expect(try await hook(desk.configuration).status == 1)
            registry.heal()
            registry.on(.blobs, .status(503))
            #expect(try await hook(desk.configuration).status == 0)
            registry.heal()
            registry.access = .basic(user: "me", password: "right")
            let denied = try await hook(desk.configuration)
            #expect(denied.status == 0 && denied.error.contains("NOT proven (exit code 77)"), "\(denied)")
            let missing = try await hook(desk.home.path("none.yaml"))
            #expect(missing.status == 0 && missing.error.contains("NOT proven (exit code 78)"), "\(missing)")
            try FileManager.default.removeItem(atPath: desk.home.path("release"))
            #expect(try await hook(desk.configuration).status == 0)
        }
    }

    /// scap kills a check of test servers after 120 s, and a scap3 check at its timeout: ours must end earlier.
    @Test func deadlinesAreShorterThanThoseOfScap() throws {
        let rule = try #require(Self.commands(try Self.text("supervision-rules.example.yaml")).first)
        let verify = try #require(try Blobgate.parseAsRoot(rule) as? ScapVerifyCommand)
        #expect(try #require(verify.policy.effort.deadline).duration < .seconds(120))
        let words = try #require(Self.commands(try Self.text("checks.yaml.example")).first)
        let check = try #require(try Blobgate.parseAsRoot(words) as? CheckCommand)
        #expect(try #require(check.policy.effort.deadline).duration < .seconds(600))
        #expect(Settings.scap.deadline.resolved(nil).duration < .seconds(600))
    }

    @Test func theConfigurationIsRead() async throws {
        let home = try GateHome()
        let maker = try await CertificateMaker()
        let authorities = maker.authority.certificate
        let text = try Self.text("blobgate.yaml.example")
            .replacing("/etc/ssl/certs/wmf-ca-certificates.crt", with: authorities)
        #expect(text.contains(authorities))
        let read = try ConfigurationReader.read(text, file: home.path("blobgate.yaml"))
        #expect(read.registries.first?.backends.count == 4)
        #expect(read.registries.first?.backends.filter { $0.role == .standby }.count == 2)
        #expect(read.settings[Settings.place.authfile] == "/etc/blobgate/registry-read.json")
        #expect(read.settings[Settings.scap.clusters] == ["eqiad", "codfw"])
        #expect(read.settings[Settings.policy.rollback] == .refused)
        // Its folder is deleted with it.
        withExtendedLifetime(maker) {}
    }

    @Test func theDocumentsArePlain() throws {
        for name in ["README.md", "upstream-proposal.md", "tests/fixtures/README.md"] {
            #expect(try Self.text(name).utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) }, "\(name)")
        }
    }
}
