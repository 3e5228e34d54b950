import Foundation
import Support
import Testing

/// Reports and pin files that would replace a file the command reads or keeps.
@Suite struct UsedFileTests {
    private static let list = "registry.test/app:1\n"
    private static let pod =
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: \"registry.test/app:1\"}]}\n"

    static let cases: [(arguments: [String], file: String, use: String)] = [
        (["--from", "images.txt", "--output", "json=images.txt"], "images.txt", "an input of this release"),
        (["--from", "images.txt", "--pin", "json=./images.txt"], "images.txt", "an input of this release"),
        (["--file", "k8s", "--output", "junit=k8s/pod.yaml"], "k8s/pod.yaml", "an input of this release"),
        (
            ["--rollback", "from=images.txt", "registry.test/a:1", "--output", "sarif=images.txt"], "images.txt",
            "an input of this release"
        ),
        (["registry.test/a:1", "--output", "json=ledger.sqlite"], "ledger.sqlite", "the ledger"),
        (["registry.test/a:1", "--output", "text=ledger.sqlite-wal"], "ledger.sqlite-wal", "a file of the ledger"),
        (["registry.test/a:1", "--output", "gitlab=blobgate.yaml"], "blobgate.yaml", "the configuration"),
        (["registry.test/a:1", "--output", "json=auth.json", "--authfile", "auth.json"], "auth.json", "credentials"),
    ]

    @Test(arguments: cases)
    func nothingIsReplaced(_ input: (arguments: [String], file: String, use: String)) async throws {
        let home = try GateHome()
        let files = [
            "images.txt": Self.list, "k8s/pod.yaml": Self.pod, "blobgate.yaml": "registries: {}\n",
            "auth.json": "{\"auths\": {}}\n",
        ]
        for (name, text) in files { try home.write(name, text) }
        let result = try await home.run(
            ["check", "--config", "blobgate.yaml", "--ledger", "ledger.sqlite"] + input.arguments)
        #expect(result.status == 64, "\(result)")
        #expect(result.error.contains(input.file) && result.error.contains(input.use), "\(result)")
        for (name, text) in files {
            #expect(try String(contentsOfFile: home.path(name), encoding: .utf8) == text, "\(name): \(result)")
        }
        #expect(!FileManager.default.fileExists(atPath: home.path("ledger.sqlite")), "\(result)")
    }

    @Test func pinsMayBeRenewedInPlace() async throws {
        let home = try GateHome()
        try home.write("pins.json", "{}\n")
        let result = try await home.run(["check", "--pins", "pins.json", "--pin", "json=pins.json"])
        #expect(result.status != 64, "\(result)")
    }

    @Test func reportsToMergeStay() async throws {
        let home = try GateHome()
        try home.write("a.json", "{}\n")
        let result = try await home.run(["merge", "a.json", "--output", "json=a.json"])
        #expect(result.status == 64 && result.error.contains("a report to merge"), "\(result)")
        #expect(try String(contentsOfFile: home.path("a.json"), encoding: .utf8) == "{}\n")
    }

    @Test func aNewReportInAFolderOfManifestsIsWritten() async throws {
        let home = try GateHome()
        try home.write("k8s/pod.yaml", Self.pod)
        let result = try await home.run(["check", "--file", "k8s", "--output", "json=k8s/report.json"])
        #expect(result.status != 64, "\(result)")
    }
}
