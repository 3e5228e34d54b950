import Foundation
import OCI
import Record
import Release
import Testing

/// The files in `scap-integration/tests`.
enum ScapFixture {
    static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "scap-integration/tests")

    static func path(_ name: String) -> String { tests.appending(path: "fixtures/\(name)").path }

    static func files(
        report: String? = "report.json", deployments: String? = "mediawiki-deployments.yaml",
        values: String? = "release-before"
    ) -> ScapFiles {
        var files = ScapFiles()
        files.report = report.map { path("image-build/\($0)") }
        files.deployments = deployments.map { path("etc/\($0)") }
        files.releaseDirectory = values.map(path)
        files.clusters = ["eqiad", "codfw"]
        return files
    }
}

/// The result in the form of the golden files.
private struct Golden: Codable, Equatable {
    struct Image: Codable, Equatable {
        let reference: String
        let new: [String]
        let rollback: [String]
    }

    let images: [Image]
    let notices: [String]
    let valuesState: String

    init(_ release: ScapRelease) {
        func plain(_ text: String) -> String { text.replacing(ScapFixture.path(""), with: "") }
        images = release.reading.uses.map { use in
            func origins(_ set: ReleaseSet) -> [String] {
                use.origins.filter { $0.set == set }.map { plain($0.description) }
            }
            return Image(reference: use.reference.description, new: origins(.new), rollback: origins(.rollback))
        }
        notices = release.reading.notices.map(plain)
        valuesState = "\(release.valuesState)"
    }

    /// Compares with the file `golden/NAME.json`, or writes it if snapshots are being recorded.
    func check(_ name: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = ScapFixture.tests.appending(path: "golden/\(name).json")
        if ProcessInfo.processInfo.environment["BLOBGATE_RECORD_SNAPSHOTS"] == "1" {
            try (try encoder.encode(self) + Data("\n".utf8)).write(to: file)
            Issue.record("recorded \(name).json: look at it, then run without BLOBGATE_RECORD_SNAPSHOTS")
        }
        let kept = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
        let now = String(decoding: try encoder.encode(self), as: UTF8.self)
        #expect(self == kept, "\(name).json: \(now)")
    }
}

