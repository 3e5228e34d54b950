import Foundation
import Support
import Testing

/// `blobgate config check`, run as a user would.
@Suite struct ConfigCheckTests {
    private struct Document: Decodable {
        struct Item: Decodable {
            let state: String
            let subject: String
            let registry: String?
            let backend: String?
            let variable: String?
            let text: String
            let remedy: String?
            let exitCode: Int32
            let line: Int?
        }

        let schemaVersion: Int
        let exitCode: Int32
        let items: [Item]
    }

    private static func check(
        _ home: GateHome, _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> (result: GateResult, document: Document) {
        let result = try await home.run(["config", "check"] + arguments + ["--json"], environment: environment)
        let document = try JSONDecoder().decode(Document.self, from: Data(result.output.utf8))
        #expect(document.schemaVersion == 1 && document.exitCode == result.status, "\(result)")
        return (result, document)
    }

    @Test func aGoodConfigurationPasses() async throws {
        try await ScriptedRegistry.run { registry in
            let home = try GateHome()
            try home.configure(registry)
            let (result, document) = try await Self.check(home)
            #expect(result.status == 0, "\(result)")
            #expect(!document.items.contains { $0.state == "fault" })
            #expect(document.items.contains { $0.subject == "backend" && $0.backend == "a" && $0.state == "ok" })
            #expect(registry.requests.allSatisfy { $0.method == "GET" && $0.path == "/v2/" })
            // Nothing was created.
            #expect(!FileManager.default.fileExists(atPath: home.path("state")))
        }
    }

    @Test func theTextHasOneLineForEachItem() async throws {
        try await ScriptedRegistry.run { registry in
            let home = try GateHome()
            try home.configure(registry)
            let (_, document) = try await Self.check(home)
            let text = try await home.run(["config", "check"])
            let lines = text.output.split(separator: "\n")
            #expect(lines.count == document.items.count + 1, "\(text)")
            #expect(lines.dropLast().allSatisfy { $0.hasPrefix("ok") || $0.hasPrefix("note") }, "\(text)")
            #expect(lines.last?.hasPrefix("no fault found") == true)
        }
    }

    @Test func everyFaultOfTheFileIsNamedWithItsLine() async throws {
        let home = try GateHome()
        try home.write("blobgate.yaml", "version: 1\npolicy:\n  deadline: 30\n  depht: full\n")
        let (result, document) = try await Self.check(home)
        #expect(result.status == 78)
        let faults = document.items.filter { $0.state == "fault" }
        #expect(faults.map(\.line) == [3, 4], "\(result)")
        #expect(faults.allSatisfy { $0.subject == "configuration" && $0.exitCode == 78 })
        #expect(faults[0].text.contains("30 has no unit"))
    }

    @Test func variablesAreChecked() async throws {
        let home = try GateHome()
        let (result, document) = try await Self.check(
            home, environment: ["BLOBGATE_JOBS": "many", "BLOBGATE_DEADLNE": "5m"])
        #expect(result.status == 78)
        let items = Dictionary(grouping: document.items) { $0.variable ?? "" }
        #expect(items["BLOBGATE_JOBS"]?.map(\.state) == ["fault"])
        #expect(items["BLOBGATE_DEADLNE"]?.map(\.state) == ["note"])
        #expect(items["BLOBGATE_DEADLNE"]?.first?.text.contains("BLOBGATE_DEADLINE?") == true, "\(result)")
        #expect(!result.error.contains("warning"), "\(result)")
    }

    @Test func aBackendThatDoesNotAnswerIsAFault() async throws {
        let registry = try await ScriptedRegistry.start()
        await registry.stop()
        let home = try GateHome()
        try home.configure(registry)
        let (result, document) = try await Self.check(home)
        #expect(result.status == 75, "\(result)")
        let fault = try #require(document.items.first { $0.state == "fault" })
        #expect(fault.subject == "backend" && fault.backend == "a" && fault.remedy != nil)
        let offline = try await Self.check(home, "--offline")
        #expect(offline.result.status == 0)
        #expect(offline.document.items.filter { $0.state == "unchecked" }.map(\.registry) == ["registry.test"])
    }

    @Test func refusedCredentialsAreAFault() async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = .basic(user: "u", password: "right")
            let home = try GateHome()
            try home.configure(registry)
            let wrong = Data("u:wrong".utf8).base64EncodedString()
            try home.write(".docker/config.json", "{\"auths\":{\"registry.test\":{\"auth\":\"\(wrong)\"}}}")
            let (result, document) = try await Self.check(home)
            #expect(result.status == 77, "\(result)")
            let fault = try #require(document.items.first { $0.state == "fault" })
            #expect(fault.subject == "login" && fault.remedy?.contains("docker login registry.test") == true)
            let right = Data("u:right".utf8).base64EncodedString()
            try home.write(".docker/config.json", "{\"auths\":{\"registry.test\":{\"auth\":\"\(right)\"}}}")
            #expect(try await Self.check(home).result.status == 0)
        }
    }

    @Test func aRegistryCanBeNamed() async throws {
        try await ScriptedRegistry.run { registry in
            let home = try GateHome()
            let named = try await home.run(
                ["config", "check", registry.name, "--backend", "b=http://\(registry.name)"])
            #expect(named.status == 0, "\(named)")
            #expect(named.output.contains("\(registry.name), backend b: http at "), "\(named)")
            let several = try await home.run(["config", "check", "--backend", "b=http://\(registry.name)"])
            #expect(several.status == 64)
        }
    }

    @Test(arguments: [("containers", "registries.conf", "[[registry]\n"), ("containerd", "certs.d", "")])
    func nodeFilesAreRead(kind: String, name: String, text: String) async throws {
        let home = try GateHome()
        if !text.isEmpty { try home.write(name, text) }
        let (result, document) = try await Self.check(home, "--mirrors", "\(kind)=\(home.path(name))")
        #expect(result.status == 78, "\(result)")
        #expect(document.items.contains { $0.subject == "node-files" && $0.state == "fault" }, "\(result)")
    }
}
