import ArgumentParser
import Foundation
import Gate
import Record
import Registry
import Support
import Testing
import Yams

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

    @Test(arguments: [("scap.cfg.example", 2), ("image-preflight.example", 1), ("supervision-rules.example.yaml", 1)])
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
        let words = try #require(Self.commands(try Self.text("image-preflight.example")).first)
        let check = try #require(try Blobgate.parseAsRoot(words) as? CheckCommand)
        let limit = try #require(try Self.yaml("checks.yaml.example")["checks"]?["image_preflight"]?["timeout"]?.int)
        #expect(try #require(check.policy.effort.deadline).duration < .seconds(limit))
        #expect(Settings.scap.deadline.resolved(nil).duration < .seconds(600))
    }

    private static func yaml(_ name: String) throws -> Node { try #require(try Yams.compose(yaml: try text(name))) }

    /// scap3 takes a script from the revision that is being deployed, once it is fetched; a command before that would see the
    /// files of the live one.
    @Test func theCheckOfScap3ReadsTheNewRevision() throws {
        let check = try #require(try Self.yaml("checks.yaml.example")["checks"]?["image_preflight"])
        #expect(check["type"]?.string == "script" && check["after"]?.string == "fetch" && check["before"] == nil)
        #expect(check["command"]?.string == "image-preflight")
        let words = try #require(Self.commands(try Self.text("image-preflight.example")).first)
        #expect(words.contains("${SCAP_REV_PATH:?}/images.txt"))
        #expect(try Self.text("checks.yaml.example") == Self.text("tests/fixtures/scap3/scap/checks.yaml"))
    }

    /// Runs the example script with a live revision and a new one.
    @Test("the list of the new revision decides, not that of the live one") func theScriptOfScap3() async throws {
        try await ScriptedRegistry.run { registry in
            let desk = try ScapHost(registry)
            let good = "registry.test/restricted/mediawiki-webserver:\(ScapHost.newTag)-webserver"
            try desk.home.write("revs/live/images.txt", good + "\n")
            try desk.home.write("revs/new/images.txt", "registry.test/restricted/none:1\n")
            try desk.home.write("revs/better/images.txt", good + "\n")
            let script = try Self.text("image-preflight.example").replacing("/usr/bin/blobgate", with: "blobgate")
                .replacing("/etc/blobgate/blobgate.yaml", with: desk.configuration)
            try desk.home.writeProgram("image-preflight", script)
            func status(_ revision: String?) async throws -> Int32 {
                let path = revision.map { ["SCAP_REV_PATH": desk.home.path("revs/\($0)")] } ?? [:]
                return try await desk.home.shell("cd revs/live && ../../image-preflight", environment: path).status
            }
            #expect(try await status("new") == 1)
            #expect(try await status("better") == 0)
            #expect(try await status("without-a-list") == 65)
            // An unset variable ends the shell before the gate.
            #expect(try await status(nil) != 0)
        }
    }

    /// A file of rules replaces the commands of scap.cfg, and ends the error rates of stages that it does not list.
    @Test func theRulesKeepTheChecksOfScap() throws {
        let rules = try Self.yaml("supervision-rules.example.yaml")["supervision_rules"]?.sequence.map(Array.init) ?? []
        #expect(!rules.isEmpty)
        for rule in rules {
            let stages = try #require(rule["stages"])
            let commands = try #require(stages["testservers"]?.sequence?.first?["commands"]?.sequence)
            let texts = commands.compactMap(\.string)
            #expect(texts.first?.hasPrefix("httpbb ") == true)
            #expect(texts.last?.contains("/usr/bin/blobgate scap verify") == true)
            for stage in ["canaries", "production"] {
                #expect(stages[stage]?.sequence?.first?["logstash_check"]?["threshold"]?.int != nil)
            }
        }
    }

    @Test(arguments: ["blobgate.yaml.example", "blobgate-2025.yaml.example"])
    func theConfigurationIsRead(_ name: String) async throws {
        let home = try GateHome()
        let maker = try await CertificateMaker()
        let authorities = maker.authority.certificate
        // The commented backends must work too.
        let text = try Self.text(name).replacing("# - {name: storage", with: "- {name: storage")
            .replacing("# kubeconfig:", with: "kubeconfig:")
            .replacing("/etc/ssl/certs/wmf-ca-certificates.crt", with: authorities)
        #expect(text.contains(authorities))
        let read = try ConfigurationReader.read(text, file: home.path("blobgate.yaml"))
        let entry = try #require(read.registries.first)
        #expect(entry.backends.filter { $0.role != .direct }.count == 4)
        #expect(entry.backends.filter { $0.role == .standby }.count == 2)
        let isNew = name == "blobgate.yaml.example"
        #expect(entry.cache?.declaresNoCache == isNew)
        #expect((entry.storage == .s3) == isNew)
        #expect(entry.backends.filter { $0.role == .direct }.map(\.scope.prefix).contains("restricted") == isNew)
        #expect(entry.backends.filter { $0.role == .direct }.count == (isNew ? 4 : 1))
        #expect(read.settings[Settings.scap.escapeOutput] == true)
        #expect(read.settings[Settings.scap.kubeconfig]?.contains("{cluster}") == true)
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
