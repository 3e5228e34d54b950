import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

/// Replies that one kind of node takes and another does not.
@Suite(.timeLimit(.minutes(10))) struct ReplyRulesTests {
    private func client(_ rules: ReplyRules, for registry: ScriptedRegistry) throws -> RegistryClient {
        let login = Credential(user: "u", password: Secret("p"))
        return RegistryClient(
            engine: try #require(TransferEngine(loops: 1)),
            credentials: CredentialStore(
                files: [AuthFile(source: "config.json", key: registry.name, credential: login)]),
            limits: TransferLimits(connect: .seconds(10), stall: .seconds(10)), userAgent: "blobgate/test",
            rules: rules)
    }

    private func backend(_ registry: ScriptedRegistry) throws -> Backend {
        Backend(
            registry: try #require(RegistryName(registry.name)), name: "one",
            address: .init(host: registry.host, port: registry.port), scheme: .http, source: .commandLine)
    }

    @Test("containers/image takes content with status 200 only", arguments: [200, 201, 203])
    func statusOfContent(status: Int) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob([1, 2, 3], to: "app")
            registry.on(.blobs, .relabelled(status))
            for (rules, isTaken) in [(ReplyRules.containerd, true), (.docker, true), (.containers, status == 200)] {
                let seen = try await client(rules, for: registry).blob(
                    digest, size: 3, of: repository("app"), from: backend(registry))
                #expect((seen.facts?.digest == digest) == isTaken, "\(rules) \(seen.outcome)")
            }
        }
    }

    @Test("dockerd sends no Authorization to another port of the host", arguments: [302, 307])
    func otherPort(status: Int) async throws {
        try await ScriptedRegistry.run { registry in
            try await ScriptedRegistry.run { storage in
                registry.access = .basic(user: "u", password: "p")
                let digest = try registry.addBlob([1, 2, 3], to: "app")
                try storage.addBlob([1, 2, 3], to: "store")
                registry.on(.blobs, .redirect(to: "\(storage.url)/v2/store/blobs/\(digest)", status: status))
                for (rules, isSent) in [(ReplyRules.containerd, true), (.containers, true), (.docker, false)] {
                    let seen = try await client(rules, for: registry).blob(
                        digest, size: 3, of: repository("app"), from: backend(registry))
                    #expect(seen.facts?.digest == digest, "\(seen.outcome)")
                    #expect((storage.requests.last?.header("Authorization") != nil) == isSent)
                    #expect(registry.requests.last?.header("Authorization") != nil)
                }
            }
        }
    }
}
