import Foundation
import Support
import Testing

/// Help texts, and the generated documents.
@Suite struct HelpTests {
    @Test(
        arguments: [
            [], ["check"], ["plan"], ["images"], ["recheck"], ["ledger"], ["ledger", "runs"], ["ledger", "show"],
            ["ledger", "prune"], ["ledger", "export"], ["ledger", "import"], ["merge"], ["backends"], ["diagnose"],
            ["explain"], ["init"], ["config"], ["config", "check"], ["override"], ["override", "add"],
            ["override", "list"],
            ["override", "withdraw"], ["scap"], ["scap", "build"], ["scap", "verify"],
        ])
    func helpIsUnchanged(_ command: [String]) async throws {
        let result = try await GateHome().run(command + ["--help"], environment: ["COLUMNS": "100"])
        #expect(result.status == 0, "\(result)")
        #expect(result.error.isEmpty)
        try expectSnapshot(result.output, (["help"] + command).joined(separator: "-"))
    }

    @Test func versionIsOneLine() async throws {
        let result = try await GateHome().run(["--version"])
        #expect(result.status == 0)
        #expect(result.output == "0.1.0\n")
    }

    @Test func theReferenceIsUpToDate() async throws {
        let tables = try await GateHome().run(["tables"])
        #expect(tables.status == 0)
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let kept = try String(contentsOf: root.appending(path: "docs/reference.md"), encoding: .utf8)
        #expect(kept == tables.output, "run make reference")
    }
}
