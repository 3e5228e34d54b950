import Foundation
import Lab
import Support
import Testing

/// The CI formats, read by third-party programs.
@Suite(.twoAtATime) struct CIFormatTests {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    private static let monitoring = tests.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/monitoring")

    @Test func allFormatsOfOneRunAreReadByOtherPrograms() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let images = try lab.home.write("deploy/images.txt", lab.lab.references.joined(separator: "\n") + "\n")
            let names = ["junit": "junit.xml", "gitlab": "gl.json", "sarif": "gate.sarif", "openmetrics": "gate.prom"]
            let targets = names.flatMap { ["--output", "\($0.key)=\(lab.home.path($0.value))"] }
            let good = try await lab.gate(["check", "--from", images] + targets)
            #expect(good.status == 0, "\(good)")
            try await Self.expectRead(lab.home, refused: false)
            let verified = try Self.lastSuccess(lab.home)
            #expect(verified > 1_700_000_000)

            try lab.lab.flip(try lab.layer, at: 9, on: .front1)
            let bad = try await lab.gate(["check", "--fresh", "--from", images, "--output", "text"] + targets)
            #expect(bad.status == 1, "\(bad)")
            try await Self.expectRead(lab.home, refused: true)
            // A failed run preserves the time of the last success.
            #expect(try Self.lastSuccess(lab.home) == verified)
            let left = try FileManager.default.contentsOfDirectory(atPath: lab.home.directory.path)
            #expect(left.filter { $0.contains("gate.prom") } == ["gate.prom"])
            let attributes = try FileManager.default.attributesOfItem(atPath: lab.home.path("gate.prom"))
            // node_exporter runs as another user.
            #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o444 } == 0o444)

            let issues = try JSONSerialization.jsonObject(with: Self.data(lab.home, "gl.json")) as? [[String: Any]]
            let locations = issues?.compactMap { $0["location"] as? [String: Any] } ?? []
            #expect(!locations.isEmpty)
            #expect(locations.allSatisfy { $0["path"] as? String == "deploy/images.txt" })
        }
    }

    @Test func reportsOfRunsThatEndedEarlyAreReadableToo() async throws {
        let home = try GateHome()
        let images = try home.write("images.txt", "registry.test/App:1\n//\n")
        let result = try await home.run([
            "check", "--from", images, "--output", "junit=junit.xml", "--output", "openmetrics=gate.prom",
        ])
        #expect(result.status == 65, "\(result)")
        try await Program("xmllint").run(
            ["--noout", "--schema", Self.tests.appending(path: "Schemas/junit.xsd").path, home.path("junit.xml")])
        try await Program("promtool").run(["check", "metrics"], input: URL(filePath: home.path("gate.prom")))
    }

    @Test func theAlertRulesPassTheirTests() async throws {
        let promtool = try Program("promtool")
        try await promtool.run(["check", "rules", "blobgate.rules.yaml"], in: Self.monitoring)
        try await promtool.run(["test", "rules", "blobgate.rules.test.yaml"], in: Self.monitoring)
    }

    private static func expectRead(_ home: GateHome, refused: Bool) async throws {
        try await Program("xmllint").run(
            ["--noout", "--schema", tests.appending(path: "Schemas/junit.xsd").path, home.path("junit.xml")])
        try await Program("promtool").run(
            ["check", "metrics"], input: URL(filePath: home.path("gate.prom")))
        let junit = try String(contentsOfFile: home.path("junit.xml"), encoding: .utf8)
        #expect(junit.contains("<failure ") == refused)
        let metrics = try String(contentsOfFile: home.path("gate.prom"), encoding: .utf8)
        #expect(metrics.contains("blobgate_verdict{gate=\"gate\",verdict=\"refused\"} \(refused ? 1 : 0)\n"))
        let sarif = try JSONSerialization.jsonObject(with: data(home, "gate.sarif")) as? [String: Any]
        let run = (sarif?["runs"] as? [[String: Any]])?.first
        #expect((run?["results"] as? [Any])?.isEmpty == !refused)
        let issues = try JSONSerialization.jsonObject(with: data(home, "gl.json")) as? [Any]
        #expect(issues?.isEmpty == !refused)
    }

    private static func data(_ home: GateHome, _ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: home.path(name)))
    }

    private static func lastSuccess(_ home: GateHome) throws -> Double {
        let text = try String(contentsOfFile: home.path("gate.prom"), encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("blobgate_last_success_timestamp_seconds{") }
        return try #require(line?.split(separator: " ").last.flatMap { Double($0) })
    }
}
