import Foundation
import OCI
import Support
import Testing

/// The first backend read is bad and nothing tells cache from storage: the report prints a command that reads the others.
@Suite(.timeLimit(.minutes(10))) struct ReadOthersTests {
    /// Two backends, the first of which has a wrong layer.
    private func withBadFirst(_ body: ([ScriptedRegistry], Digest, GateHome) async throws -> Void) async throws {
        try await ScriptedRegistry.run { first in
            try await ScriptedRegistry.run { second in
                let layer = [UInt8](repeating: 7, count: 4000)
                let image = try first.addImage(to: "app", tag: "1", layers: [layer])
                try second.addImage(to: "app", tag: "1", layers: [layer])
                first.on(.blob(image.layers[0].digest), .flipByte(at: 1234))
                try await body([first, second], image.layers[0].digest, try GateHome())
            }
        }
    }

    private func command(in output: String) throws -> String {
        let lines = output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        return try #require(lines.first { $0.hasPrefix("blobgate diagnose ") }, "\(output)")
    }

    @Test("The printed command works as printed, with backends of the command line")
    func withBackendsOfTheCommandLine() async throws {
        try await withBadFirst { registries, layer, home in
            let refused = try await home.run([
                "check", "--backend", "a=\(registries[0].url)", "--backend", "b=\(registries[1].url)",
                "registry.test/app:1",
            ])
            #expect(refused.status == 1, "\(refused)")
            #expect(registries[1].requests(.blob(layer)).isEmpty)
            let read = try await home.shell(try command(in: refused.output))
            #expect(read.status == 1, "\(read)")
            #expect(!registries[1].requests(.blob(layer)).isEmpty)
            #expect(read.output.contains("1234"), "\(read)")
        }
    }

    @Test("It finds the configuration and the ledger of the run")
    func withAConfigurationElsewhere() async throws {
        try await withBadFirst { registries, layer, home in
            let file = try home.write(
                "it's own.yaml",
                """
                version: 1
                registries:
                  - name: registry.test
                    scheme: http
                    backends: [{name: a, address: "\(registries[0].name)"}, {name: b, address: "\(registries[1].name)"}]

                """)
            let ledger = home.path("other ledger.sqlite")
            let refused = try await home.run(["check", "--config", file, "--ledger", ledger, "registry.test/app:1"])
            #expect(refused.status == 1, "\(refused)")
            let read = try await home.shell(try command(in: refused.output))
            #expect(read.status == 1, "\(read)")
            #expect(!registries[1].requests(.blob(layer)).isEmpty)
            // The other backend is proven now, in the same ledger.
            let count = registries[1].requests(.blob(layer)).count
            let again = try await home.run(["check", "--config", file, "--ledger", ledger, "registry.test/app:1"])
            #expect(again.status == 1, "\(again)")
            #expect(again.output.contains("b has it intact") || again.output.contains("b: intact"), "\(again)")
            #expect(registries[1].requests(.blob(layer)).filter { $0.header("range") == nil }.count <= count)
        }
    }
}
