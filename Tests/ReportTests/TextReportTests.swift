import Record
import Samples
import Testing

@testable import Report

struct TextReportTests {
    @Test(arguments: Scenario.all)
    func theReportIsTheSnapshot(_ scenario: Scenario) throws {
        try expectSnapshot(TextReport.render(scenario.make()), scenario.name)
    }

    @Test(arguments: Scenario.plans)
    func thePlanIsTheSnapshot(_ scenario: Scenario) throws {
        try expectSnapshot(PlanReport.render(scenario.make()), scenario.name)
    }

    @Test(
        arguments: Scenario.all.filter {
            ["verified", "t390251", "standby-lag", "undecided-let-pass"].contains($0.name)
        })
    func theQuietReportIsTheSnapshot(_ scenario: Scenario) throws {
        try expectSnapshot(
            TextReport.render(scenario.make(), options: TextOptions(verbosity: .quiet)), "\(scenario.name)-quiet")
    }

    @Test(arguments: Scenario.all.filter { ["recheck", "t390251"].contains($0.name) })
    func theVerboseReportIsTheSnapshot(_ scenario: Scenario) throws {
        try expectSnapshot(
            TextReport.render(scenario.make(), options: TextOptions(verbosity: .verbose)), "\(scenario.name)-verbose")
    }

    @Test(arguments: Scenario.all + Scenario.plans)
    func withoutColorEverythingIsPrintableASCII(_ scenario: Scenario) throws {
        let run = try scenario.make()
        for verbosity in [TextOptions.Verbosity.quiet, .normal, .verbose] {
            for width in [0, 60, 100, 10_000] {
                let options = TextOptions(verbosity: verbosity, width: width)
                for text in [TextReport.render(run, options: options), PlanReport.render(run, options: options)] {
                    let strange = text.utf8.filter { $0 != 0x0A && !(0x20...0x7E).contains($0) }
                    #expect(strange.isEmpty)
                    #expect(text.hasSuffix("\n"))
                    #expect(!text.split(separator: "\n").contains { $0.hasSuffix(" ") })
                }
            }
        }
    }

    @Test(arguments: Scenario.all)
    func colorChangesNothingButColor(_ scenario: Scenario) throws {
        let run = try scenario.make()
        let colored = TextReport.render(run, options: TextOptions(color: true))
        #expect(colored.contains("\u{1B}["))
        #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == TextReport.render(run))
    }

    /// Only text meant for copying, a command or a URL, may be longer than a line.
    @Test(arguments: Scenario.all)
    func oneBadBlobFitsAScreen(_ scenario: Scenario) throws {
        let run = try scenario.make()
        for diagnosis in run.diagnoses {
            let commands = diagnosis.steps.flatMap(\.commands)
            let lines = DiagnosisBlock(diagnosis, of: run).page(number: 1, of: 3).text
                .split(separator: "\n")
            // With the other causes, each in a line or two: the text has all that the JSON report has.
            #expect(lines.count <= 32, "\(diagnosis.code): \(lines.count)")
            for line in lines where line.utf8.count > 100 {
                let content = String(line.drop { $0 == " " })
                #expect(
                    commands.contains(content) || (content.hasPrefix("https://") && !content.contains(" ")), "\(line)")
            }
        }
    }

    @Test(arguments: Scenario.all)
    func aCommandIsPrintedAsItIs(_ scenario: Scenario) throws {
        let run = try scenario.make()
        for diagnosis in run.diagnoses {
            let block = DiagnosisBlock(diagnosis, of: run, options: TextOptions(width: 60))
            let text = block.page(number: 1, of: 1).text
            let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
            for step in diagnosis.steps where step.purpose != .then {
                for command in step.commands { #expect(lines.contains(command[...]), "\(command)") }
            }
        }
    }

    @Test(arguments: Scenario.all)
    func theLastLineIsTheVerdict(_ scenario: Scenario) throws {
        let run = try scenario.make()
        var lines = TextReport.render(run, options: TextOptions(width: 10_000)).split(separator: "\n")
        // A single shard has no verdict to act on.
        if let shard = run.shard { #expect(lines.popLast()?.hasPrefix("shard \(shard): ONLY PART") == true) }
        if run.shard != nil, run.verdict == .unproven {
            #expect(lines.last?.hasPrefix("no claims in this shard: ") == true)
        } else if run.exitCode == .verified {
            let proven =
                run.policy.depth.provesBlobs ? "verified" : run.policy.depth == .presence ? "present" : "resolved"
            let word = run.verdict == .undecided ? "WARNING" : run.verdict == .overridden ? "OVERRIDDEN" : proven
            #expect(lines.last?.hasPrefix("\(word): ") == true)
        } else {
            #expect(lines.last?.hasPrefix("Blobgate changed nothing; the deploy must not continue.") == true)
        }
    }

    /// A weaker depth is stated in every report format: in the header, in the counts and in the last line.
    @Test(arguments: Scenario.all + Scenario.plans)
    func aWeakDepthIsNamedEverywhere(_ scenario: Scenario) throws {
        let run = try scenario.make()
        let caveat = run.policy.depth.caveat ?? "proves nothing"
        for verbosity in [TextOptions.Verbosity.quiet, .normal, .verbose] {
            let options = TextOptions(verbosity: verbosity, width: 10_000)
            let text = TextReport.render(run, options: options)
            let lines = text.split(separator: "\n")
            let named = run.policy.depth.provesBlobs ? 0 : verbosity == .quiet ? 1 : run.command == .plan ? 2 : 3
            #expect(lines.filter { $0.contains(caveat) }.count == named, "\(text)")
            // The last line may be the next command, which is there to be copied.
            #expect(lines.suffix(2).contains { $0.contains(caveat) } == !run.policy.depth.provesBlobs)
        }
    }

    @Test func quietSuccessIsOneLine() throws {
        let run = try SampleRun().run
        #expect(TextReport.render(run, options: TextOptions(verbosity: .quiet)).split(separator: "\n").count == 1)
    }
}

struct UnitsTests {
    @Test(arguments: [
        (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (99_949, "99.9 kB"), (99_950, "100 kB"),
        (999_499, "999 kB"), (999_500, "1.0 MB"), (1_119_805_497, "1.1 GB"), (Int64.max, "9.2 EB"),
    ])
    func bytes(_ count: Int64, _ expected: String) { #expect(Units.bytes(count) == expected) }

    @Test(arguments: [
        (-1, "0.0 s"), (0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (60, "1 min"), (185, "3 min 5 s"),
        (3600, "1 h"), (7440, "2 h 4 min"),
    ])
    func durations(_ seconds: Double, _ expected: String) { #expect(Units.duration(seconds) == expected) }

    @Test(arguments: [
        (-5, "just now"), (0.9, "just now"), (59.9, "59 s ago"), (3599, "59 min ago"), (11_520, "3 h ago"),
        (172_799, "47 h ago"), (172_800, "2 d ago"),
    ])
    func ages(_ seconds: Double, _ expected: String) { #expect(Units.age(seconds) == expected) }
}
