import Foundation
import Record
import Samples
import Testing

@testable import Report

struct GitHubReportTests {
    /// A line as the runner reads it.
    struct Command {
        let name: String
        let properties: [String: String]
        let message: String

        init?(_ line: Substring) {
            guard let match = line.wholeMatch(of: /::([a-z-]+)(?: ([^:]*))?::(.*)/) else { return nil }
            name = String(match.1)
            var properties: [String: String] = [:]
            for field in (match.2 ?? "").split(separator: ",") {
                let parts = field.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { return nil }
                properties[String(parts[0])] = Self.decoded(String(parts[1]))
            }
            self.properties = properties
            message = Self.decoded(String(match.3))
        }

        private static func decoded(_ text: String) -> String {
            text.replacing("%3A", with: ":").replacing("%2C", with: ",").replacing("%0D", with: "\r")
                .replacing("%0A", with: "\n").replacing("%25", with: "%")
        }
    }

    private static func commands(_ run: Run) throws -> [Command] {
        try commands(GitHubReport.annotations(run, places: FormatTable.places))
    }

    static func commands(_ text: String) throws -> [Command] {
        try text.split(separator: "\n").map { try #require(Command($0), "\($0)") }
    }

    @Test func everyLineIsAnAnnotationAndNoKindHasMoreThanTen() throws {
        let runs = try (Scenario.all + Scenario.plans).map { try $0.make() } + FormatTable.hostile
        for run in runs {
            let commands = try Self.commands(run)
            for kind in ["error", "warning", "notice"] { #expect(commands.filter { $0.name == kind }.count <= 10) }
            #expect(commands.allSatisfy { ["error", "warning", "notice"].contains($0.name) })
            #expect(commands.allSatisfy { Set($0.properties.keys).isSubset(of: ["file", "line", "title"]) })
            #expect(commands.allSatisfy { !$0.message.isEmpty && $0.properties["title"] != nil })
            let last = try #require(commands.last)
            #expect(last.properties["title"] == "blobgate: \(run.verdict.rawValue)")
            #expect((last.name == "error") == (run.exitCode != .verified))
        }
    }

    @Test func aFaultIsShownAtTheLineThatReferencesTheImage() throws {
        let scenario = try Scenario.named("t390251")
        let commands = try Self.commands(scenario.make())
        #expect(commands.count == 2)
        #expect(commands[0].name == "error")
        #expect(
            commands[0].properties == [
                "file": "deploy/images.txt", "line": "3", "title": "blobgate: wrong bytes (content-digest)",
            ])
        #expect(commands[0].message.contains("registry1004"))
        #expect(commands[0].message.contains("\ndo: "))
    }

    @Test func moreFaultsThanAreShownAreCounted() throws {
        var sample = try SampleRun()
        sample.images = try (1...30).map { number in
            try .init(
                "\(SampleRun.registryName)/s\(number):1", origins: [.line(file: "i.txt", number: number)],
                blobs: [.init(name: "layer \(number)", size: 9)])
        }
        for number in 1...30 {
            sample.answer("layer \(number)", on: "registry1004", with: .wrong("rot \(number)"), .wrong("rot \(number)"))
        }
        let run = sample.run
        #expect(run.diagnoses.count == 30)
        let commands = try Self.commands(run)
        #expect(commands.count == 10)
        #expect(commands[8].message == "22 more faults of 30: see the report")
        #expect(commands.prefix(8).map { $0.properties["line"] } == (1...8).map { "\($0)" })
    }

    @Test(arguments: [
        ("undecided-let-pass", ["warning", "warning"]), ("overridden", ["warning", "warning"]),
        ("standby-lag", ["notice", "notice"]), ("verified", ["notice"]), ("depth-presence", ["warning"]),
        ("no-backend", ["error", "error"]),
    ])
    func kinds(_ name: String, _ kinds: [String]) throws {
        let scenario = try Scenario.named(name)
        #expect(try Self.commands(scenario.make()).map(\.name) == kinds)
    }

    @Test func outputsCannotEndThemselves() throws {
        let text = GitHubReport.outputs(
            try SampleRun().run, report: "a\nEOF\nverdict=verified\n", delimiter: "blobgate1f")
        #expect(
            text == """
                verdict<<blobgate1f
                verified
                blobgate1f
                exit-code<<blobgate1f
                0
                blobgate1f
                report<<blobgate1f
                a
                EOF
                verdict=verified

                blobgate1f

                """)
    }

    @Test func fencesAreOnSeparateLines() {
        #expect(GitHubReport.fenced("a\n::error::b\n", token: "t1") == "::stop-commands::t1\na\n::error::b\n::t1::\n")
    }

    // MARK: - The summary

    @Test func theSummaryIsWholeOrSaysWhatIsMissing() throws {
        let scenario = try Scenario.named("forty-images")
        let run = try scenario.make()
        let whole = GitHubSummary.render(run)
        #expect(!whole.contains("left out"))
        #expect(run.images.allSatisfy { whole.contains("| `\($0.reference)` |") })
        for limit in stride(from: 0, to: whole.utf8.count, by: 997) {
            let text = GitHubSummary.render(run, limit: limit)
            #expect(text.utf8.count <= max(0, limit))
            // Each fence that is opened is closed.
            #expect(text.split(separator: "\n").filter { $0.hasPrefix("```") }.count.isMultiple(of: 2))
            if limit > 2000 { #expect(text.contains("are left out")) }
        }
    }

    @Test func foreignTextIsNeverMarkdown() throws {
        for run in try FormatTable.hostile {
            var fence: Substring?
            for line in GitHubSummary.render(run).split(separator: "\n") {
                let ticks = line.prefix { $0 == "`" }
                if let open = fence {
                    if ticks.count >= open.count, ticks.count == line.count { fence = nil }
                    continue
                }
                if ticks.count >= 3 {
                    fence = ticks
                    continue
                }
                // Outside of code there is only Blobgate's own text.
                let outside = line.replacing(/`[^`]*`/, with: "")
                #expect(outside.wholeMatch(of: /[A-Za-z0-9 .:|#_,-]*/) != nil, "\(line)")
                if line.hasPrefix("|") { #expect(line.count { $0 == "|" } == 8, "\(line)") }
            }
            #expect(fence == nil)
        }
    }
}
