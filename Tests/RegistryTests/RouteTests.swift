import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

/// Mirrors are addressed by their own names, with their own paths and credentials.
@Suite(.timeLimit(.minutes(10))) struct RouteTests {
    private let content = Array("some bytes".utf8)

    private func mirror(
        _ registry: ScriptedRegistry, _ change: (inout Route) -> Void = { _ in }
    ) throws -> Backend {
        var route = Route(authority: try #require(RegistryName("mirror.test")))
        change(&route)
        return Backend(
            registry: try #require(RegistryName(registryName)), name: "mirror",
            address: .init(host: registry.host, port: registry.port), scheme: .http,
            source: .containerd(file: "hosts.toml", line: 3), route: route)
    }

    @Test("dist Registry Proxying: proxies are told the namespace, and have their own credentials")
    func aMirrorIsAddressedByItsOwnName() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(content, to: "there/app")
            let backend = try mirror(registry) { route in
                route.namespace = "registry.test:5000"
                route.scope = RepositoryScope(prefix: "team", replacement: "there")
                route.fields = [Route.Field(name: "X-Key", value: Secret("hunter2"))]
            }
            let observation = try await client().blob(
                digest, size: Int64(content.count), of: repository("team/app"), from: backend)
            #expect(observation.facts?.digest == digest)
            // The query is for proxies (distribution-spec, Registry Proxying) and is not shown in reports.
            #expect(observation.url == "http://mirror.test/v2/there/app/blobs/\(digest)")
            let request = try #require(registry.requests.first)
            #expect(request.target == "/v2/there/app/blobs/\(digest)?ns=registry.test%3A5000")
            #expect(request.header("Host") == "mirror.test")
            #expect(request.header("X-Key") == "hunter2")
        }
    }

    /// oci.md 27: a proxy's credentials are not those of its upstream registry.
    @Test("dist Registry Proxying: proxies are told the namespace, and have their own credentials")
    func mirrorsDoNotGetTheRegistrysCredentials() async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = .basic(user: "user", password: "secret")
            let digest = try registry.addBlob(content, to: "team/app")
            let size = Int64(content.count)
            let refused = try await client(credentials("user", "secret")).blob(
                digest, size: size, of: repository("team/app"), from: mirror(registry))
            guard case .missing(false, _, let search, _) = refused.denial else {
                Issue.record("\(refused.outcome)")
                return
            }
            #expect(search == CredentialSearch(sources: ["config.json"]))
            #expect(registry.requests.allSatisfy { $0.header("Authorization") == nil })
            let own = CredentialStore(files: [
                AuthFile(
                    source: "auth.json", key: "mirror.test",
                    credential: Credential(user: "user", password: Secret("secret")))
            ])
            let served = try await client(own).blob(
                digest, size: size, of: repository("team/app"), from: mirror(registry))
            #expect(served.facts?.digest == digest)
        }
    }

    /// oci.md 27: each gets its own credentials, even though both are available.
    @Test("dist Registry Proxying: a mirror gets its own credentials only, and the registry its own")
    func eachGetsItsOwnCredentials() async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = .basic(user: "mirror", password: "of the mirror")
            let digest = try registry.addBlob(content, to: "team/app")
            let size = Int64(content.count)
            let both = CredentialStore(files: [
                AuthFile(
                    source: "auth.json", key: "mirror.test",
                    credential: Credential(user: "mirror", password: Secret("of the mirror"))),
                AuthFile(
                    source: "auth.json", key: registryName,
                    credential: Credential(user: "registry", password: Secret("of the registry"))),
            ])
            let asked = try client(both)
            let served = try await asked.blob(digest, size: size, of: repository("team/app"), from: mirror(registry))
            #expect(served.facts?.digest == digest)
            let own = "Basic \(encoded("mirror:of the mirror"))"
            #expect(Set(registry.requests.compactMap { $0.header("Authorization") }) == [own])
            let mark = registry.requests.count
            let upstream = try await asked.blob(digest, size: size, of: repository("team/app"), from: backend(registry))
            #expect(upstream.denial != nil)
            #expect(
                Set(registry.requests.dropFirst(mark).compactMap { $0.header("Authorization") })
                    == ["Basic \(encoded("registry:of the registry"))"])
        }
    }

    @Test func aTokenIsForTheRenamedRepository() async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = .bearer(TokenRealm())
            let digest = try registry.addBlob(content, to: "there/app")
            let backend = try mirror(registry) { $0.scope = RepositoryScope(prefix: "team", replacement: "there") }
            let observation = try await client().blob(
                digest, size: Int64(content.count), of: repository("team/app"), from: backend)
            #expect(observation.facts?.digest == digest)
            #expect(registry.requests(.token).map { $0.query("scope") } == [["repository:there/app:pull"]])
        }
    }

    @Test func aRepositoryWithoutANameOnTheMirrorIsNotRequested() async throws {
        try await ScriptedRegistry.run { registry in
            let backend = try mirror(registry) { $0.scope = RepositoryScope(prefix: "other") }
            let digest = try ScriptedRegistry.sha256(of: content)
            let observation = try await client().blob(digest, size: 1, of: repository("team/app"), from: backend)
            #expect(observation.failure?.message == "team/app has no URL on mirror")
            #expect(registry.requests.isEmpty)
        }
    }

    /// In the name, pin, URL, `Host` and the reported address.
    @Test func anIPv6LiteralWorksEverywhere() async throws {
        let registry = try await ScriptedRegistry.start(host: "::1")
        let digest = try registry.addBlob(content, to: "team/app")
        let name = try #require(RegistryName("[::1]:\(registry.port)"))
        let backends = try await BackendDiscovery.resolve(name, scheme: .http).backends
        #expect(backends.map(\.name) == ["[::1]:\(registry.port)"])
        let observation = try await client().blob(
            digest, size: Int64(content.count), of: repository("team/app"), from: #require(backends.first))
        #expect(observation.facts?.digest == digest)
        #expect(observation.remote?.description == "[::1]:\(registry.port)")
        #expect(registry.requests.first?.header("Host") == "[::1]:\(registry.port)")
        #expect(observation.url == "http://[::1]:\(registry.port)/v2/team/app/blobs/\(digest)")
        await registry.stop()
    }

    @Test func fingerprintContents() throws {
        let name = try #require(RegistryName(registryName))
        func fingerprint(_ trust: Backend.Trust = .init(), _ change: ((inout Route) -> Void)? = nil) throws -> String {
            var route = Route(authority: try #require(RegistryName("m.test")))
            change?(&route)
            return Backend(
                registry: name, name: "m", address: .init(host: "10.0.0.1", port: 443), source: .dns,
                route: change == nil ? nil : route, trust: trust
            ).fingerprint
        }
        // Older proofs of backends without a route remain valid.
        #expect(try fingerprint() == "https://10.0.0.1:443 serving")
        #expect(try fingerprint { _ in } == "https://10.0.0.1:443 serving route=m.test/v2")
        let all = [
            try fingerprint(), try fingerprint { _ in }, try fingerprint { $0.root = "/us/v2" },
            try fingerprint { $0.namespace = "a.test" },
            try fingerprint { $0.scope = RepositoryScope(prefix: "a", replacement: "b") },
            try fingerprint { $0.fields = [.init(name: "X", value: Secret("1"))] },
            try fingerprint { $0.fields = [.init(name: "X", value: Secret("2"))] },
            try fingerprint(.init(verifiesPeer: false)) { _ in },
        ]
        #expect(Set(all).count == all.count)
    }

    static let questions: [(Route.ReferenceFilter, byTag: Bool, byDigest: Bool, tags: Bool)] = [
        (.all, true, true, true), (.afterResolving, true, true, false), (.digestReferences, false, true, true),
        (.tagReferences, true, false, true),
    ]

    @Test(arguments: questions) func whatNodesRequest(
        asking: Route.ReferenceFilter, byTag: Bool, byDigest: Bool, tags: Bool
    ) throws {
        var route = Route(authority: try #require(RegistryName("m.test")))
        route.asking = asking
        let backend = Backend(
            registry: try #require(RegistryName("a.test")), name: "m", address: .init(host: "10.0.0.1", port: 443),
            source: .dns, route: route)
        let digest = try ScriptedRegistry.sha256(of: content)
        #expect(try backend.isAsked(for: ImageReference(parsing: "a.test/x:1")) == byTag)
        #expect(try backend.isAsked(for: ImageReference(parsing: "a.test/x@\(digest)")) == byDigest)
        #expect(backend.resolvesTags == tags)
    }

    @Test func endpointsBecomeBackends() async throws {
        let name = try #require(RegistryName(registryName))
        let text = """
            [host."https://127.0.0.1:5000/us"]
            skip_verify = true
            [host."http://[::1]:5000"]
            [host."https://no-such-name.invalid"]
            """
        let found = try HostsFile.parse(text, path: "hosts.toml", registry: name, scheme: .http)
        let backends = await BackendDiscovery.backends(
            at: found.endpoints, of: name, registryAuthorities: "/etc/ca.pem"
        ).backends
        #expect(
            backends.map(\.name) == [
                "127.0.0.1:5000/us(insecure)", "http://[::1]:5000", "no-such-name.invalid", "http://registry.test",
            ])
        #expect(
            backends.map(\.address.description) == [
                "127.0.0.1:5000", "[::1]:5000", "no-such-name.invalid:443", "registry.test:80",
            ])
        #expect(backends.map(\.certificateAuthorities) == [nil, nil, nil, "/etc/ca.pem"])
        #expect(
            backends.map(\.source) == [1, 3, 4, nil].map { .containerd(file: "hosts.toml", line: $0) })
    }
}
