import Foundation
import Support

/// A scap deploy host with the gate configured, and a scripted registry with its images.
struct ScapHost {
    static let registryName = "registry.test"
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "scap-integration/tests")
    static let newTag = "2026-08-20-101112"
    static let oldTag = "2026-08-19-090909"

    let home: GateHome
    let registry: ScriptedRegistry
    let configuration: String

    /// Writes the fixtures with the registry's name, and adds their images to the registry.
    init(_ registry: ScriptedRegistry, values: String = "release-before", report: String = "report.json") throws {
        home = try GateHome()
        self.registry = registry
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.path("fixtures/\(values)")) {
            try home.write("release/\(name)", try Self.fixture("\(values)/\(name)"))
        }
        try home.write("report.json", try Self.fixture("image-build/\(report)"))
        try home.write("deployments.yaml", try Self.fixture("etc/mediawiki-deployments.legacy.yaml"))
        configuration = try home.write(
            "gate.yaml",
            """
            version: 1
            registries:
              - name: \(Self.registryName)
                scheme: http
                backends:
                  - {name: a, address: "\(registry.name)"}
            policy: {retries: 0, stall: 5s}
            ledger: ledger.sqlite
            scap: {deployments: deployments.yaml, release-dir: release, state-dir: state, clusters: [eqiad, codfw]}

            """)
        for (tag, offset) in [(Self.oldTag, UInt8(0)), (Self.newTag, 100)] {
            for (number, kind) in ["", "-debug", "-cli"].enumerated() {
                for (flavour, other) in [("publish-83", UInt8(0)), ("publish-84", 20)] {
                    try registry.addImage(
                        to: "restricted/mediawiki-multiversion\(kind)", tag: "\(tag)-\(flavour)",
                        layers: [Self.layer(offset), Self.layer(offset + 1 + other + UInt8(number))])
                }
            }
            try registry.addImage(
                to: "restricted/mediawiki-webserver", tag: "\(tag)-webserver", layers: [Self.layer(offset + 9)])
        }
    }

    /// 60,000 bytes in which 256 repeat.
    static func layer(_ seed: UInt8) -> [UInt8] {
        let period = (0..<256).map { UInt8(truncatingIfNeeded: $0 &* 7) ^ seed }
        return Array(repeatElement(period, count: 235).joined().prefix(60_000))
    }

    static func path(_ name: String) -> String { tests.appending(path: name).path }

    private static func fixture(_ name: String) throws -> String {
        try String(contentsOfFile: path("fixtures/\(name)"), encoding: .utf8)
            .replacing("docker-registry.discovery.wmnet", with: registryName)
    }

    /// The arguments that scap appends, with the folder of this desk.
    var appended: String {
        "--http-proxy http://webproxy:8080 '\(home.path("state"))' --staging-dir /srv/mediawiki-staging --latest-tag latest "
            + "--label vnd.wikimedia.builder.name=scap --label 'vnd.wikimedia.scap.build_state_dir=\(home.path("state"))'"
    }

    /// The value in `scap.cfg`.
    func command(_ flags: String, configured: Bool) -> String {
        "blobgate scap build \(configured ? "" : "--config \(configuration)") \(flags) -- \(Self.path("stand-in-builder.sh"))"
    }

    /// Runs it like scap. `options` are those of the runner.
    func deploy(
        _ options: String = "", flags: String = "", environment: [String: String] = [:]
    ) async throws -> (result: ShellResult, log: String) {
        let log = home.path("log-\(UUID().uuidString)")
        let result = try await home.shell(
            "\(Self.path("run-like-scap.sh")) --cwd '\(home.path("release"))' --log \(log) \(options) "
                + "'\(command(flags, configured: environment["BLOBGATE_CONFIG"] != nil))' \(appended)",
            environment: ["BUILDER_REPORT": home.path("report.json"), "TMPDIR": home.directory.path]
                .merging(environment) { $1 })
        // A builder may print anything.
        return (result, String(decoding: try Data(contentsOf: URL(filePath: log)), as: UTF8.self))
    }

    /// The content of all values files, to detect changes.
    func values() throws -> [String: String] {
        var texts: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: home.path("release")) {
            texts[name] = try String(contentsOfFile: home.path("release/\(name)"), encoding: .utf8)
        }
        return texts
    }
}
