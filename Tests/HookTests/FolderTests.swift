import Foundation
import Gate
import Record
import Support
import Testing

/// Rules for every folder under `hooks/`.
@Suite struct FolderTests {
    /// A README documents every exit code: they are in the first column of its table.
    @Test func readmesDocumentEveryExitCode() throws {
        let all = Set(ExitCode.allCases.map { "\($0.rawValue)" })
        for folder in try HookFile.folders where HookFile.withTable(folder) {
            let text = try HookFile("\(folder)/README.md").text
            let lines = text.split(separator: "\n")
            // Fits on one screen.
            #expect(lines.count <= 60, "\(folder): \(lines.count) lines")
            #expect(lines.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7e).contains($0) } }, "\(folder): plain ASCII")
            let cells = lines.filter { $0.hasPrefix("| ") && $0.contains(/^\| (\d|any other)/) }
                .compactMap { $0.split(separator: "|").first }
            let told = Set(cells.flatMap { $0.matches(of: /\d+/).map { String($0.0) } })
            #expect(told.isSuperset(of: all), "\(folder) does not document \(all.subtracting(told).sorted())")
            #expect(cells.contains { $0.contains("any other") }, "\(folder) does not document any other code")
        }
    }

    @Test func theOverviewHasEveryFolder() throws {
        let overview = try HookFile("README.md").text
        for folder in try HookFile.folders {
            #expect(overview.contains("| [\(folder)](\(folder)/README.md) |"), "\(folder)")
            #expect(FileManager.default.fileExists(atPath: HookFile("\(folder)/README.md").path), "\(folder)")
        }
        for match in overview.matches(of: /\]\(([a-z-]+)\/README\.md\)/) {
            #expect(try HookFile.folders.contains(String(match.1)), "\(match.1)")
        }
    }

    @Test func scriptsAreExecutableShell() async throws {
        let scripts = try HookFile.all.filter { try $0.isScript }
        #expect(scripts.count >= 5)
        for script in scripts {
            #expect(FileManager.default.isExecutableFile(atPath: script.path), "\(script.name)")
            #expect(try script.text.hasPrefix("#!/bin/sh\n"), "\(script.name)")
            let home = try GateHome()
            let read = try await home.shell("sh -n '\(script.path)'")
            #expect(read.status == 0, "\(read)")
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/shellcheck")))
    func shellcheckFindsNothing() async throws {
        for script in try HookFile.all.filter({ try $0.isScript }) {
            let result = try await GateHome().shell("shellcheck -s sh '\(script.path)'")
            #expect(result.status == 0, "\(result)")
        }
    }

    @Test func jenkinsUsesExistingOptions() async throws {
        let text = try HookFile("jenkins/Jenkinsfile.example").text
        #expect(text.filter { $0 == "{" }.count == text.filter { $0 == "}" }.count)
        let line = try #require(text.firstMatch(of: /sh '(blobgate-pre-deploy [^']+)'/)).1
        let words = line.split(separator: " ").dropFirst().map(String.init)
        try await expectKnown(["check"] + words)
        // The published files are the ones written.
        let junit = try #require(text.firstMatch(of: /junit testResults: '([^']+)'/)).1
        #expect(words.contains("junit=\(junit)"))
        let kept = try #require(text.firstMatch(of: /archiveArtifacts artifacts: '([^']+)'/)).1.split(separator: ",")
        for name in kept { #expect(words.contains { $0.hasSuffix("=\(name)") }, "\(name)") }
    }

    /// The options of the examples in the READMEs.
    @Test func examplesUseExistingOptions() async throws {
        let known = try await KnownOptions(of: "check")
        for folder in try HookFile.folders {
            let lines = try HookFile("\(folder)/README.md").text.split(separator: "\n")
            for line in lines where line.hasPrefix("    ") && line.contains(/blobgate(-pre-deploy)? (check |-|.*\| )/) {
                let command = line.split(separator: "|").last?.split(separator: "&").first ?? ""
                let words = command.split(separator: " ").map(String.init).filter { $0 != "blobgate-pre-deploy" }
                guard words.first == "blobgate" || words.first?.hasPrefix("-") == true else { continue }
                #expect(known.unknown(in: words).isEmpty, "\(folder): \(line)")
            }
        }
    }
}

extension HookFile {
    /// Hooks with a table of exit codes; the Helm plugin passes the code on unchanged, and an admission controller runs no command.
    static func withTable(_ folder: String) -> Bool { folder != "helm-plugin" && folder != "admission" }
}
