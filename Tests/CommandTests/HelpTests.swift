import Foundation
import Support
import Testing

@testable import blobgate

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

    @Test func theVersionComesFirst() async throws {
        let result = try await GateHome().run(["--version"])
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 4 && lines.last == "", "\(result)")
        #expect(lines.first == "0.1.0")
        #expect(
            lines[1] == "development build" || lines[1].contains(/^commit [0-9a-f]{12}(-dirty)? of \d{4}-\d\d-\d\d$/))
        #expect(lines[2].contains(/^libcurl\/\d+\.\d+\.\d+.* OpenSSL\/\d+\..* SQLite\/3\.\d+\.\d+$/), "\(result)")
    }

    @Test(
        arguments: [
            ("1f2e3d4c5b6a", "2026-12-01", "commit 1f2e3d4c5b6a of 2026-12-01"),
            ("1f2e3d4c5b6a", nil, "commit 1f2e3d4c5b6a"),
            (nil, "2026-12-01", "development build"),
        ] as [(String?, String?, String)])
    func aBuildNamesItsCommit(_ commit: String?, _ date: String?, _ line: String) {
        let version = VersionText(
            version: "1.2.3", commit: commit, date: date, transferLibraries: "libcurl/8.0.1 OpenSSL/3.1.4",
            sqlite: "3.40.1")
        #expect(version.text == "1.2.3\n\(line)\nlibcurl/8.0.1 OpenSSL/3.1.4 SQLite/3.40.1")
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
