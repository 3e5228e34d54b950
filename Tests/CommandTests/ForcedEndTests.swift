import ArgumentParser
import Foundation
import Gate
import Record
import Report
import Support
import Testing

@testable import blobgate

/// How a run that does not end by itself is ended.
struct ForcedEndTests {
    private let events: ProgressEvents
    private let tally = RunTally(next: SilentObserver())

    init() throws { events = try ProgressEvents() }

    private func end(_ control: RunControl) throws -> ForcedEnd {
        let output = try OutputOptions.parse([])
        return ForcedEnd(
            command: .check, output: output, writer: ReportWriter(output: output, environment: Environment([:])),
            tally: tally, control: control)
    }

    @Test func withoutARefusalItIsUndecided() throws {
        let control = RunControl()
        control.stop(.deadline)
        #expect(try end(control).ending.code == .undecided)
        tally.observe(try events.verified(try events.claim("a", "1")))
        tally.observe(events.faulty(try events.claim("b", "1"), .accessStalled))
        #expect(try end(control).ending.code == .undecided)
        let standing = tally.standing(.deadline)
        #expect(standing.good == 1)
        #expect(standing.undecided == 1)
        #expect(standing.refused == 0)
    }

    @Test(arguments: [FindingCode.contentDigest, .absenceBlob])
    func anEstablishedRefusalIsKept(_ code: FindingCode) throws {
        let control = RunControl()
        tally.observe(try events.verified(try events.claim("a", "1")))
        tally.observe(events.faulty(try events.claim("b", "1"), code))
        #expect(try end(control).ending.code == .refused)
        let text = StandingWords.text(tally.standing(.deadline), grace: .seconds(30))
        #expect(text.contains("1 claim verified, 1 refused, 0 undecided"), "\(text)")
        #expect(text.contains("refused: b: sha256:1111"), "\(text)")
        #expect(text.contains("(\(code))"), "\(text)")
    }

    @Test(arguments: [(SIGINT, Record.ExitCode.interrupted), (SIGTERM, .terminated)])
    func aSignalOutranksARefusal(_ number: Int32, _ code: Record.ExitCode) throws {
        let control = RunControl()
        control.stop(.signal(number: number))
        tally.observe(events.faulty(try events.claim("b", "1"), .contentDigest))
        #expect(try end(control).ending.code == code)
        let text = StandingWords.text(tally.standing(control.reason), grace: .seconds(10))
        #expect(text.hasPrefix("the run had not ended 10 s after the signal"), "\(text)")
    }

    @Test func aLaterRoundReplacesAnEarlierResult() throws {
        let claim = try events.claim("b", "1")
        tally.observe(events.faulty(claim, .contentDigest))
        tally.observe(try events.verified(claim))
        #expect(tally.standing(nil).exitCode == .undecided)
    }

    @Test func onlySoManyRefusalsAreListed() throws {
        for letter in "0123456789abcdef" { tally.observe(events.faulty(try events.claim("b", letter), .absenceBlob)) }
        let text = StandingWords.text(tally.standing(.deadline), grace: .seconds(30))
        #expect(text.split(separator: "\n").count == 12, "\(text)")
        #expect(text.hasSuffix("refused: 6 more claims"), "\(text)")
    }
}

/// Outputs that cannot be written, as the user sees them: the verdict is never lost, and decides the exit code.
@Suite(.timeLimit(.minutes(10))) struct UnwrittenOutputTests {
    private static func run(_ arguments: String, _ body: (ShellResult) throws -> Void) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let home = try GateHome()
            let common = "--backend a=\(registry.url) --retries 0 --progress none"
            let command = arguments.replacing("RUN", with: "check \(common) registry.test/app:")
            // An export needs a ledger.
            if command.hasPrefix("ledger") { _ = try await home.shell("blobgate check \(common) registry.test/app:1") }
            try body(try await home.shell("blobgate \(command)"))
        }
    }

    @Test(arguments: [
        "RUN1 --output json=/dev/full", "RUN1 --output junit=/dev/full", "RUN1 --pin json=/dev/full",
        "RUN1 >/dev/full", "ledger export /dev/full", "ledger export >/dev/full",
    ])
    func aGoodRunFails(_ arguments: String) async throws {
        try await Self.run(arguments) { result in
            #expect(result.status == 70, "\(result)")
            #expect(result.error.contains("could not be written"), "\(result)")
            #expect(result.error.contains("No space left on device"), "\(result)")
        }
    }

    @Test(arguments: ["RUN2 --output json=/dev/full", "RUN2 >/dev/full", "RUN2 >&-", "RUN2 --output json >/dev/full"])
    func aRefusalIsStillSeen(_ arguments: String) async throws {
        try await Self.run(arguments) { result in
            #expect(result.status == 1, "\(result)")
            #expect(result.error.contains("REFUSED: manifest not found"), "\(result)")
        }
    }
}
