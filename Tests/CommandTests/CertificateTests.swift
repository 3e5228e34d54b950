import Foundation
import OCI
import Support
import Testing

@testable import blobgate

/// Client certificates and CAs, from their files to a real handshake.
@Suite(.timeLimit(.minutes(10))) struct CertificateTests {
    private static let name = "registry.test"

    private struct Place {
        let home: GateHome
        let maker: CertificateMaker
        let client: CertificateMaker.Pair
        let server: TLSServer

        init() async throws {
            home = try GateHome()
            maker = try await CertificateMaker()
            client = try await maker.issue("deployer")
            server = try await TLSServer(
                try await maker.issue(CertificateTests.name), clientAuthority: maker.authority.certificate)
        }

        func configure(_ lines: String = "") throws {
            try home.write(
                "blobgate.yaml",
                """
                version: 1
                registries:
                  - name: \(CertificateTests.name)
                    backends: [{name: only, address: "127.0.0.1:\(server.port)"}]
                \(lines)
                """)
        }

        func backends(_ environment: [String: String] = [:]) async throws -> GateResult {
            try await home.run(["backends", CertificateTests.name], environment: environment)
        }
    }

    @Test func aConfiguredCertificateIsShown() async throws {
        let place = try await Place()
        let authority = "    ca: \(place.maker.authority.certificate)\n"
        try place.configure(authority)
        let without = try await place.backends()
        #expect(without.status == 69, "\(without)")
        #expect(without.output.contains("none (tls): the server requires a client certificate ("))
        let check = try await place.home.run(["check", "--retries", "0", "\(Self.name)/app:1"])
        #expect(check.status == 69, "\(check)")
        let flat = check.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(flat.contains("access-tls") && flat.contains("the server requires a client certificate"), "\(check)")
        try place.configure(
            authority + "    client: {cert: \"\(place.client.certificate)\", key: \"\(place.client.key)\"}\n")
        let with = try await place.backends()
        #expect(with.status == 0, "\(with)")
        #expect(!with.output.contains("files "))
    }

    @Test(
        "the suites are those of the configured nodes",
        arguments: [("ECDHE-RSA-AES128-SHA", false), ("ECDHE-RSA-AES256-GCM-SHA384", true)])
    func suites(suite: String, isOfferedByAll: Bool) async throws {
        let home = try GateHome()
        let maker = try await CertificateMaker()
        var recipe = CertificateMaker.Recipe(Self.name)
        recipe.rsaBits = 2048
        let server = try await TLSServer(try await maker.issue(recipe), ["-tls1_2", "-cipher", suite])
        for (nodes, isOffered) in [
            ("containerd", true), ("cri-o", isOfferedByAll), ("[docker, cri-o]", isOfferedByAll),
        ] {
            try home.write(
                "blobgate.yaml",
                """
                version: 1
                nodes: \(nodes)
                registries:
                  - name: \(Self.name)
                    ca: \(maker.authority.certificate)
                    backends: [{name: only, address: "127.0.0.1:\(server.port)"}]
                """)
            let result = try await home.run(["backends", Self.name])
            #expect((result.status == 0) == isOffered, "\(nodes): \(result)")
        }
    }

    /// Whoever reads the keys of the connections can read the credentials that travel in them.
    @Test func noKeysOfConnectionsAreWritten() async throws {
        let place = try await Place()
        try place.configure(
            "    ca: \(place.maker.authority.certificate)\n"
                + "    client: {cert: \"\(place.client.certificate)\", key: \"\(place.client.key)\"}\n")
        let keys = place.home.path("keys")
        let result = try await place.backends(["SSLKEYLOGFILE": keys])
        #expect(result.status == 0, "\(result)")
        #expect(!FileManager.default.fileExists(atPath: keys))
    }

    @Test func systemCAsFromTheEnvironment() async throws {
        let place = try await Place()
        try place.configure(
            "    client: {cert: \"\(place.client.certificate)\", key: \"\(place.client.key)\"}\n")
        let unknown = try await place.backends()
        #expect(unknown.status == 69, "\(unknown)")
        let known = try await place.backends(["SSL_CERT_FILE": place.maker.authority.certificate])
        #expect(known.status == 0, "\(known)")
    }

    @Test func theUsersFolderIsRead() async throws {
        let place = try await Place()
        try place.configure()
        let folder = ".config/containers/certs.d/\(Self.name)"
        for (name, file) in [
            ("ca.crt", place.maker.authority.certificate), ("client.cert", place.client.certificate),
            ("client.key", place.client.key),
        ] {
            try place.home.write("\(folder)/\(name)", try String(contentsOfFile: file, encoding: .utf8))
        }
        let read = try await place.backends()
        #expect(read.status == 0, "\(read)")
        #expect(read.output.contains("files   \(place.home.path(folder))\n"))
        // Settings in the configuration replace the certs.d folders.
        try place.configure("    ca: \(place.maker.authority.certificate)\n")
        let own = try await place.backends()
        #expect(own.status == 69, "\(own)")

        try place.configure()
        try place.home.write("\(folder)/client.key", "nothing")
        let bad = try await place.backends()
        #expect(bad.status == 78, "\(bad)")
        #expect(bad.error.contains("\(place.home.path(folder))/client.key contains no PEM private key"))
    }

    @Test func faultsOfFilesHaveTheirLines() async throws {
        let home = try GateHome()
        let maker = try await CertificateMaker()
        let (one, two) = (try await maker.issue("one"), try await maker.issue("two"))
        func faults(_ lines: String) -> [String] {
            let text = "version: 1\nregistries:\n  - name: a.test\n" + lines
            do {
                _ = try ConfigurationReader.read(text, file: home.path("blobgate.yaml"))
                return []
            } catch {
                return "\(error)".split(separator: "\n").map(String.init)
            }
        }
        let file = home.path("blobgate.yaml")
        #expect(
            faults("    ca: none.pem\n")
                == ["\(file):4: registries[0].ca: the file \(home.path("none.pem")) cannot be read"])
        #expect(
            faults("    client: {key: x}\n")
                == ["\(file):4: registries[0].client.cert: is missing: give a PEM file with the certificate"])
        #expect(
            faults("    client:\n      cert: \(one.certificate)\n      key: \(two.key)\n") == [
                "\(file):6: registries[0].client.key: the file \(two.key) does not match the certificate "
                    + one.certificate
            ])
        #expect(faults("    client: {cert: \(one.certificate), key: \(one.key)}\n") == [])
    }
}
