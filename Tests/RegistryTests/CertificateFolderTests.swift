import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

/// Certificate folders as in docker and podman.
@Suite struct CertificateFolderTests {
    private static let name = "registry.test:8443"

    private func load(_ home: GateHome) throws -> Backend.Trust? {
        try CertificateFolder.trust(
            for: try #require(RegistryName(Self.name)), in: [home.path("first"), home.path("second")])
    }

    private func copy(_ file: String, to name: String, in home: GateHome) throws {
        try home.write(name, try String(contentsOfFile: file, encoding: .utf8))
    }

    @Test func theFirstFolderWithTheRegistryWins() async throws {
        let home = try GateHome()
        #expect(try load(home) == nil)
        let maker = try await CertificateMaker()
        let client = try await maker.issue("deployer")
        let folder = "second/\(Self.name)"
        try home.write("second/registry.test/ca.crt", "of another port")
        try copy(maker.authority.certificate, to: "\(folder)/b.crt", in: home)
        try copy(maker.authority.certificate, to: "\(folder)/a.crt", in: home)
        try copy(client.certificate, to: "\(folder)/client.cert", in: home)
        try copy(client.key, to: "\(folder)/client.key", in: home)
        try home.write("\(folder)/README", "is no certificate")
        let path = home.path(folder)
        #expect(
            try load(home)
                == Backend.Trust(
                    authorities: ["\(path)/a.crt", "\(path)/b.crt"],
                    client: .init(certificate: "\(path)/client.cert", key: "\(path)/client.key"), folder: path))
        try home.write("first/\(Self.name)/note.txt", "")
        #expect(try load(home) == Backend.Trust(folder: home.path("first/\(Self.name)")))
    }

    @Test(arguments: [
        (["ca.crt": "none"], "ca.crt contains no PEM certificate"),
        (["x.cert": "CERTIFICATE"], "x.key cannot be read"),
        (["x.key": "KEY"], "x.key is a key without a matching .cert file"),
        (["x.cert": "CERTIFICATE", "x.key": "none"], "x.key contains no PEM private key"),
        (
            ["x.cert": "CERTIFICATE", "x.key": "KEY", "y.cert": "CERTIFICATE", "y.key": "KEY"],
            "y.cert is a second certificate; Blobgate can show one"
        ),
    ])
    func anUnusableFileIsReported(_ files: [String: String], _ words: String) async throws {
        let home = try GateHome()
        let maker = try await CertificateMaker()
        for (name, content) in files {
            let file = "first/\(Self.name)/\(name)"
            switch content {
            case "CERTIFICATE": try copy(maker.authority.certificate, to: file, in: home)
            case "KEY": try copy(maker.authority.key, to: file, in: home)
            default: try home.write(file, content)
            }
        }
        let error = try #require(throws: CertificateFolderError.self) { try load(home) }
        #expect("\(error)" == home.path("first/\(Self.name)") + "/" + words)
    }

    /// A realm on the backend's own host and port uses the backend's TLS settings.
    @Test func otherTokenServersGetNoClientCertificate() throws {
        let mirror = try #require(RegistryName("mirror.test:8443"))
        let trust = Backend.Trust(
            authorities: ["/ca.pem"], client: .init(certificate: "/client.pem"), verifiesPeer: false)
        let backend = Backend(
            registry: mirror, name: "mirror", address: .init(host: "127.0.0.1", port: 8443), source: .commandLine,
            route: Route(authority: mirror), trust: trust)
        let places = [
            ("https://mirror.test:8443/token", trust), ("https://MIRROR.test:8443/token", trust),
            ("https://mirror.test/token", Backend.Trust()), ("https://auth.test:8443/token", Backend.Trust()),
        ]
        for (realm, expected) in places {
            let challenge = try #require(Challenge.parse(["Bearer realm=\"\(realm)\",service=\"s\""]).first)
            let question = try TokenRequest(
                challenge, of: backend, TokenScopes(named: nil, for: repository("app")), credential: nil)
            #expect(question.trust == expected, "\(realm)")
            var request = question.query
            question.trust.apply(to: &request)
            #expect(request.clientCertificate == expected.client && request.verifiesPeer == expected.verifiesPeer)
        }
    }

    @Test func registrySettingsApplyOnlyToItsOwnEndpoint() async throws {
        let registry = try #require(RegistryName("127.0.0.1:5000"))
        let client = TransferRequest.ClientCertificate(certificate: "/client.pem")
        let endpoints = [false, true].map { isRegistry in
            NodeEndpoint(
                scheme: .https, route: Route(authority: registry), isRegistry: isRegistry,
                trust: Backend.Trust(authorities: ["/own.pem"]), source: .containerd(file: "hosts.toml", line: 1))
        }
        let backends = await BackendDiscovery.backends(
            at: endpoints, of: registry,
            registryTrust: Backend.Trust(authorities: ["/ca.crt"], client: client, folder: "/certs.d/x")
        ).backends
        #expect(backends.map(\.trust.client) == [nil, client])
        #expect(backends.map(\.trust.authorities) == [["/own.pem"], ["/own.pem"]])
        let resolved = try await BackendDiscovery.resolve(registry, trust: Backend.Trust(client: client)).backends
        #expect(resolved.map(\.trust.client) == [client])
    }

    @Test func theServerCertificateIsEvidence() async throws {
        let maker = try await CertificateMaker()
        let pair = try await maker.issue(registryName)
        let shown = try await maker.issue("deployer")
        let server = try await TLSServer(pair, clientAuthority: maker.authority.certificate)
        let backend = Backend(
            registry: try #require(RegistryName(registryName)), name: "one",
            address: .init(host: "127.0.0.1", port: server.port), source: .commandLine,
            certificateAuthorities: maker.authority.certificate,
            trust: Backend.Trust(client: .init(certificate: shown.certificate, key: shown.key)))
        let pem = try String(contentsOfFile: pair.certificate, encoding: .utf8)
        let der = try #require(Data(base64Encoded: pem.split(separator: "\n").dropFirst().dropLast().joined()))
        let hash = StreamingHash.hash([UInt8](der), with: .sha256)
        let tag = try #require(Tag("1"))
        let client = try client()
        for _ in 0..<2 {
            let (observation, _) = await client.manifest(.tag(tag), of: try repository("app"), from: backend)
            #expect(observation.status == 200, "\(observation)")
            #expect(observation.certificate == Digest(.sha256, hash: hash)?.encoded)
        }
    }
}
