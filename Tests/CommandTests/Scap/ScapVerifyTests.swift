import Foundation
import Support
import Testing

/// `scap verify`: without a build.
@Suite struct ScapVerifyTests {
    private static func withDesk(
        values: String = "release-before", _ body: (ScapHost) async throws -> Void
    ) async throws {
        try await ScriptedRegistry.run { registry in try await body(try ScapHost(registry, values: values)) }
    }

    private static func gate(_ desk: ScapHost, _ flags: String) async throws -> ShellResult {
        // A gate that reads standard input would swallow answers typed on the terminal.
        try await desk.home.shell("echo answer | blobgate scap verify --config \(desk.configuration) \(flags)")
    }

    @Test(
        arguments: [
            ("--set rollback", 5), ("--set new --report report.json", 6), ("--report report.json", 11),
            ("--set both --state-dir built", 11), ("--set new --report report.json --scope train", 5),
            ("--set rollback --deployments deployments.yaml --release-dir release", 5),
        ] as [(String, Int)])
    func onlyTheRequestedSetsAreChecked(_ flags: String, _ images: Int) async throws {
        try await Self.withDesk { desk in
            let report = try String(contentsOfFile: desk.home.path("report.json"), encoding: .utf8)
            try desk.home.write("built/report.json", report)
            let result = try await Self.gate(desk, flags)
            #expect(result.status == 0, "\(result)")
            #expect(result.output.contains("verified: \(images) images on 1 backend"), "\(result)")
        }
    }

    /// The schema lists these commands too.
    @Test func theSchemaListsTheCommands() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let schema = try Self.object(folder.appending(path: "docs/report.schema.json").path)
        let text = String(decoding: try JSONSerialization.data(withJSONObject: schema), as: UTF8.self)
        for name in ["scap verify", "scap build"] { #expect(text.contains("\"\(name)\"")) }
        try await Self.withDesk { desk in
            let json = desk.home.path("gate.json")
            func expectCommand(_ name: String, _ path: String) throws {
                let report = try Self.object(path)
                #expect(report["command"] as? String == name)
            }
            #expect(try await Self.gate(desk, "--set rollback --output json=\(json)").status == 0)
            try expectCommand("scap verify", json)
            #expect(try await desk.deploy("--expect 0", flags: "--output json=\(json)").result.status == 0)
            try expectCommand("scap build", json)
        }
    }

    private static func object(_ path: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(filePath: path))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test(
        arguments: [
            ("--set both", 65, "state/report.json: cannot be read"),
            ("--report report.json --state-dir built", 64, "specify the same file"),
            ("--report none.json", 65, "none.json: cannot be read"),
            ("--set rollback --release-dir none", 65, "cannot read the folder of values files"),
            (
                "--set rollback --scope other", 65,
                "no deployment target has the scope \"other\"; known scopes are train"
            ),
            ("--set all", 64, "--set"),
        ] as [(String, Int32, String)])
    func faultsAreNamed(_ flags: String, _ status: Int32, _ part: String) async throws {
        try await Self.withDesk { desk in
            let result = try await Self.gate(desk, flags)
            #expect(result.status == status, "\(result)")
            #expect(result.error.contains(part), "\(result)")
            #expect(!result.error.contains("nothing was deployed"), "\(result)")
        }
    }

    /// Running images that cannot be checked do not stop a deploy; proven faults do.
    @Test func undecidedRollbackImagesOnlyWarn() async throws {
        try await Self.withDesk { desk in
            desk.registry.on(.blobs, .status(503))
            let warned = try await Self.gate(desk, "--set rollback")
            #expect(warned.status == 0, "\(warned)")
            #expect(warned.output.contains("WARNING: the deploy continues with"), "\(warned)")
            #expect(try await Self.gate(desk, "--set rollback --undecided block").status == 75)
            desk.registry.heal()
            desk.registry.on(.blobs, .flipByte(at: 4))
            let refused = try await Self.gate(desk, "--set rollback")
            #expect(refused.status == 1, "\(refused)")
            #expect(!refused.output.contains("nothing was deployed"), "\(refused)")
        }
    }

    /// The last lines contain commands that work even if a path has a space.
    @Test func printedCommandsCanBeRunUnchanged() async throws {
        try await Self.withDesk { desk in
            let text = try String(contentsOfFile: desk.configuration, encoding: .utf8)
            let spaced = try desk.home.write(
                "a gate/own gate.yaml",
                text.replacing("release-dir: release", with: "release-dir: ../release")
                    .replacing("deployments: deployments.yaml", with: "deployments: ../deployments.yaml"))
            desk.registry.on(.blobs, .flipByte(at: 4))
            let refused = try await desk.home.shell(
                "blobgate scap verify --set rollback --config '\(spaced)' --ledger 'a gate/own ledger.sqlite'")
            #expect(refused.status == 1, "\(refused)")
            let end = refused.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let command = try #require(end.firstMatch(of: /once fixed: (blobgate recheck .*?), then the same scap/)).1
            desk.registry.heal()
            let healed = try await desk.home.shell(String(command))
            #expect(healed.status == 0, "\(command)\n\(healed)")
            #expect(
                healed.output.hasSuffix(
                    "\nnext   the same scap command again (or retry at its prompt, if it is still asking)\n"),
                "\(healed)")
        }
    }

    /// The state claims no more than is known, before and after scap has written the values files.
    @Test(arguments: [
        ("release-before", "the values files do not contain the new images yet"),
        ("release-after", "11 of 11 values files contain the new images, so they may be running"),
    ])
    func theStateReflectsTheFiles(_ values: String, _ words: String) async throws {
        try await Self.withDesk(values: values) { desk in
            desk.registry.on(.blobs, .flipByte(at: 4))
            let result = try await Self.gate(desk, "--set new --report report.json")
            #expect(result.status == 1, "\(result)")
            let text = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(text.contains("state \(words)"), "\(result)")
        }
    }
}
