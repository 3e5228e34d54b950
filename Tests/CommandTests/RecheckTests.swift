import Foundation
import Support
import Testing

/// `recheck` repeats an earlier run with its images, backends and configuration.
@Suite struct RecheckTests {
    private static func withRefusal(
        _ body: (ScriptedRegistry, GateHome) async throws -> Void
    ) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            registry.on(.blobs, .flipByte(at: 1))
            try await body(registry, try GateHome())
        }
    }

    private static func configuration(_ registry: ScriptedRegistry) -> String {
        """
        version: 1
        registries:
          - name: registry.test
            scheme: http
            backends: [{name: a, address: "\(registry.name)"}]

        """
    }

    @Test func recheckUsesTheEarlierConfiguration() async throws {
        try await Self.withRefusal { registry, home in
            let file = try home.write("elsewhere/own.yaml", Self.configuration(registry))
            let refused = try await home.run(["check", "--config", file, "registry.test/app:1"])
            #expect(refused.status == 1, "\(refused)")
            registry.heal()
            let healed = try await home.run(["recheck"])
            #expect(healed.status == 0, "\(healed)")
        }
    }

    /// The printed command must recheck this run, not the run of another ledger with the same number.
    @Test func thePrintedCommandNamesTheLedgerAndTheConfiguration() async throws {
        try await Self.withRefusal { registry, home in
            let file = try home.write("it's own.yaml", Self.configuration(registry))
            let ledger = home.path("other ledger.sqlite")
            let refused = try await home.run(
                ["check", "--config", file, "--ledger", ledger, "registry.test/app:1"])
            #expect(refused.status == 1, "\(refused)")
            let command = try #require(refused.output.split(separator: "Once fixed: ").last)
            let still = try await home.shell(String(command))
            #expect(still.status == 1, "\(still)")
            registry.heal()
            #expect(try await home.shell(String(command)).status == 0)
            // The default ledger was never used.
            #expect(try await home.run(["recheck"]).status == 78)
        }
    }

    @Test func recheckFindsTheConfigurationOfTheEarlierRun() async throws {
        try await Self.withRefusal { registry, home in
            let file = try home.write("blobgate.yaml", Self.configuration(registry))
            #expect(try await home.run(["check", "registry.test/app:1"]).status == 1)
            let other = home.path("moved.yaml")
            try FileManager.default.moveItem(atPath: file, toPath: other)
            let lost = try await home.run(["recheck"])
            #expect(lost.status == 78, "\(lost)")
            #expect(lost.error.contains("no such configuration file"), "\(lost)")
            registry.heal()
            #expect(try await home.run(["recheck", "--config", other]).status == 0)
        }
    }

    @Test func recheckUsesTheEarlierBackendsByDefault() async throws {
        try await Self.withRefusal { registry, home in
            let refused = try await home.run(["check", "--backend", "a=\(registry.url)", "registry.test/app:1"])
            #expect(refused.status == 1, "\(refused)")
            #expect(try await home.run(["recheck"]).status == 1)
            try await ScriptedRegistry.run { healthy in
                try healthy.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
                let elsewhere = try await home.run(["recheck", "1", "--backend", "a=\(healthy.url)"])
                #expect(elsewhere.status == 0, "\(elsewhere)")
                #expect(!healthy.requests(.blobs).isEmpty)
            }
        }
    }

    @Test func platformsAreRepeated() async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            registry.on(.blobs, .flipByte(at: 1))
            let home = try GateHome()
            let flags = ["--backend", "a=\(registry.url)", "--platform", "linux/amd64"]
            #expect(try await home.run(["check"] + flags + ["registry.test/app:1"]).status == 1)
            let again = try await home.run(["recheck"])
            #expect(again.output.contains("platforms: linux/amd64"), "\(again)")
        }
    }
}
