import Foundation
import OCI
import Support
import Testing

/// Text of users, files and servers that a terminal would act on is shown as escapes, whatever the command.
@Suite(.timeLimit(.minutes(10))) struct HostileTextTests {
    static let hostile = "\u{202E}a\u{2066}b\u{1B}[2J\u{7}\u{85}\u{9B}31m\u{2028}\u{200B}\u{FEFF}c"

    private static func expectHarmless(_ result: GateResult, _ label: String) {
        for text in [result.output, result.error] {
            #expect(
                text.unicodeScalars.allSatisfy { (" "..."~").contains($0) || $0 == "\n" },
                "\(label): \(text.debugDescription)")
        }
    }

    @Test(arguments: [
        ["check", hostile], ["check", "registry.test/\(hostile):1"], ["check", "--from", hostile],
        ["check", "-f", hostile],
        ["check", "--\(hostile)"], ["check", "--depth", hostile, "registry.test/a:1"], ["--\(hostile)"], [hostile],
        ["check", "--config", hostile, "registry.test/a:1"],
        ["check", "--output", "json=/no/\(hostile)", "registry.test/a:1"],
        ["check", "--ledger", "/proc/\(hostile)", "--backend", hostile, "registry.test/a:1"],
        ["plan", "--mirrors", hostile, "registry.test/a:1"], ["recheck", hostile], ["recheck", "--ledger", hostile],
        ["merge", hostile], ["merge", "--output", hostile, "a.json"], ["explain", hostile], ["diagnose", hostile],
        ["diagnose", "registry.test/a:1", "--digest", hostile], ["backends", hostile],
        ["ledger", "runs", "--ledger", hostile], ["ledger", "show", hostile], ["ledger", "export", "/no/\(hostile)"],
        ["ledger", "import", hostile], ["override", "--digest", hostile, "--reason", "ticket 7", "--for", "1h"],
        ["override", "--image", hostile, "--reason", "ticket 7", "--for", hostile], ["override", "withdraw", hostile],
        ["override", "list", "--ledger", "/no/\(hostile)"], ["scap", "verify", "--config", hostile],
    ])
    func argumentsAreShownAsEscapes(arguments: [String]) async throws {
        let result = try await GateHome().run(arguments)
        #expect(result.status != 0, "\(result)")
        #expect(!(result.output + result.error).isEmpty)
        Self.expectHarmless(result, "\(arguments)")
    }

    @Test(arguments: ["BLOBGATE_CONFIG", "BLOBGATE_LEDGER", "BLOBGATE_DEPTH", "BLOBGATE_PLATFORMS"])
    func variablesAreShownAsEscapes(name: String) async throws {
        let result = try await GateHome().run(
            ["check", "registry.test/a:1", "--backend", "a=http://127.0.0.1:1", "--retries", "0"],
            environment: [name: Self.hostile])
        Self.expectHarmless(result, name)
    }

    @Test(arguments: ["images.txt", "values.yaml", "blobgate.yaml", "shard.json", "proofs.jsonl"])
    func contentsOfFilesAreShownAsEscapes(name: String) async throws {
        let home = try GateHome()
        let texts = [
            "images.txt": "registry.test/\(Self.hostile):1\n",
            "values.yaml": "image: {repository: \"\(Self.hostile)\"}\n\(Self.hostile)",
            "blobgate.yaml": "version: 1\n\(Self.hostile): 5\nledger: [\"\(Self.hostile)\"]\n",
            "shard.json": #"{"tool":"blobgate","schemaVersion":1,"command":"\#(Self.hostile)"}"#,
            "proofs.jsonl": #"{"ledger":{"version":1,"vantage":"v","blobgate":"1","exportedAt":1}}"# + "\n"
                + #"{"refusal":{"at":1,"path":{"registry":"\#(Self.hostile)","backend":"b","digest":"\#(Self.hostile)"}}}"#
                + "\n",
        ]
        let file = try home.write(name, try #require(texts[name]))
        let arguments =
            switch name {
            case "images.txt": ["check", "--from", file]
            case "values.yaml": ["check", "-f", file]
            case "blobgate.yaml": ["check", "--config", file, "registry.test/a:1"]
            case "shard.json": ["merge", file]
            default: ["ledger", "import", file]
            }
        let result = try await home.run(arguments)
        #expect(result.status != 0, "\(result)")
        Self.expectHarmless(result, name)
    }

    /// What people recorded is listed, and an export is printed.
    @Test func recordsOfTheLedgerAreShownAsEscapes() async throws {
        try await ScriptedRegistry.run { registry in
            let image = try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            registry.on(.blob(image.layers[0].digest), .flipByte(at: 1))
            let home = try GateHome()
            let check = ["check", "--backend", "n=\(registry.url)", "registry.test/app:1"]
            let refused = try await home.run(check)
            #expect(refused.status == 1, "\(refused)")
            let added = try await home.run(["override", "--run", "1", "--for", "1h", "--reason", "why \(Self.hostile)"])
            #expect(added.status == 0, "\(added)")
            for arguments in [
                check, check + ["--output", "json"], ["override", "list"], ["ledger", "runs"], ["ledger", "show", "1"],
                ["ledger", "show", "1", "--json"], ["ledger", "export"], ["recheck", "1"],
                check + ["--output", "junit=/dev/stdout"], check + ["--verbose"],
            ] { Self.expectHarmless(try await home.run(arguments), "\(arguments)") }
            Self.expectHarmless(refused, "refused")
            Self.expectHarmless(added, "added")
        }
    }
}
