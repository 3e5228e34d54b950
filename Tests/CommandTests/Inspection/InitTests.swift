import Foundation
import Support
import Testing

/// `blobgate init`, run as a user would.
@Suite struct InitTests {
    @Test("the file that init writes passes config check, and is never replaced")
    func theFilePasses() async throws {
        try await ScriptedRegistry.run { registry in
            let home = try GateHome()
            let first = try await home.run(["init", registry.name])
            #expect(first.status == 0, "\(first)")
            let text = try String(contentsOfFile: home.path("blobgate.yaml"), encoding: .utf8)
            // The registry speaks no TLS, which the first look shows.
            #expect(text.contains("\n    scheme: http\n"), "\(text)")
            #expect(text.contains("\nversion: 1\n") && text.contains("name: \"\(registry.name)\""))
            #expect(first.output.contains("not determined") && first.output.contains("blobgate config check\n"))
            let check = try await home.run(["config", "check"])
            #expect(check.status == 0, "\(check)")
            let again = try await home.run(["init", registry.name])
            #expect(again.status == 64, "\(again)")
            #expect(again.error.contains("exists, and is not replaced"))
            #expect(try String(contentsOfFile: home.path("blobgate.yaml"), encoding: .utf8) == text)
            // Only GET, and nothing else than the root.
            #expect(registry.requests.allSatisfy { $0.method == "GET" && $0.path == "/v2/" })
        }
    }

    @Test("the members of a load balancer are listed, and used by config check")
    func members() async throws {
        try await ScriptedRegistry.run { registry in
            let home = try GateHome()
            let made = try await home.run([
                "init", "registry.test", "other.yaml", "--backend", "a=http://\(registry.name)", "--backend",
                "b=http://\(registry.name)",
            ])
            #expect(made.status == 0, "\(made)")
            let text = try String(contentsOfFile: home.path("other.yaml"), encoding: .utf8)
            #expect(text.contains("{name: \"a\", address: \"\(registry.name)\", scheme: http}"), "\(text)")
            #expect(made.output.contains("blobgate config check --config other.yaml"), "\(made)")
            let check = try await home.run(["config", "check", "--config", "other.yaml"])
            #expect(check.status == 0, "\(check)")
            #expect(check.output.contains("registry.test, backend b: "), "\(check)")
            let hidden = try await home.run(
                ["init", registry.name], environment: ["BLOBGATE_CONFIG": home.path("other.yaml")])
            #expect(hidden.output.contains("blobgate config check --config blobgate.yaml"), "\(hidden)")
        }
    }

    @Test("- writes the file to standard output, and everything else to standard error")
    func standardOutput() async throws {
        try await ScriptedRegistry.run { registry in
            registry.on(.any, .header("X-Cache-Status", "HIT"))
            let home = try GateHome()
            let result = try await home.run(["init", registry.name, "-"])
            #expect(result.status == 0, "\(result)")
            #expect(result.output.hasPrefix("# Configuration of Blobgate for \(registry.name)"))
            #expect(result.output.contains("x-cache-status: HIT"), "\(result)")
            #expect(result.error.contains("not determined"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: home.directory.path).isEmpty)
        }
    }

    @Test("nothing is written for a registry that does not answer")
    func noAnswer() async throws {
        let registry = try await ScriptedRegistry.start()
        await registry.stop()
        let home = try GateHome()
        let result = try await home.run(["init", registry.name])
        #expect(result.status == 75, "\(result)")
        #expect(result.output.isEmpty && result.error.contains("nothing was written"), "\(result)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.directory.path).isEmpty)
        #expect(try await home.run(["init", registry.name, "--ca", "no.pem"]).status == 64)
        #expect(try await home.run(["init", "not a name"]).status == 64)
    }

    @Test("refused credentials are told, and the file is written for later")
    func refusedCredentials() async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = .basic(user: "u", password: "p")
            let home = try GateHome()
            let result = try await home.run(["init", registry.name])
            #expect(result.status == 77, "\(result)")
            #expect(result.output.contains("FAULT") && result.output.contains("docker login"), "\(result)")
            #expect(FileManager.default.fileExists(atPath: home.path("blobgate.yaml")))
        }
    }
}
