import Foundation
import OCI
import Support
import Testing

/// A ledger that others can change saves no work, and the report says so.
@Suite(.timeLimit(.minutes(10))) struct LedgerTrustTests {
    @Test func proofsThatOthersCouldHaveWrittenAreNotReused() async throws {
        try await ScriptedRegistry.run { registry in
            let image = try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let home = try GateHome()
            let ledger = home.path("ledger.sqlite")
            let arguments = ["check", "--backend", "a=\(registry.url)", "--ledger", ledger, "registry.test/app:1"]
            for (mode, pulls) in [(0o600, 1), (0o600, 1), (0o666, 2), (0o600, 2)] as [(mode_t, Int)] {
                if FileManager.default.fileExists(atPath: ledger) { #expect(chmod(ledger, mode) == 0) }
                let result = try await home.run(arguments)
                #expect(result.status == 0, "\(result)")
                let text = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                #expect(text.contains("is not trusted: everyone can write to") == (mode == 0o666), "\(result)")
                #expect(registry.requests(.blob(image.layers[0].digest)).count == pulls)
            }
            #expect(chmod(ledger, 0o666) == 0)
            for command in [["ledger", "runs"], ["recheck"]] {
                let result = try await home.run(command + ["--ledger", ledger])
                #expect(result.status == 78, "\(result)")
                #expect(result.error.contains("is not trusted"), "\(result)")
            }
        }
    }

    @Test func aLedgerInMemoryIsRefused() async throws {
        let home = try GateHome()
        let config = try home.write("memory.yaml", "version: 1\nledger: \":memory:\"\n")
        let image = "registry.test/app:1"
        for (arguments, environment) in [
            (["check", "--ledger", ":memory:", image], [:]), (["check", image], ["BLOBGATE_LEDGER": ":memory:"]),
            (["check", "--config", config, image], [:]), (["ledger", "runs", "--ledger", ":memory:"], [:]),
        ] as [([String], [String: String])] {
            let result = try await home.run(arguments, environment: environment)
            #expect([64, 78].contains(result.status), "\(result)")
            #expect(result.error.contains("a ledger in memory would be lost after the run"), "\(result)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.directory.path) == ["memory.yaml"])
    }
}
