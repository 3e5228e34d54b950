import Foundation
import OCI
import Support
import Testing

/// Runs that fail for external reasons, as the user sees them.
@Suite struct RefusalTests {
    private static func run(
        _ registry: ScriptedRegistry, _ flags: [String], environment: [String: String] = [:],
        files: [String: String] = [:]
    ) async throws -> String {
        let home = try GateHome()
        for (name, text) in files { try home.write(name, text) }
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
            func auths(_ login: String) -> String {
                #"{"auths":{"registry.test":{"auth":"\#(Data(login.utf8).base64EncodedString())"}}}"#
            }
            // Relative to the working directory, so that the text is the same everywhere.
            let docker = ["DOCKER_CONFIG": "docker"]
            let wrong = ["docker/config.json": auths("me:wrong")]
            try expectSnapshot(
                try await Self.run(registry, [], environment: docker, files: wrong), "credentials-wrong")
            let right = ["docker/config.json": auths("me:right")]
            try expectSnapshot(
                try await Self.run(registry, [], environment: docker, files: right), "credentials-right")
            let authfile = ["auth.json": auths("me:wrong")]
            try expectSnapshot(
                try await Self.run(registry, ["--authfile", "auth.json"], files: authfile), "credentials-authfile")
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
        #expect(result.status == 69, "\(result)")
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
