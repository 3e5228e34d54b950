import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

private let content: [UInt8] = [1, 2, 3]

@Suite(.timeLimit(.minutes(10))) struct AccessTests {
    /// A registry with one blob in two repositories, and a client for it.
    private struct Scene {
        let registry: ScriptedRegistry
        let digest: Digest
        let client: RegistryClient

        func ask(_ name: String = "team/app") async throws -> Observation {
            try await client.blob(digest, size: 3, of: repository(name), from: backend(registry))
        }

        var tokenRequests: [RecordedRequest] { registry.requests(.token) }
        var blobStatuses: [Int?] { registry.requests(.blobs).map(\.status) }
    }

    private func scene(
        _ access: RegistryAccess, _ credentials: CredentialStore = .anonymous, _ body: (Scene) async throws -> Void
    ) async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = access
            let digest = try registry.addBlob(content, to: "team/app")
            try registry.addBlob(content, to: "team/other")
            try await body(Scene(registry: registry, digest: digest, client: client(credentials)))
        }
    }

    private func realm(_ change: (inout TokenRealm) -> Void = { _ in }) -> RegistryAccess {
        var realm = TokenRealm()
        change(&realm)
        return .bearer(realm)
    }

    @Test func basic() async throws {
        try await scene(.basic(user: "u", password: "p"), credentials("u", "p")) { scene in
            try await #expect(scene.ask().facts?.digest == scene.digest)
            try await #expect(scene.ask().facts?.digest == scene.digest)
            #expect(scene.blobStatuses == [401, 200, 200])
        }
    }

    @Test func basicRejected() async throws {
        try await scene(.basic(user: "u", password: "p"), credentials("u", "wrong")) { scene in
            try await #expect(
                scene.ask().denial
                    == .refused(status: 401, by: "one", message: ServerText("user u"), source: "config.json"))
            #expect(scene.blobStatuses == [401, 401])
        }
        try await scene(.basic(user: "u", password: "p")) { scene in
            let observation = try await scene.ask()
            #expect(observation.denial == .missing(hasToken: false))
            #expect(observation.status == 401)
            #expect(scene.blobStatuses == [401])
        }
    }

    @Test("a 403 to accepted credentials names their source; an anonymous one does not", arguments: [true, false])
    func forbidden(_ hasCredentials: Bool) async throws {
        let known = hasCredentials ? credentials("u", "p") : .anonymous
        try await scene(hasCredentials ? .basic(user: "u", password: "p") : .anonymous, known) { scene in
            // The method of the first answer is used up front from then on.
            try await #expect(scene.ask().facts != nil)
            scene.registry.on(.blobs, .status(403))
            let observation = try await scene.ask()
            guard hasCredentials else {
                #expect(observation.denial == nil && observation.status == 403)
                return
            }
            guard case .forbidden(let repository, 403, "one", _, "config.json", nil) = observation.denial else {
                Issue.record("\(observation.outcome)")
                return
            }
            #expect(repository.description == "team/app")
        }
    }

    @Test func eachRepositoryNeedsItsOwnToken() async throws {
        try await scene(realm()) { scene in
            for _ in 0..<3 { try await #expect(scene.ask().facts?.digest == scene.digest) }
            try await #expect(scene.ask("team/other").facts?.digest == scene.digest)
            try await #expect(scene.ask().facts != nil)
            #expect(
                scene.tokenRequests.map { $0.query("scope") } == [
                    ["repository:team/app:pull"], ["repository:team/other:pull"],
                ])
            #expect(scene.tokenRequests.map { $0.query("service") } == [["scripted"], ["scripted"]])
            #expect(scene.tokenRequests.allSatisfy { $0.header("Authorization") == nil })
            #expect(scene.blobStatuses == [401, 200, 200, 200, 401, 200, 200])
        }
    }

    /// Makes the registry refuse the first requests with a challenge that names these scopes.
    private func refuse(_ count: Int, on registry: ScriptedRegistry, naming scope: String) {
        let challenge = #"Bearer realm="\#(registry.url)/token",scope="\#(scope)""#
        let refusal = Fault.status(401, headers: [HeaderField("WWW-Authenticate", challenge)], body: nil)
        registry.add(FaultRule(.blobs, turns: .first(count), [refusal], beforeAuthorization: true))
    }

    @Test func moreThanPullAccessIsNotRequested() async throws {
        try await scene(realm()) { scene in
            refuse(
                1, on: scene.registry,
                naming: "repository:team/app:pull,push repository:team/other:pull registry:catalog:*")
            try await #expect(scene.ask().facts?.digest == scene.digest)
            #expect(scene.tokenRequests.map { $0.query("scope") } == [["repository:team/app:pull"]])
            #expect(
                await scene.client.scopeNotices == [
                    .scopesNotRequested(
                        backend: "one",
                        scopes: [
                            "repository:team/app:pull,push", "registry:catalog:*", "repository:team/other:pull",
                        ])
                ])
        }
    }

    /// A registry that serves a mirrored path refuses a token for the path that the client knows.
    @Test func aMirroredPathGetsPullAccessOnly() async throws {
        try await scene(realm()) { scene in
            refuse(2, on: scene.registry, naming: "repository:mirror/app:pull,push")
            try await #expect(scene.ask().facts?.digest == scene.digest)
            try await #expect(scene.ask().facts?.digest == scene.digest)
            let own = "repository:team/app:pull"
            #expect(
                scene.tokenRequests.map { $0.query("scope") } == [[own], [own, "repository:mirror/app:pull"]])
            #expect(
                await scene.client.scopeNotices == [
                    .scopesNotRequested(backend: "one", scopes: ["repository:mirror/app:pull,push"]),
                    .scopesAdded(backend: "one", scopes: ["repository:mirror/app:pull"]),
                ])
        }
    }

    /// Token servers that know only the path of the challenge deny the client's own path. Nodes ask for both.
    @Test(arguments: [(401, "repository:mirror/app:push,pull"), (403, "repository:cache/team/app:pull,delete")])
    func aDeniedScopeIsAskedAgainWithThatOfTheChallenge(status: Int, named: String) async throws {
        try await scene(realm()) { scene in
            refuse(1, on: scene.registry, naming: named)
            scene.registry.on(.token, .only(1), .status(status))
            try await #expect(scene.ask().facts?.digest == scene.digest)
            let own = "repository:team/app:pull"
            let other = String(named.prefix { $0 != "," }).replacing(":push", with: ":pull")
            #expect(scene.tokenRequests.map { $0.query("scope") } == [[own], [own, other]])
            #expect(await scene.client.scopeNotices.contains(.scopesAdded(backend: "one", scopes: [other])))
        }
    }

    @Test(
        "a denial stays one where the challenge names nothing else to pull",
        arguments: [
            "repository:team/app:pull,push", "repository:mirror/app:push repository:mirror/app:*",
        ])
    func aDenialStays(named: String) async throws {
        try await scene(realm()) { scene in
            refuse(1, on: scene.registry, naming: named)
            scene.registry.on(.token, .status(403))
            let seen = try await scene.ask()
            guard case .denied(.refused(403, _, _, _, _)) = seen.outcome else {
                Issue.record("\(seen.outcome)")
                return
            }
            #expect(scene.tokenRequests.map { $0.query("scope") } == [["repository:team/app:pull"]])
        }
    }

    @Test func concurrentRequestsShareOneToken() async throws {
        try await scene(realm()) { scene in
            scene.registry.on(.token, .delay(.milliseconds(100)))
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 { group.addTask { try await scene.ask().facts?.digest == scene.digest } }
                for try await good in group { #expect(good) }
            }
            #expect(scene.tokenRequests.count == 1)
        }
    }

    @Test func aTokenForAUser() async throws {
        let access = realm {
            $0.user = "u"
            $0.password = "p"
        }
        try await scene(access, credentials("u", "p")) { scene in
            try await #expect(scene.ask().facts?.digest == scene.digest)
            // As containerd does: a form first, and a GET because this server takes no forms.
            #expect(scene.tokenRequests.map(\.method) == ["POST", "GET"])
            #expect(scene.tokenRequests.first?.header("Authorization") == nil)
            #expect(scene.tokenRequests.last?.header("Authorization")?.hasPrefix("Basic ") == true)
            #expect(
                scene.registry.requests(.blobs).allSatisfy { $0.header("Authorization")?.hasPrefix("Basic ") != true })
        }
        try await scene(access, credentials("u", "wrong")) { scene in
            try await #expect(
                scene.ask().denial
                    == .refused(
                        status: 401, by: "\(scene.registry.url)/token",
                        message: ServerText("UNAUTHORIZED: incorrect username or password"), source: "config.json"))
        }
        try await scene(access) { scene in
            try await #expect(scene.ask().denial?.isAboutCredentials == true)
        }
    }

    @Test func revokedTokens() async throws {
        try await scene(realm()) { scene in
            for count in 1...3 {
                try await #expect(scene.ask().facts != nil)
                try await #expect(scene.ask().facts != nil)
                #expect(scene.tokenRequests.count == count)
                scene.registry.revokeTokens()
            }
            #expect(scene.blobStatuses == [401, 200, 200, 401, 200, 200, 401, 200, 200])
        }
    }

    @Test func tokensThatExpireEarly() async throws {
        let access = realm {
            $0.lifetime = .seconds(2)
            $0.declaredLifetime = 300
        }
        try await scene(access) { scene in
            try await #expect(scene.ask().facts != nil)
            try await Task.sleep(for: .milliseconds(2100))
            try await #expect(scene.ask().facts != nil)
            #expect(scene.tokenRequests.count >= 2)
        }
    }

    @Test func anExpiredTokenIsNotUsed() async throws {
        let access = realm {
            $0.lifetime = .seconds(300)
            $0.declaredLifetime = 0
        }
        try await scene(access) { scene in
            try await #expect(scene.ask().facts != nil)
            try await #expect(scene.ask().facts != nil)
            #expect(scene.tokenRequests.count == 2)
        }
    }

    @Test func accessTokenField() async throws {
        try await scene(realm { $0.fields = ["access_token"] }) { scene in
            try await #expect(scene.ask().facts?.digest == scene.digest)
        }
    }

    @Test func uselessTokensEndTheExchange() async throws {
        try await scene(realm()) { scene in
            scene.registry.add(FaultRule(.blobs, [.header("X", "1")], beforeAuthorization: true))
            let challenge = #"Bearer realm="\#(scene.registry.url)/token",scope="repository:team/app:pull""#
            scene.registry.heal()
            scene.registry.add(
                FaultRule(
                    .blobs,
                    [.status(401, headers: [HeaderField("WWW-Authenticate", challenge)], body: nil)],
                    beforeAuthorization: true))
            let observation = try await scene.ask()
            #expect(observation.status == 401)
            #expect(observation.facts == nil)
            #expect(scene.tokenRequests.count == 2)
            #expect(scene.blobStatuses == [401, 401, 401])
        }
    }

    @Test(
        arguments: [
            (Fault.status(500), 500, Int?.none), (.status(429), 429, nil), (.status(404), 404, nil),
            (.noReply(.close), nil, 52), (.noReply(.reset), nil, 56), (.breakOff(at: 5, .close), 200, 18),
        ] as [(Fault, Int?, Int?)])
    func aFailingTokenServer(fault: Fault, status: Int?, curlCode: Int?) async throws {
        try await scene(realm()) { scene in
            scene.registry.on(.token, fault)
            guard case .tokenServer(let shown, status, let failure, _) = try await scene.ask().denial else {
                Issue.record("another outcome")
                return
            }
            #expect(shown == "\(scene.registry.url)/token")
            #expect(failure?.curlCode == curlCode)
        }
    }

    @Test(
        arguments: [
            (
                Fault.html, .notJSON,
                #"<!DOCTYPE html>\\n<html><head><title>Welcome</title></head><body>Please sign in.</body></html>"#
            ),
            (.emptyBody, .notJSON, ""), (.content(Array(#"{"token":"a\r\nb"}"#.utf8)), .unusable, nil),
            (
                .content(Array(#"{"errors":[{"code":"DENIED","message":"no seat left"}]}"#.utf8)), .absent,
                "DENIED: no seat left"
            ),
            (.content(Array(#"{"error":"quota exceeded"}"#.utf8)), .absent, #"{"error":"quota exceeded"}"#),
            (.content(Array(#"{"token":"t","expires_in":"300"}"#.utf8)), .badMember(name: "expires_in"), nil),
        ] as [(Fault, TokenProblem, String?)])
    func aTokenServerWithNonsense(fault: Fault, reason: TokenProblem, message: String?) async throws {
        try await scene(realm()) { scene in
            scene.registry.on(.token, fault)
            let denial = try await scene.ask().denial
            guard case .noToken("\(scene.registry.url)/token", reason, let said, nil) = denial else {
                Issue.record("\(String(describing: denial))")
                return
            }
            #expect(
                message.map { said?.description.hasPrefix($0) == true } ?? (said == nil), "\(String(describing: said))")
            #expect(denial?.isAboutCredentials == false)
        }
    }

    @Test(
        arguments: [
            (nil, CredentialFault.noUsableChallenge(schemes: [])),
            ("Negotiate", .noUsableChallenge(schemes: ["negotiate"])),
            ("Bearer service=\"x\"", .noUsableChallenge(schemes: ["bearer"])),
            ("Bearer realm=\"\"", .noUsableChallenge(schemes: ["bearer"])),
            ("Bearer realm=\"/token\"", .noUsableChallenge(schemes: ["bearer with realm /token"])),
            ("Bearer realm=\"http://registry.test:99999/token\"", nil),
        ] as [(String?, CredentialFault?)])
    func challenges(field: String?, fault: CredentialFault?) async throws {
        try await scene(.anonymous) { scene in
            let headers = field.map { [HeaderField("WWW-Authenticate", $0)] } ?? []
            scene.registry.on(.blobs, .status(401, headers: headers, body: nil))
            let denial = try await scene.ask().denial
            #expect(denial != nil)
            if let fault { #expect(denial == fault) }
        }
    }

    @Test func credentialsAreNotSentToAPlainRealm() async throws {
        try await ScriptedRegistry.run { registry in
            let name = try #require(RegistryName(registryName))
            let secure = Backend(
                registry: name, name: "one", address: .init(host: registry.host, port: registry.port), scheme: .https,
                source: .commandLine)
            let head = ResponseHead(
                status: 401, fields: [("WWW-Authenticate", "Bearer realm=\"\(registry.url)/token?key=secret\"")])
            let authorizer = Authorizer(
                engine: try #require(TransferEngine(loops: 1)), credentials: credentials("u", "p"),
                limits: TransferLimits(), userAgent: "t")
            let app = try repository("app")
            await #expect(
                throws: CredentialFault.insecureRealm(realm: "\(registry.url)/token?...", source: "config.json")
            ) {
                try await authorizer.answer(to: head, from: secure, at: secure, app, rejected: nil)
            }
            #expect(registry.requests.isEmpty)
        }
    }

    @Test(arguments: ["http://registry.test/token", "HTTP://Registry.TEST:80/token"])
    func aRealmOnTheRegistrysHostIsPinned(realm: String) async throws {
        try await scene(.anonymous) { scene in
            let challenge = HeaderField("WWW-Authenticate", "Bearer realm=\"\(realm)\"")
            scene.registry.on(.blobs, .only(1), .status(401, headers: [challenge], body: nil))
            scene.registry.on(.token, .content(Array(#"{"token":"t"}"#.utf8)), .status(200, headers: [], body: ""))
            try await #expect(scene.ask().facts?.digest == scene.digest)
            #expect(scene.tokenRequests.first?.header("Host")?.lowercased().hasPrefix("registry.test") == true)
            #expect(scene.tokenRequests.first?.query("scope") == ["repository:team/app:pull"])
            #expect(scene.registry.requests(.blobs).last?.header("Authorization") == "Bearer t")
        }
    }

    @Test func cancellationDoesNotWaitForATokenServer() async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = realm()
            registry.on(.token, .noReply(.stall))
            let digest = try registry.addBlob(content, to: "team/app")
            let client = try client(stall: .seconds(50))
            let backend = try backend(registry)
            let repository = try repository("team/app")
            let task = Task { await client.blob(digest, size: 3, of: repository, from: backend) }
            while registry.requests(.token).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            let start = ContinuousClock.now
            task.cancel()
            #expect(await task.value.denial == .interrupted)
            #expect(ContinuousClock.now - start < .seconds(15))
        }
    }
}

@Suite(.timeLimit(.minutes(10))) struct DiscoveryTests {
    @Test func localhost() async throws {
        let name = try #require(RegistryName("localhost:5000"))
        let backends = try await BackendDiscovery.resolve(name, scheme: .http).backends
        #expect(backends.contains { $0.address == .init(host: "127.0.0.1", port: 5000) })
        #expect(backends.allSatisfy { $0.name == $0.address.description && $0.registry == name })
        #expect(backends.allSatisfy { $0.source == .dns && $0.scheme == .http && $0.role == .serving })
        #expect(Set(backends.map(\.name)).count == backends.count)
    }

    @Test(arguments: ["127.0.0.1", "[::1]:5000"]) func addresses(text: String) async throws {
        let name = try #require(RegistryName(text))
        let backends = try await BackendDiscovery.resolve(name).backends
        #expect(backends.map(\.address.host) == [name.host])
    }

    @Test func aNameThatDoesNotResolve() async throws {
        let name = try #require(RegistryName("no-such-host.invalid"))
        let error = await #expect(throws: DiscoveryError.self) { try await BackendDiscovery.resolve(name) }
        #expect(error?.description.hasPrefix("no backends found for no-such-host.invalid: ") == true)
    }

    @Test(arguments: [
        ("registry.test", Backend.Scheme.https, "registry.test", UInt16(443)),
        ("registry.test", .http, "registry.test", 80), ("registry.test:5000", .https, "registry.test", 5000),
        ("docker.io", .https, "registry-1.docker.io", 443), ("[::1]:5000", .http, "::1", 5000),
    ])
    func authorities(text: String, scheme: Backend.Scheme, host: String, port: UInt16) throws {
        let authority = BackendDiscovery.authority(of: try #require(RegistryName(text)), scheme: scheme)
        #expect(authority.host == host)
        #expect(authority.port == port)
    }

    @Test func fingerprints() throws {
        func backend(
            port: UInt16 = 1, scheme: Backend.Scheme = .https, role: Backend.Role = .serving, cache: CachePolicy? = nil
        ) throws -> Backend {
            Backend(
                registry: try #require(RegistryName("r.test")), name: "n", address: .init(host: "10.0.0.1", port: port),
                scheme: scheme, role: role, source: .commandLine, cache: cache)
        }
        let all = try [
            backend(), backend(port: 2), backend(scheme: .http), backend(role: .direct),
            backend(cache: CachePolicy(kind: "nginx")), backend(cache: CachePolicy(kind: "nginx", sliceBytes: 1)),
        ].map(\.fingerprint)
        #expect(Set(all).count == all.count)
        #expect(all[0] == "https://10.0.0.1:1 serving")
        #expect(all[5] == "https://10.0.0.1:1 serving cache=nginx,slice=1")
    }
}
