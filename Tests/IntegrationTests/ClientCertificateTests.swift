import Foundation
import Lab
import Support
import Testing

/// nginx that requires a client certificate (`ssl_verify_client on`), in front of a docker-registry.
@Suite(.twoAtATime) struct ClientCertificateTests {
    private static func run(_ body: (GateLab) async throws -> Void) async throws {
        var options = LabOptions()
        options.clientCertificates = true
        try await GateLab.run(.small, options, body)
    }

    /// Writes a configuration with these additional lines for the registry.
    private static func configure(_ lab: GateLab, _ lines: String = "") throws -> [String: String] {
        let backends = lab.lab.backends.map {
            "      - {name: \($0), address: \"\($0.address):\(lab.lab.backendPort)\"}\n"
        }
        let path = try lab.home.write(
            "own.yaml",
            "version: 1\nregistries:\n  - name: \"\(lab.lab.registryName)\"\n    backends:\n\(backends.joined())\(lines)"
        )
        return ["BLOBGATE_CONFIG": path]
    }

    private static func flat(_ result: GateResult) -> String {
        result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test func aCertificateFromTheConfigurationIsAccepted() async throws {
        try await Self.run { lab in
            let (none, nothing) = try await lab.check("--retries", "0")
            #expect(none.status == 75, "\(none)")
            #expect(Self.flat(none).contains("400 No required SSL certificate was sent"), "\(none)")
            #expect(Set(nothing.findings.map(\.code)) == ["access-status"])
            #expect(nothing.totals.verified == 0)

            let files = (lab.lab.clientCertificateFile.path, lab.lab.clientKeyFile.path)
            let own = try Self.configure(
                lab,
                "    ca: \"\(lab.lab.authorityFile.path)\"\n    client: {cert: \"\(files.0)\", key: \"\(files.1)\"}\n")
            let (shown, report) = try await lab.check(environment: own)
            #expect(shown.status == 0, "\(shown)")
            #expect(report.totals.verified == report.totals.claims)

            let stranger = try await CertificateMaker("another authority")
            let pair = try await stranger.issue("deployer")
            let other = try Self.configure(
                lab,
                "    ca: \"\(lab.lab.authorityFile.path)\"\n"
                    + "    client: {cert: \"\(pair.certificate)\", key: \"\(pair.key)\"}\n")
            let (refused, why) = try await lab.check("--retries", "0", "--fresh", environment: other)
            #expect(refused.status == 75, "\(refused)")
            #expect(Self.flat(refused).contains("The SSL certificate error"), "\(refused)")
            #expect(Set(why.findings.map(\.code)) == ["access-status"])
        }
    }

    @Test func aCertificateFromTheUsersFolderIsAccepted() async throws {
        try await Self.run { lab in
            let bare = try Self.configure(lab)
            let (unknown, _) = try await lab.check("--retries", "0", environment: bare)
            #expect(unknown.status == 69, "\(unknown)")
            #expect(Self.flat(unknown).contains("is signed by an unknown CA"), "\(unknown)")

            let folder = ".config/containers/certs.d/\(lab.lab.registryName)"
            func copy(_ file: URL, _ name: String) throws {
                try lab.home.write("\(folder)/\(name)", String(contentsOf: file, encoding: .utf8))
            }
            try copy(lab.lab.authorityFile, "ca.crt")
            let (none, _) = try await lab.check("--retries", "0", environment: bare)
            #expect(none.status == 75, "\(none)")
            #expect(Self.flat(none).contains("400 No required SSL certificate was sent"), "\(none)")

            try copy(lab.lab.clientCertificateFile, "deployer.cert")
            try copy(lab.lab.clientKeyFile, "deployer.key")
            let (shown, report) = try await lab.check(environment: bare)
            #expect(shown.status == 0, "\(shown)")
            #expect(report.totals.verified == report.totals.claims)
        }
    }
}
