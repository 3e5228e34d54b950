import Foundation
import Support
import Testing

/// The options of a command, taken from its help.
struct KnownOptions {
    private let names: Set<String>

    init(of command: String) async throws {
        let help = try await GateHome().run([command, "--help"], environment: ["COLUMNS": "200"])
        try #require(help.status == 0, "\(help)")
        let lines = help.output.split(separator: "\n").filter { $0.hasPrefix("  -") }
        names = Set(
            lines.flatMap { line in
                line.split(whereSeparator: { " ,=<".contains($0) }).prefix { $0.hasPrefix("-") }.map(String.init)
            })
    }

    /// The unknown options among the arguments; arguments after `--` are for another program.
    func unknown(in arguments: [String]) -> [String] {
        arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("-") && $0 != "-" }
            .compactMap { $0.split(separator: "=").first.map(String.init) }.filter { !names.contains($0) }
    }
}

/// Fails if a call of `blobgate` has an unknown subcommand or option.
func expectKnown(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let command = try #require(arguments.first, sourceLocation: sourceLocation)
    let unknown = try await KnownOptions(of: command).unknown(in: Array(arguments.dropFirst()))
    #expect(unknown.isEmpty, "blobgate \(command) has no such options", sourceLocation: sourceLocation)
}

/// The calls of `blobgate` in shell code: words without quotes, continued lines joined.
func gateCalls(in text: String) -> [[String]] {
    let lines = text.replacing("\\\n", with: " ").split(separator: "\n")
    return lines.compactMap { line in
        let words = line.split(whereSeparator: { " \t'".contains($0) }).map { String($0.replacing("\"", with: "")) }
        guard let program = words.firstIndex(where: { $0 == "blobgate" || $0.hasSuffix("/blobgate") }) else {
            return nil
        }
        return Array(words[(program + 1)...])
    }
}
