import Foundation
import Ledger
import OCI
import Record
import Support
import Testing

@testable import blobgate

/// How long runs stay in the ledger.
@Suite(.timeLimit(.minutes(10))) struct LedgerKeepTests {
    private static func configuration(_ ledger: String) throws -> Configuration {
        try ConfigurationReader.read("version: 1\n\(ledger)", file: "/etc/blobgate.yaml")
    }

    @Test func theLedgerIsAPathOrAMapping() throws {
        let rows = Settings.place
        let plain = try Self.configuration("ledger: l.sqlite\n").settings
        #expect(plain[rows.ledger] == "/etc/l.sqlite")
        #expect(plain[rows.ledgerKeep] == nil)
        let both = try Self.configuration("ledger: {path: l.sqlite, keep: 30d}\n").settings
        #expect(both[rows.ledger] == "/etc/l.sqlite")
        #expect(both[rows.ledgerKeep]?.limit?.seconds == Double(30 * 86_400))
        let keep = try Self.configuration("ledger:\n  keep: forever\n").settings
        #expect(keep[rows.ledger] == nil)
        #expect(keep[rows.ledgerKeep] == .forever)
        #expect(try Self.configuration("ledger: {keep: 0}\n").settings[rows.ledgerKeep] == .forever)
        #expect("\(rows.ledgerKeep.defaultValue)" == "90d")
    }

    @Test(
        arguments: [
            ("keep: 3 months", "ledger.keep: \"3 months\" is not a duration with a unit, such as 90d, or forever"),
            ("kept: 3d", "unknown key \"kept\" in ledger; known keys: path, keep"),
        ])
    func faultsHaveTheirPlace(_ text: String, _ message: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try Self.configuration("ledger:\n  \(text)\n")
        }
        #expect(error.faults == [ConfigurationError.Fault(line: 3, message: message)])
    }

    /// A ledger with one run of a hundred days ago.
    private static func oldLedger(_ home: GateHome) async throws -> String {
        let path = home.path("ledger.sqlite")
        let store = try LedgerStore.open(at: path).store
        let start = RunStart(
            startedAt: .now.addingTimeInterval(-100 * 86_400), vantage: "v", version: "1", command: "check",
            request: Data("{}".utf8))
        let run = try await store.begin(start)
        let facts = RunFacts(version: "1", command: .check, vantage: "v", started: .now, finished: .now)
        try await store.finish(run, Run(facts))
        return path
    }

    private static func runs(_ home: GateHome, _ ledger: String) async throws -> Int {
        let list = try await home.run(["ledger", "runs", "--ledger", ledger])
        #expect(list.status == 0, "\(list)")
        return list.output.split(separator: "\n").count - 1
    }

    @Test(arguments: [("{keep: 90d}", 1), ("{keep: 120d}", 2), ("{keep: forever}", 2)])
    func aRunDeletesOldOnes(_ setting: String, _ left: Int) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let home = try GateHome()
            let ledger = try await Self.oldLedger(home)
            try home.write("blobgate.yaml", "version: 1\nledger: \(setting)\n")
            let check = try await home.run([
                "check", "--ledger", ledger, "--backend", "a=\(registry.url)", "registry.test/app:1",
            ])
            #expect(check.status == 0, "\(check)")
            #expect(try await Self.runs(home, ledger) == left)
        }
    }

    @Test func aDryRunChangesNothing() async throws {
        let home = try GateHome()
        let ledger = try await Self.oldLedger(home)
        let dry = try await home.run(["ledger", "prune", "--dry-run", "--ledger", ledger])
        #expect(dry.status == 0, "\(dry)")
        #expect(dry.output.hasPrefix("would delete 1 runs, 0 proofs, "), "\(dry)")
        #expect(dry.output.hasSuffix("; nothing was changed\n"), "\(dry)")
        #expect(try await Self.runs(home, ledger) == 1)
        let done = try await home.run(["ledger", "prune", "--ledger", ledger])
        #expect(done.output.hasPrefix("deleted 1 runs, "), "\(done)")
        #expect(try await home.run(["ledger", "runs", "--ledger", ledger]).output.hasPrefix("no runs in "))
    }
}
