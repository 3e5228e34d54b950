import Foundation
import Lab
import Support
import Testing

/// Credentials grant access, their absence is explained, and they are never shown.
@Suite(.twoAtATime) struct CredentialsTests {
    private static let password = "open sesame 7 \u{e9}"
    private static let options = LabOptions(
        basicAuth: .init(user: "deployer", password: password, pathPrefix: "/v2/tools/"))

    /// No output or file may contain the secret.
    private static func expectNoSecret(_ lab: GateLab, _ results: [GateResult], _ secret: String) throws {
        let needles = [secret, Data("deployer:\(secret)".utf8).base64EncodedString()]
        var places = results.flatMap { [Data($0.output.utf8), Data($0.error.utf8)] }
        let files = FileManager.default
        let folder = lab.lab.ledgerFile.deletingLastPathComponent()
        let ledgers = try files.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("ledger.sqlite") }
        #expect(!ledgers.isEmpty)
        places += try ledgers.map { try Data(contentsOf: folder.appending(path: $0)) }
        places += try files.contentsOfDirectory(atPath: lab.home.directory.path).filter { $0.hasSuffix(".json") }
            .map { try Data(contentsOf: lab.home.directory.appending(path: $0)) }
        for needle in needles {
            for place in places { #expect(place.range(of: Data(needle.utf8)) == nil) }
        }
    }

    @Test func rightCredentialsVerify() async throws {
        try await GateLab.run(.small, Self.options) { lab in
            let docker = ["DOCKER_CONFIG": lab.lab.dockerConfigurationDirectory.path]
            let (result, _) = try await lab.check("--verbose", environment: docker)
            #expect(result.status == 0, "\(result)")
            try Self.expectNoSecret(lab, [result], Self.password)
        }
    }

    @Test func missingAndWrongCredentialsAreExplained() async throws {
        try await GateLab.run(.small, Self.options) { lab in
            let (none, nothing) = try await lab.check("--verbose")
            #expect(none.status == 77, "\(none)")
            #expect(none.output.contains("UNDECIDED: credentials refused (access-credentials)"), "\(none)")
            #expect(none.output.contains("the registry requires credentials, and none were found for it"), "\(none)")
            #expect(none.output.contains("docker login"), "\(none)")
            #expect(none.output.contains("tag 1.0 of \(lab.lab.registryName)/tools/debug"), "\(none)")
            #expect(Set(nothing.findings.map(\.code)) == ["access-credentials"])
            #expect(nothing.images.map(\.verdict) == ["verified", "verified", "undecided"])

            let wrong = "not the password 9"
            let auth = Data("deployer:\(wrong)".utf8).base64EncodedString()
            try lab.home.write("docker/config.json", #"{"auths":{"\#(lab.lab.registryName)":{"auth":"\#(auth)"}}}"#)
            let docker = ["DOCKER_CONFIG": lab.home.path("docker")]
            let (refused, report) = try await lab.check("--verbose", environment: docker)
            #expect(refused.status == 77, "\(refused)")
            #expect(refused.output.contains("refused with status 401"), "\(refused)")
            #expect(refused.output.contains(lab.lab.registryName))
            #expect(Set(report.findings.map(\.code)) == ["access-credentials"])
            // Tried once only: some sites lock accounts after three wrong attempts.
            let attempts = report.images.flatMap(\.backends).filter { $0.verdict != "verified" }.map(
                \.tagAttempts.count)
            #expect(attempts == [1, 1, 1])
            try Self.expectNoSecret(lab, [none, refused], wrong)
        }
    }

    @Test func aBrokenConfigFileIsAConfigurationError() async throws {
        let home = try GateHome()
        let path = try home.write("docker/config.json", "{\"auths\": [")
        let result = try await home.run(
            ["check", "--backend", "a=127.0.0.1:9", "registry.test/app:1"],
            environment: ["DOCKER_CONFIG": home.path("docker")])
        #expect(result.status == 78, "\(result)")
        #expect(result.error.contains(path), "\(result)")
    }
}
