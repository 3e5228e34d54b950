import Foundation
import Lab
import Support
import Testing

/// Where output goes, for people and for programs.
@Suite(.twoAtATime) struct OutputTests {
    private static func expectPlainASCII(_ text: String, _ what: String) {
        let odd = text.utf8.first { $0 > 0x7E || ($0 < 0x20 && $0 != 0x0A) }
        #expect(odd == nil, "\(what) has the byte \(odd.map { String($0, radix: 16) } ?? "")")
    }

    @Test func reportsGoToTheirTargets() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            try lab.lab.flip(try lab.layer, at: 9, on: .front1)
            let images = lab.lab.references

            let json = try await lab.gate(["check", "--fresh", "--output", "json"] + images)
            #expect(json.status == 1)
            #expect(json.output.hasPrefix("{") && json.output.hasSuffix("}\n"))
            #expect(try GateReport(Data(json.output.utf8)).verdict == "refused")

            let (text, report) = try await lab.check("--fresh")
            #expect(text.status == 1)
            #expect(text.output.hasPrefix("blobgate "))
            #expect(report.schemaVersion == 1)

            let file = lab.home.path("only.txt")
            let silent = try await lab.gate(["check", "--fresh", "--output", "text=\(file)"] + images)
            #expect(silent.status == 1)
            #expect(silent.output.isEmpty)
            #expect(try String(contentsOfFile: file, encoding: .utf8).contains("REFUSED"))

            let quiet = try await lab.gate(["check", "--fresh", "--quiet"] + images)
            #expect(quiet.status == 1)
            #expect(quiet.error.isEmpty, "\(quiet)")
            #expect(quiet.output.hasPrefix("REFUSED: wrong bytes (content-digest)"), "\(quiet)")

            let verbose = try await lab.gate(["check", "--fresh", "--verbose"] + images)
            for blob in lab.lab.images.flatMap(\.blobs) { #expect(verbose.output.contains("\(blob.digest)")) }
            #expect(verbose.output.contains("try 2"))

            let plain = try await lab.gate(["check", "--fresh", "--progress", "plain"] + images)
            #expect(!plain.error.isEmpty)
            #expect(plain.error.hasSuffix("\n"))
            let none = try await lab.gate(["check", "--fresh", "--progress", "none"] + images)
            #expect(none.error.isEmpty, "\(none)")

            for result in [json, text, silent, quiet, verbose, plain, none] {
                Self.expectPlainASCII(result.output, "stdout")
                Self.expectPlainASCII(result.error, "stderr")
            }

            try lab.lab.evict(try lab.layer, on: .front1)
            let good = try await lab.gate(["check", "--quiet"] + images)
            #expect(good.status == 0)
            #expect(good.output.split(separator: "\n").count <= 2, "\(good)")
            #expect(good.output.hasPrefix("verified: "), "\(good)")
        }
    }

    @Test func slowTransfersAreReportedInPlainLines() async throws {
        try await GateLab.run(.small, LabOptions(limitRate: 1_500_000)) { lab in
            let image = lab.lab.reference(of: try lab.lab.image("tools/debug"))
            let result = try await lab.gate(["check", "--progress", "plain", "--deadline", "12s", image])
            #expect(result.status == 75, "\(result)")
            let lines = result.error.split(separator: "\n")
            // One line every ten seconds.
            #expect(lines.count >= 1, "\(result)")
            #expect(lines.contains { $0.contains("MB") }, "\(result)")
            Self.expectPlainASCII(result.error, "stderr")
        }
    }

    @Test func listsComeFromFilesAndStandardInput() async throws {
        try await GateLab.run { lab in
            let images = lab.lab.references
            let list = "# the release\n\n\(images[0])  # first\r\n\(images[1])\n\(images[0])\n"
            let path = try lab.home.write("release.txt", list)
            let result = try await lab.gate(["check", "--from", path, "--from", "-"], input: images[2])
            #expect(result.status == 0, "\(result)")
            #expect(result.output.contains("verified: 3 images on 3 backends"), "\(result)")
        }
    }

    /// Server text is untrusted (invariant 8).
    @Test func serverTextIsEscaped() async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let evil = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"\\u001b[2J\\u0007 caf\u{e9} \\u202e\"}]}"
            registry.on(.blobs, .status(418, headers: [], body: evil))
            registry.on(.manifests, .cacheStatus("\u{1b}]0;title\u{7}"))
            let home = try GateHome()
            for format in ["text", "json"] {
                let result = try await home.run([
                    "check", "--backend", "a=\(registry.url)", "--output", format, "registry.test/app:1",
                ])
                #expect(result.status == 75, "\(result)")
                Self.expectPlainASCII(result.output, format)
                Self.expectPlainASCII(result.error, "stderr")
            }
        }
    }
}
