import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

/// Logins at `/v2/`, and what a run says about credentials besides its verdict.
@Suite(.timeLimit(.minutes(10))) struct LoginTests {
    private static let content: [UInt8] = [1, 2, 3]

    private func store(_ json: String, _ helpers: Helpers? = nil) throws -> CredentialStore {
        let file = try AuthFile(parsing: Data(json.utf8), as: .config, source: "config.json")
        return CredentialStore(files: [file], program: helpers?.program() ?? HelperProgram())
    }

    private func login(_ access: RegistryAccess, _ credentials: CredentialStore) async throws -> LoginAnswer {
        try await ScriptedRegistry.run { registry in
            registry.access = access
            return try await client(credentials).login(to: backend(registry))
        }
    }

    @Test("a login shows whose credentials a backend accepts") func accepted() async throws {
        let basic = RegistryAccess.basic(user: "u", password: "p")
        #expect(try await login(basic, credentials("u", "p")) == .accepted(source: "config.json"))
        var realm = TokenRealm()
        #expect(try await login(.bearer(realm), .anonymous) == .accepted(source: nil))
        realm.user = "u"
        realm.password = "p"
        #expect(try await login(.bearer(realm), credentials("u", "p")) == .accepted(source: "config.json"))
        #expect(try await login(.anonymous, credentials("u", "p")) == .notRequired)
    }

    @Test("a refused login names the file of the credentials") func refused() async throws {
        var realm = TokenRealm()
        realm.user = "u"
        realm.password = "p"
        for access in [RegistryAccess.basic(user: "u", password: "p"), .bearer(realm)] {
            guard
                case .denied(.refused(401, _, let message, "config.json", nil)) = try await login(
                    access, credentials("u", "wrong"))
            else {
                Issue.record("\(access)")
                continue
            }
            #expect(!message.description.contains("wrong"))
        }
        guard case .denied(.missing) = try await login(.basic(user: "u", password: "p"), .anonymous) else {
            Issue.record("no fault")
            return
        }
    }

    @Test("a helper without credentials is named", arguments: ["ecr-login", "pass"])
    func silentHelper(suffix: String) async throws {
        let helpers = try Helpers([suffix: "echo 'credentials not found in native keychain'; exit 1"])
        defer { helpers.remove() }
        try await ScriptedRegistry.run { registry in
            registry.access = .basic(user: "u", password: "p")
            let digest = try registry.addBlob(Self.content, to: "app")
            let store = try store(#"{"credHelpers":{"registry.test":"\#(suffix)"}}"#, helpers)
            let seen = try await client(store).blob(digest, size: 3, of: repository("app"), from: backend(registry))
            let helper = CredentialSearch.Helper(
                program: "docker-credential-\(suffix)", source: "config.json", isMissing: false)
            #expect(
                seen.denial
                    == .missing(
                        hasToken: false, search: CredentialSearch(sources: ["config.json"], helpers: [helper])))
        }
    }

    @Test("a missing helper is no fault of a public registry, and the reason where credentials are required")
    func missingHelper() async throws {
        for json in [#"{"credsStore":"gone"}"#, #"{"credHelpers":{"registry.test":"gone"}}"#] {
            try await ScriptedRegistry.run { registry in
                let digest = try registry.addBlob(Self.content, to: "app")
                let client = try client(try store(json))
                let (name, place) = (try repository("app"), try backend(registry))
                registry.access = .bearer(TokenRealm())
                #expect(await client.blob(digest, size: 3, of: name, from: place).facts?.digest == digest)
                #expect(
                    await client.notices == [
                        .helperMissing(
                            program: "docker-credential-gone", source: "config.json",
                            registry: try #require(RegistryName(registryName)))
                    ])
                registry.access = .basic(user: "u", password: "p")
                guard case .helper(let fault) = await client.blob(digest, size: 3, of: name, from: place).denial else {
                    Issue.record("another outcome")
                    return
                }
                #expect(fault.reason == .notFound && fault.program == "docker-credential-gone")
            }
        }
    }

    @Test("a token server that fails on a password form fails the pull, as in containerd", arguments: [500, 403])
    func aFailingForm(status: Int) async throws {
        try await ScriptedRegistry.run { registry in
            var realm = TokenRealm()
            realm.user = "u"
            realm.password = "p"
            registry.access = .bearer(realm)
            registry.on(.token, .only(1), .status(status))
            let digest = try registry.addBlob(Self.content, to: "app")
            let seen = try await client(credentials("u", "p")).blob(
                digest, size: 3, of: repository("app"), from: backend(registry))
            #expect(seen.facts == nil && seen.denial != nil)
            #expect(registry.requests(.token).map(\.method) == ["POST"])
        }
    }

    @Test("a challenge at /v2/ alone is noticed", arguments: [403, 404]) func hiddenChallenge(status: Int) async throws
    {
        try await ScriptedRegistry.run { registry in
            let tag = try #require(Tag("1"))
            registry.on(.manifests, .status(status))
            let (name, place) = (try repository("app"), try backend(registry))
            let open = try client()
            _ = await open.manifest(.tag(tag), of: name, from: place)
            #expect(await open.notices.isEmpty)
            let challenge = HeaderField("WWW-Authenticate", "Bearer realm=\"\(registry.url)/token\"")
            registry.on(RequestPattern(path: .exactly("/v2/")), .status(401, headers: [challenge], body: nil))
            let client = try client()
            for _ in 0..<3 { _ = await client.manifest(.tag(tag), of: name, from: place) }
            #expect(await client.notices == [.challengeAtRoot(backend: "one", status: status)])
            #expect(registry.requests.filter { $0.target == "/v2/" }.count == 2)
        }
    }

    @Test(
        "a variable that holds a path is ignored, and a notice says so",
        arguments: [
            ("/home/user/.docker/config.json", true), ("~/.docker", true), ("config.json", true), ("{}", false),
            (#"{"auths":{"a/b.json":{}}}"#, false),
        ])
    func aPath(value: String, isPath: Bool) throws {
        let sources = CredentialSources(authfile: nil, environment: ["DOCKER_AUTH_CONFIG": value])
        #expect(sources.notices == (isPath ? [.variableHoldsPath(name: "DOCKER_AUTH_CONFIG")] : []))
        #expect(try sources.read().count == (isPath ? 0 : 1))
    }

    @Test(
        "credHelpers and credsStore in DOCKER_AUTH_CONFIG are used",
        arguments: [
            #"{"credHelpers":{"r.test":"x"}}"#, #"{"credsStore":"x"}"#,
        ])
    func inlineHelpers(value: String) throws {
        let sources = CredentialSources(authfile: nil, environment: ["DOCKER_AUTH_CONFIG": value])
        let file = try #require(try sources.read().first)
        #expect(file.helper(for: try #require(RegistryName("r.test")), nil) == "x")
    }

    @Test("a redirect to another port of the same host keeps the credentials, as in Go")
    func otherPort() async throws {
        try await ScriptedRegistry.run { registry in
            try await ScriptedRegistry.run { storage in
                registry.access = .basic(user: "u", password: "p")
                let digest = try registry.addBlob(Self.content, to: "app")
                try storage.addBlob(Self.content, to: "app")
                registry.on(.blobs, .redirect(to: "\(storage.url)/v2/app/blobs/\(digest)"))
                let name = try #require(RegistryName("127.0.0.1:\(registry.port)"))
                let place = Backend(
                    registry: name, name: "one", address: .init(host: registry.host, port: registry.port),
                    scheme: .http, source: .commandLine)
                let store = CredentialStore(files: [
                    AuthFile(
                        source: "config.json", key: "127.0.0.1:\(registry.port)",
                        credential: Credential(user: "u", password: Secret("p")))
                ])
                let seen = try await client(store).blob(digest, size: 3, of: repository("app"), from: place)
                #expect(seen.facts?.digest == digest)
                #expect(storage.requests.map { $0.header("Authorization") } == ["Basic " + encoded("u:p")])
            }
        }
    }
}
