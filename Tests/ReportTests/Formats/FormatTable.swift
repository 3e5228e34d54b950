import Foundation
import OCI
import Record
import Samples

@testable import Report

/// Each format for CI systems, named like its snapshots.
enum FormatTable {
    static let places = PlaceNames(root: "/builds/release", folder: "/builds/release/deploy")

    static let all: [(name: String, render: @Sendable (Run) -> String)] = [
        ("html", { HTMLReport.render($0) }),
        ("junit", { JUnitReport.render($0, places: places) }),
        ("gitlab", { GitLabReport.render($0, places: places) }),
        ("annotations", { GitHubReport.annotations($0, places: places) }),
        ("summary", { GitHubSummary.render($0) }),
        ("sarif", { SARIFReport.render($0, places: places) }),
        ("metrics", { MetricsReport.render($0, gate: "mediawiki") }),
    ]

    /// Runs with foreign text wherever a value can hold it, each with different text.
    static var hostile: [Run] {
        get throws { try made.get() }
    }

    private static let made = Result {
        try texts.enumerated().map { number, text in
            var sample = try SampleRun()
            sample.vantage = text
            sample.notices = [.input(message: text), .input(message: "note \(text)")]
            for index in sample.images.indices {
                sample.images[index].origins = [.line(file: text + "/x.txt", number: 3), .argument(1)]
            }
            let body = ErrorBody(opening: ServerText(text))
            sample.answer("web", on: "registry1004", with: .status(503, body: body, type: text))
            sample.answer("big", on: "registry1005", with: .wrong("rot", cache: text), .wrong("rot", cache: text))
            sample.answer("base", on: "registry2004", with: .broken(.accessOther, text))
            if number % 2 == 0 {
                sample.backends[1] = SampleRun.backend(
                    "registry1005", address: "10.64.0.5:443", sample.registry, role: .standby)
            }
            return sample.run
        }
    }

    static let texts: [String] = {
        let told = [
            "\n::error file=a,line=1::owned\n", "%0A::warning::owned", "::stop-commands::x\n::add-mask::y",
            "##[error]owned",
            "]]></failure><testcase name='owned'/>", "\"/><x a='", "&amp;&#0;&lt;!--", "<![CDATA[",
            "\u{0}\u{1B}[31m\u{7F}\u{9B}\u{FFFE}",
            "\"}],\"owned\":[{\"", "\\\"\\", "\\u0000\\", "\"} 1\nowned{a=\"", "\n# TYPE owned gauge\nowned 1\n",
            "```\n# owned\n```", "`` ` ``` ````` |", "| a | b |\n| --- | --- |", "<script>alert(1)</script>",
            "\r\n\u{2028}\u{85}",
            "caf\u{e9} \u{202e}\u{1F600} ../../..", ",title=owned:line=2", "EOF\nverdict=verified\n", "", "   ",
        ]
        var generator = SeededGenerator(seed: 6)
        let alphabet = Array("a:,%\n\r\"'<>&]|`\\#{}[]=\u{0}\u{1B}\u{e9}\u{1F600} /.")
        let made = (0..<9).map { _ in
            String(
                (0..<Int.random(in: 1...60, using: &generator)).compactMap { _ in
                    alphabet.randomElement(using: &generator)
                })
        }
        return told + made
    }()
}

/// Pseudorandom numbers, the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