@Suite struct ScapReleaseTests {
    @Test(
        arguments: [
            ("both", "report.json", "mediawiki-deployments.yaml", "release-before", ScapSets.both, nil),
            ("both-legacy", "report.json", "mediawiki-deployments.legacy.yaml", "release-before", .both, nil),
            ("new", "report.json", "mediawiki-deployments.legacy.yaml", nil, .new, nil),
            ("new-2025-03", "report.schema-2025-03.json", "mediawiki-deployments.legacy.yaml", nil, .new, nil),
            ("new-2024-08", "report.schema-2024-08.json", "mediawiki-deployments.legacy.yaml", nil, .new, nil),
            ("new-nothing-else", "report.json", nil, nil, .new, nil),
            ("rollback", nil, "mediawiki-deployments.legacy.yaml", "release-before", .rollback, nil),
            ("rollback-nothing-else", nil, nil, "release-before", .rollback, nil),
            ("scope-train", "report.json", "mediawiki-deployments.yaml", "release-before", .both, "train"),
            ("scope-pretrain", "report.json", "mediawiki-deployments.yaml", "release-before", .both, "pretrain"),
            ("trap", "report.json", "mediawiki-deployments.legacy.yaml", "release-after", .both, nil),
        ] as [(String, String?, String?, String?, ScapSets, String?)])
    func imagesWithTheirPlaces(
        _ name: String, _ report: String?, _ deployments: String?, _ values: String?, _ sets: ScapSets, _ scope: String?
    ) throws {
        let files = ScapFixture.files(report: report, deployments: deployments, values: values)
        let release = try ScapRelease(files, sets, scope: scope)
        try Golden(release).check(name)
        for use in release.reading.uses { #expect(!use.origins.isEmpty) }
    }

    @Test func theLabelIsFoundAtAnyPosition() throws {
        struct Captured: Decodable { let argv: [String] }
        let data = try Data(contentsOf: URL(filePath: ScapFixture.path("argv/build-images.json")))
        let argv = try JSONDecoder().decode(Captured.self, from: data).argv
        #expect(ScapBuild.stateDirectory(in: argv) == "/SB/staging/scap/image-build")
        let key = "vnd.wikimedia.scap.build_state_dir"
        #expect(ScapBuild.stateDirectory(in: ["sudo", "--label=\(key)=/a b"]) == "/a b")
        #expect(ScapBuild.stateDirectory(in: ["--label", "\(key)=/a", "--label", "\(key)=/b"]) == "/b")
        #expect(ScapBuild.stateDirectory(in: ["\(key)=/a", "--label", "other=\(key)=/b", "/c"]) == nil)
        #expect(ScapBuild.stateDirectory(in: ["--label", "\(key)="]) == nil)
        #expect(ScapBuild.stateDirectory(in: ["x", "--label"]) == nil)
    }

    /// Each with a part of the message.
    @Test(arguments: [
        ("", "it is empty"), ("[]", "unknown schema: the report is a list"), ("{}", "unknown schema"),
        ("\"no\"", "unknown schema"),
        (
            "{\"mediawiki\": {\"flavours\": {\"publish\": {\"kinds\": {\"image\": {\"image_name\": \"r.test/a:1\"}}",
            "cannot be parsed"
        ),
        ("{\"mediawiki\": {\"flavours\": {}}}", "mediawiki.flavours is an empty mapping"),
        ("{\"mediawiki\": {\"flavours\": {\"p\": {\"kinds\": {}}}}}", "mediawiki.flavours.p.kinds is an empty mapping"),
        (
            "{\"mediawiki\": {\"flavours\": {\"p\": {\"images\": {\"image\": \"r.test/a:1\"}}}}}",
            "mediawiki.flavours.p is a mapping with the keys images"
        ),
        (
            "{\"mediawiki\": {\"flavours\": {\"p\": {\"kinds\": {\"image\": {\"name\": \"r.test/a:1\"}}}}}}",
            "kinds.image is a mapping with the keys name"
        ),
        ("{\"mediawiki\": {\"builds\": {\"p\": \"r.test/a:1\"}}}", "mediawiki.builds is a mapping with the keys p"),
        ("{\"mediawiki\": {\"image\": \"r.test/a:1\"}, \"v\": 7}", "unknown schema: v is the value 7"),
        ("{\"mediawiki\": {\"image\": \"\"}}", "mediawiki.image is empty"),
        ("{\"mediawiki\": {\"image\": \"a:1\"}}", "\"a:1\""),
        ("{\"mediawiki\": {\"image\": \"r.test/A:1\"}}", "\"r.test/A:1\""),
        ("{\"mediawiki\": {\"image\": \"r.test/a:1\", \"image\": \"r.test/b:1\"}}", "duplicate keys: image"),
        ("\u{0}", "NUL"),
    ]) func anUnknownSchemaIsAnErrorAndNeverNoImages(_ text: String, _ part: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        let error = try #require(throws: InputError.self) { try ScapReport(path: file.path) }
        #expect(part == "NUL" || error.description.contains(part), "\(error)")
        #expect(error.description.hasPrefix(file.path), "\(error)")
        #expect(error.description.utf8.allSatisfy { $0 < 0x7F && ($0 >= 0x20 || $0 == 0x0A) })
    }

    @Test(arguments: [
        ("{}", "deployment_targets"), ("- {releases: {a: {}}}", "namespace"), ("- {namespace: w}", "releases of w"),
        ("- {namespace: w, releases: [a]}", "releases of w"), ("[]", "at least one target"),
        ("- {namespace: w, releases: {a: {}}, clusters: eqiad}", "clusters of w"),
    ]) func faultsOfADeploymentsFileAreReported(_ text: String, _ part: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "deployments-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        let error = try #require(throws: InputError.self) { try ScapDeployments(path: file.path) }
        #expect(error.description.contains(part), "\(error)")
    }

    @Test func allFaultsOfAllFilesAreReportedAtOnce() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "values-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("docker: {registry: r.test}\n".utf8).write(to: folder.appending(path: "w-a-eqiad.yaml"))
        try Data("main_app: {image: 'a:1'}\n".utf8).write(to: folder.appending(path: "w-b-eqiad.yaml"))
        try Data("<<<<<<< HEAD\nmain_app: {image: 'a:1'}\n".utf8).write(to: folder.appending(path: "w-c-eqiad.yaml"))
        var files = ScapFixture.files(report: "none.json", deployments: nil, values: nil)
        files.releaseDirectory = folder.path
        let error = try #require(throws: InputError.self) { try ScapRelease(files, .both) }
        for part in [
            "none.json: cannot be read", "w-a-eqiad.yaml:1: main_app.image", "w-b-eqiad.yaml:1: docker.registry",
            "w-c-eqiad.yaml",
        ] {
            #expect(error.description.contains(part), "\(error)")
        }
    }

    @Test func anUnknownScopeIsAnError() throws {
        let error = try #require(throws: InputError.self) {
            try ScapRelease(ScapFixture.files(), .both, scope: "trian")
        }
        #expect(error.description.contains("the scope \"trian\"; known scopes are pretrain, train"), "\(error)")
    }

    @Test func rollbackAloneNeedsAValuesFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "values-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var files = ScapFixture.files()
        files.releaseDirectory = folder.path
        let error = try #require(throws: InputError.self) { try ScapRelease(files, .rollback) }
        #expect(error.description.contains("has no values file of a target"), "\(error)")
        let both = try ScapRelease(files, .both)
        #expect(both.reading.notices.contains { $0.contains("nothing to roll back to") })
        files.releaseDirectory = folder.path + "/none"
        #expect(throws: InputError.self) { try ScapRelease(files, .both) }
    }
}
