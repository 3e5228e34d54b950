import Foundation
import Support
import Testing

/// Runs that fail for external reasons, as the user sees them.
@Suite struct RefusalTests {
    private static func run(
        _ registry: ScriptedRegistry, _ flags: [String], environment: [String: String] = [:]
    ) async throws -> String {
        let home = try GateHome()
        let arguments = ["check", "--quiet", "--retries", "0"] + flags + ["registry.test/app:1"]
        let backend = ["--backend", "a=\(registry.url)"]
        let result = try await home.run(arguments + backend, environment: environment)
        return Transcript.text(of: result, arguments, home).replacing(registry.name, with: "127.0.0.1:5000")
    }

    @Test func refusedCredentials() async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1]])
            registry.access = .basic(user: "me", password: "right")
            try expectSnapshot(try await Self.run(registry, []), "credentials-none")
            let home = try GateHome()
            let auth = Data("me:wrong".utf8).base64EncodedString()
            try home.write("docker/config.json", #"{"auths":{"registry.test":{"auth":"\#(auth)"}}}"#)
            let docker = ["DOCKER_CONFIG": home.path("docker")]
            try expectSnapshot(try await Self.run(registry, [], environment: docker), "credentials-wrong")
            let right = Data("me:right".utf8).base64EncodedString()
            try home.write("docker/config.json", #"{"auths":{"registry.test":{"auth":"\#(right)"}}}"#)
            try expectSnapshot(try await Self.run(registry, [], environment: docker), "credentials-right")
        }
    }

    @Test func aLedgerThatCannotBeWritten() async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1]])
            let seen = try await Self.run(registry, ["--ledger", "/proc/no/ledger.sqlite"])
            try expectSnapshot(seen, "check-ledger-cannot-be-written")
        }
    }

    @Test func aNameThatDoesNotExist() async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "2", layers: [[1]])
            try expectSnapshot(try await Self.run(registry, []), "tag-not-there")
        }
    }

    /// The resolver's message depends on the system, so there is no snapshot.
    @Test func aHostThatDoesNotExist() async throws {
        let home = try GateHome()
        let result = try await home.run(["check", "no-such-host.invalid/app:1"])
        #expect(result.status == 75, "\(result)")
        #expect(result.output.contains("UNDECIDED: no backend address (access-resolve)"), "\(result)")
        #expect(result.output.contains("no-such-host.invalid"), "\(result)")
    }

    @Test func anUnwritableReportIsAFailure() async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1]])
            let home = try GateHome()
            let result = try await home.run([
                "check", "--backend", "a=\(registry.url)", "--output", "json=/proc/report.json", "registry.test/app:1",
            ])
            #expect(result.status == 70, "\(result)")
            #expect(result.error.contains("/proc/report.json"), "\(result)")
        }
    }
}
