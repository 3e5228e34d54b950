import Foundation
import Lab
import Support
import Testing

/// docs/getting-started.md, followed word by word against the lab. The installation and the reader's own registry are left out.
@Suite(.twoAtATime) struct GettingStartedTests {
    private static let document = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/getting-started.md")

    /// The commands of sections 2 to 6, each with the exit code that its comment states.
    private static func commands() throws -> [(text: String, status: Int32)] {
        let text = try String(contentsOf: document, encoding: .utf8)
        let start = try #require(text.range(of: "\n## 2. "))
        let end = try #require(text.range(of: "\n## 7. "))
        return text[start.upperBound..<end.lowerBound].split(separator: "\n")
            .filter { $0.hasPrefix("    blobgate ") || $0.hasPrefix("    lab ") }
            .map { line in
                let parts = line.split(separator: "#", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                let code = parts.dropFirst().first?.split(separator: " ").last.flatMap { Int32($0) }
                return (parts[0], code ?? 0)
            }
    }

    @Test func everyCommandDoesWhatTheDocumentSays() async throws {
        try await GateLab.run { scene in
            let home = scene.home
            let folder = scene.lab.configurationFile.deletingLastPathComponent()
            try FileManager.default.createDirectory(atPath: home.path(".lab"), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: home.path(".lab/lab"), withDestinationPath: folder.path)
            let port = try #require(scene.lab.registryName.split(separator: ":").last)
            var last: ShellResult?
            let commands = try Self.commands()
            #expect(commands.count >= 12)
            for command in commands {
                let own = command.text.replacing("18443", with: port)
                let text = own.hasPrefix("lab ") ? "blobgate-\(own)" : own
                let result = try await home.shell(text)
                #expect(result.status == command.status, "\(result)")
                last = result
                if text.hasPrefix("blobgate config check") {
                    #expect(!result.output.contains("FAULT"), "\(result)")
                }
                if text.hasPrefix("blobgate check --fresh") {
                    try Self.expectQuoted(result.output, port: String(port))
                }
            }
            #expect(last?.output.contains("recheck") == true)
        }
    }

    /// The refusal in the document is the one that a reader gets. A pipe has no width, so only the words are compared.
    private static func expectQuoted(_ output: String, port: String) throws {
        func words(_ text: some StringProtocol) -> String {
            text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        let text = try String(contentsOf: document, encoding: .utf8).replacing("18443", with: port)
        let start = try #require(text.range(of: "    REFUSED: wrong bytes"))
        let quoted = text[start.lowerBound...].split(separator: "\n")
            .prefix { $0.hasPrefix("    ") }.joined(separator: " ")
        #expect(words(output).contains(words(quoted)), "\(output)")
    }
}
