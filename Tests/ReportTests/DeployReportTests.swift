import Record
import Samples
import Testing

@testable import Report

/// The report for a deploy tool's log.
struct DeployReportTests {
    private static var options: TextOptions {
        var options = TextOptions()
        options.deploy = DeployMessages(
            state: "nothing was deployed; helmfile values unchanged; no host touched",
            again: "the same scap command again", flags: "--config /srv/gate.yaml",
            equalSets: "The values files name the new images already.")
        return options
    }

    /// Scenarios with one bad blob.
    private static let single = [
        "t390251", "look-flipped-bit", "look-zeroed-slice", "absent-on-one",
    ]

    @Test(arguments: Scenario.all.filter { single.contains($0.name) })
    func theBlockOfOneBadBlobFitsATerminal(_ scenario: Scenario) throws {
        let text = TextReport.render(try scenario.make(), options: Self.options)
        try expectSnapshot(text, "deploy-\(scenario.name)")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = try #require(
            lines.lastIndex { $0.hasPrefix("REFUSED: ") && $0.hasSuffix(")") && !$0.contains("exit code") })
        let block = lines[start...].dropLast()
        #expect(block.count <= 25, "\(block.count) lines")
        for line in block { #expect(line.utf8.count <= 100, "\(line.utf8.count): \(line)") }
        for word in [
            "  image ", "  seen ", "  cause ", "  do ", "state  nothing was deployed",
            "next   once fixed: blobgate recheck",
        ] {
            #expect(block.contains { $0.hasPrefix(word) }, "no line begins with \(word)")
        }
        #expect(
            text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(
                "then the same scap command again"))
    }

    /// For any finding and any length of names, everything a deployer needs is on one screen.
    @Test(arguments: Scenario.all, ["images.txt", "/srv/mediawiki-staging/scap/image-build/state/report.json"])
    func noBlockIsLongerThanATerminal(_ scenario: Scenario, _ file: String) throws {
        var place = OriginPlace()
        place.target =
            "stage canaries, mw-web/canary on codfw and eqiad; stage production, mw-web/main on codfw and eqiad, mediawiki publish-83 image"
        let origin = Origin(source: .file(file), number: 6, place: place)
        let named = try scenario.changed { sample in
            for index in sample.images.indices { sample.images[index].origins = [origin] }
        }
        guard let run = named, run.diagnoses.count == 1, run.diagnoses.first?.weight != .reported else { return }
        let text = TextReport.render(run, options: Self.options)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = try #require(lines.lastIndex { $0.wholeMatch(of: /(REFUSED|UNDECIDED): .* \([a-z-]+\)/) != nil })
        let block = lines[start...].dropLast()
        #expect(block.count <= 25, "\(block.joined(separator: "\n"))")
        #expect(block.contains { $0.hasPrefix("  do ") } && block.contains { $0.hasPrefix("  cause ") })
    }

    @Test(arguments: Scenario.all) func everyReportIsPlain(_ scenario: Scenario) throws {
        let text = TextReport.render(try scenario.make(), options: Self.options)
        #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        #expect(text.hasSuffix("\n"))
    }

    /// Each proof has its own age; one line per proof would be hundreds of lines in a release.
    @Test func earlierProofsOnOtherBackendsAreOneGroup() throws {
        var sample = try SampleRun()
        sample.usual = .reused(hours: 3.2, run: 9, cache: "HIT")
        sample.answer("web", on: "registry1004", "registry1005", with: .reused(hours: 1, run: 11, cache: "MISS"))
        for blob in ["config-a", "base", "big", "config-b", "web"] {
            sample.answer(blob, on: "registry2004", with: .status(500))
        }
        let text = TextReport.render(sample.run, options: Self.options)
        #expect(text.contains("registry1004, registry1005: 5 objects: intact, verified by earlier runs"), "\(text)")
    }

    @Test func aContinuingDeployIsNotCalledBlocked() throws {
        let scenario = try Scenario.named("undecided-let-pass")
        let text = TextReport.render(try scenario.make(), options: Self.options)
        #expect(text.contains("WARNING: the deploy continues"))
        #expect(!text.contains("nothing was deployed"))
    }

    @Test(
        arguments: [
            "ls", "tail -c 5242880 /a/b | sha256sum; stat /a/b",
            "curl -f \"${REGISTRY:?}\"'/v2/a/blobs/sha256:1938c5086e226c78e6d5ebcfc4f162ed587786258b3c1c0b4e1aded5d25ccf0d' | sha256sum # right: 1938c5086e226c78e6d5ebcfc4f162ed587786258b3c1c0b4e1aded5d25ccf0d",
            "printf %s 'a b' \"c  d\" e\\ f 'it'\\''s'",
            "grep -aqxF 'KEY: /v2/restricted/mediawiki/blobs/sha256:1938c5086e226c78e6d5ebcfc4f162ed587786258b3c1c0b4e1aded5d25ccf0dbytes=734003200-739246079' /var/cache/nginx-docker-registry/d/73/6cf916a901be4483ce0f223eb49e173d && mv x y",
        ], [40, 60, 100])
    func aBrokenCommandIsTheSameCommand(_ command: String, _ width: Int) {
        let lines = ShellLines.broken(command, width: width, indent: 9)
        for line in lines where !command.contains("\\") && !line.contains("# ") {
            #expect(line.utf8.count <= width, "\(line)")
        }
        for line in lines.dropLast() { #expect(line.hasSuffix("\\"), "\(line)") }
        // As a shell reads it: a backslash at the end of a line is removed with the line feed, white space is collapsed.
        let joined = lines.map { $0.hasSuffix("\\") ? String($0.dropLast()) : $0 }.joined()
        func plain(_ text: String) -> String {
            text.replacing("''", with: "").split(separator: " ").joined(separator: " ")
        }
        #expect(plain(joined) == plain(command))
    }
}
