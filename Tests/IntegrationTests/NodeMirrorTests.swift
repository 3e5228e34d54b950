import Foundation
import Lab
import OCI
import Support
import Testing

/// Nodes whose configuration files list the three fronts: each is a backend with its own name.
@Suite(.serialized) struct NodeMirrorTests {
    /// A home whose `blobgate.yaml` lists no backend, and a hosts.toml with the fronts as mirrors and the first one as server.
    private func files(_ lab: GateLab, skipVerify: Bool = false, resolve: Bool = true) throws -> (
        config: String, hosts: String
    ) {
        let port = lab.lab.backendPort
        let trust = skipVerify ? "skip_verify = true" : "ca = \"\(lab.lab.authorityFile.path)\""
        let capabilities = resolve ? "[\"pull\", \"resolve\"]" : "[\"pull\"]"
        var text = "server = \"https://127.0.0.11:\(port)\"\n\(trust)\n"
        for address in ["127.0.0.12", "127.0.0.13"] {
            text += "\n[host.\"https://\(address):\(port)\"]\n  capabilities = \(capabilities)\n  \(trust)\n"
        }
        let hosts = try lab.home.write("certs.d/registry.test_\(port)_/hosts.toml", text)
        let config = try lab.home.write(
            "nodes.yaml", "version: 1\nmirrors: {containerd: certs.d}\nledger: \(lab.home.path("nodes.sqlite"))\n")
        return (config, hosts)
    }

    @Test func everyMirrorIsProvenAndABadOneRefuses() async throws {
        try await GateLab.run { lab in
            let port = lab.lab.backendPort
            let (config, hosts) = try files(lab)
            let environment = ["BLOBGATE_CONFIG": config]
            let mark = try await lab.lab.mark()
            let (good, report) = try await lab.check(environment: environment)
            #expect(good.status == 0, "\(good)")
            let names = ["127.0.0.12:\(port)", "127.0.0.13:\(port)", "127.0.0.11:\(port)"]
            #expect(report.images.allSatisfy { $0.backends.map(\.backend) == names })
            #expect(good.output.contains("by \(hosts):4"))
            #expect(good.output.contains("by \(hosts):1"))
            for backend in lab.lab.backends {
                let requests = try await lab.lab.requests(on: backend, since: mark)
                #expect(!requests.blobGets.isEmpty)
            }
            let (again, reused) = try await lab.check(environment: environment)
            #expect(again.status == 0)
            #expect(reused.claims.filter { $0.kind != "manifest" }.allSatisfy { $0.statusName == "reused" })

            try lab.lab.flip(try lab.layer, at: 7_000_000, on: .front3)
            let (bad, refused) = try await lab.check("--fresh", environment: environment)
            #expect(bad.status == 1, "\(bad)")
            #expect(Set(refused.findings.map(\.code)) == ["content-digest"])
            #expect(Set(refused.findings.compactMap(\.place.backend)) == ["127.0.0.13:\(port)"])
        }
    }

    @Test func aMirrorThatResolvesNoTagIsReadByDigest() async throws {
        try await GateLab.run { lab in
            let (config, _) = try files(lab, resolve: false)
            let mark = try await lab.lab.mark()
            let (result, _) = try await lab.check(environment: ["BLOBGATE_CONFIG": config])
            #expect(result.status == 0, "\(result)")
            #expect(try await lab.lab.requests(on: .front2, since: mark).tagPaths.isEmpty)
            #expect(try await lab.lab.requests(on: .front1, since: mark).tagPaths.count == lab.lab.images.count)
        }
    }

    @Test func anUnverifiedCertificateIsShownOnEveryLine() async throws {
        try await GateLab.run { lab in
            let (config, _) = try files(lab, skipVerify: true)
            let port = lab.lab.backendPort
            let (result, report) = try await lab.check("--verbose", environment: ["BLOBGATE_CONFIG": config])
            #expect(result.status == 0, "\(result)")
            #expect(result.output.contains("CERTIFICATE NOT CHECKED"))
            let lines = result.output.split(separator: "\n").filter {
                $0.contains("127.0.0.12:\(port)") && !$0.contains(" try ")
            }
            #expect(!lines.isEmpty)
            #expect(report.claims.allSatisfy { $0.backend.hasSuffix("(insecure)") })
        }
    }

    /// `blobgate backends`: TLS facts of a real handshake, and of one that fails.
    @Test func theBackendsAreShown() async throws {
        try await GateLab.run { lab in
            let name = lab.lab.registryName
            let configured = try await lab.gate(["backends", name])
            #expect(configured.status == 0, "\(configured)")
            #expect(configured.output.contains("3 backends, 3 answering"))
            #expect(configured.output.contains("TLS     TLSv1."))
            #expect(configured.output.contains("CN = registry.test"))
            #expect(configured.output.contains("29 days left"))

            let (config, hosts) = try files(lab)
            let environment = ["BLOBGATE_CONFIG": config]
            let json = try await lab.gate(["backends", name, "--output", "json"], environment: environment)
            #expect(json.status == 0, "\(json)")
            let read = try JSONDecoder().decode(Shown.self, from: Data(json.output.utf8))
            #expect(read.allAnswer && read.backends.map(\.source) == ["\(hosts):4", "\(hosts):8", "\(hosts):1"])
            #expect(Set(read.backends.compactMap(\.tls?.sha256)).count == 1)
            #expect(read.backends.allSatisfy { $0.tls?.sha256?.count == 64 && $0.status == 200 })

            try await lab.lab.stopBackend(.front2)
            // Without the CA no certificate is valid, but it is still reported.
            let plain = try lab.home.write("plain.yaml", "version: 1\n")
            let refused = try await lab.gate(
                [
                    "backends", name, "--backend", "one=127.0.0.11:\(lab.lab.backendPort)", "--backend",
                    "two=127.0.0.12:\(lab.lab.backendPort)",
                ], environment: ["BLOBGATE_CONFIG": plain])
            #expect(refused.status == 69, "\(refused)")
            #expect(refused.output.contains("refused CN = registry.test, issued by CN = blobgate lab"))
            #expect(refused.output.contains("none (tls)"))
            #expect(refused.output.contains("none (connect)"))
        }
    }

    private struct Shown: Decodable {
        struct Backend: Decodable {
            struct TLS: Decodable { let sha256: String? }
            let source: String
            let status: Int?
            let tls: TLS?
        }
        let allAnswer: Bool
        let backends: [Backend]
    }

    @Test func aFaultyNodeFileIsAConfigurationError() async throws {
        let home = try GateHome()
        let file = try home.write("registries.conf", "[[registry]]\nlocation = \"a.test\"\ninsecure = \"yes\"\n")
        let result = try await home.run(["check", "--mirrors", "containers=\(file)", "a.test/x:1"])
        #expect(result.status == 78)
        #expect(result.error.contains("\(file):3: [[registry]] insecure: expected true or false"))
        let usage = try await home.run(["check", "--mirrors", "docker=/x", "a.test/x:1"])
        #expect(usage.status == 64)
    }
}
