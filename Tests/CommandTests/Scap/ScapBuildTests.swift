import Foundation
import OCI
import Support
import Testing

/// The gate as scap's build command, started by an imitation of scap's runner.
@Suite struct ScapBuildTests {
    private static let colors = ["FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "TERM": "xterm-256color"]

    private static func withDesk(
        values: String = "release-before", report: String = "report.json", _ body: (ScapHost) async throws -> Void
    ) async throws {
        try await ScriptedRegistry.run { registry in
            try await body(try ScapHost(registry, values: values, report: report))
        }
    }

    /// The output from the last diagnosis on.
    private static func block(of log: String) throws -> [String] {
        let lines = log.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
        let start = try #require(
            lines.lastIndex { $0.hasPrefix("REFUSED: ") && $0.hasSuffix(")") && !$0.contains("exit code") })
        return Array(lines[start...])
    }

    /// Line breaks depend on the length of the paths.
    private static func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test(arguments: ["null", "pipe", "terminal"], ["report.json", "report.schema-2025-03.json"])
    func aGoodBuildPassesWithAnyStandardInput(_ stdin: String, _ report: String) async throws {
        try await Self.withDesk { desk in
            if report != "report.json" {
                // The same images under the older schema.
                try desk.home.write(
                    "report.json",
                    #"{"mediawiki": {"by-flavour": {"publish-83": {"image": "registry.test/restricted/mediawiki-multiversion:\#(ScapHost.newTag)-publish-83"}}}}"#
                )
            }
            let (result, log) = try await desk.deploy(
                "--stdin \(stdin) --expect 0 --last 'verified: '", environment: Self.colors)
            #expect(result.status == 0, "\(result)\n\(log)")
            #expect(log.contains("building, arguments: 11\n"), "\(log)")
            #expect(log.contains("pushed\n"))
            let images = report == "report.json" ? 11 : 6
            #expect(log.contains("verified: \(images) images on 1 backend"), "\(log)")
            #expect(log.contains("rollback: 5 images verified"), "\(log)")
        }
    }

    @Test func aBadBlobBlocksWithAShortDiagnosis() async throws {
        try await Self.withDesk { desk in
            let before = try desk.values()
            let bad = try ScriptedRegistry.sha256(of: ScapHost.layer(101))
            desk.registry.on(.blob(bad), .cacheStatus("HIT"), .flipByte(at: 31_000))
            let named = ["BLOBGATE_CONFIG": desk.configuration]
            let (result, log) = try await desk.deploy(
                "--expect 1 --last 'no host touched'", environment: Self.colors.merging(named) { $1 })
            #expect(result.status == 1, "\(result)")
            #expect(try desk.values() == before)
            #expect(result.output.contains("returned non-zero exit status 1"))
            let block = try Self.block(of: log)
            #expect(block.count <= 25, "\(block.joined(separator: "\n"))")
            // Paths are never wrapped, and those of this test are arbitrary.
            for line in block where !line.contains(desk.home.directory.path) {
                #expect(line.utf8.count <= 100, "\(line)")
            }
            let text = block.joined(separator: "\n")
            #expect(
                text.contains("  image  registry.test/restricted/mediawiki-multiversion:\(ScapHost.newTag)-publish-83"))
            #expect(Self.words(text).contains("(stage canaries, mw-web/canary on codfw and eqiad;"))
            #expect(text.contains("\(bad)"))
            #expect(text.contains("state  nothing was deployed; helmfile values unchanged; no host touched"))
            #expect(text.contains("next   once fixed: blobgate recheck 1, then the same scap command again"))

            // The printed break-glass command, with a reason; then the regular way: heal, recheck, deploy.
            let override = try #require(text.components(separatedBy: "on record: ").last)
                .replacing("WHY", with: "'ticket 7'")
            let recorded = try await desk.home.shell(override, environment: named)
            #expect(recorded.status == 0, "\(override)\n\(recorded)")
            let passed = try await desk.deploy("--expect 0 --last OVERRIDDEN", environment: named)
            #expect(passed.result.status == 0, "\(passed.result)\n\(passed.log)")
            #expect(
                try await desk.home.shell("blobgate override withdraw 1", environment: named).status == 0)
            #expect(try await desk.deploy("--expect 1", environment: named).result.status == 1)
            let still = try await desk.home.shell("blobgate recheck", environment: named)
            #expect(still.status == 1, "\(still)")
            #expect(
                still.output.contains("state  this check changed nothing; earlier changes by scap remain in place"),
                "\(still)")
            #expect(
                Self.words(still.output).contains(
                    ", then the same scap command again (or retry at its prompt, if it is still asking)"), "\(still)")
            desk.registry.heal()
            let healed = try await desk.home.shell("blobgate recheck", environment: named)
            #expect(healed.status == 0, "\(healed)")
            #expect(
                healed.output.hasSuffix(
                    "\nnext   the same scap command again (or retry at its prompt, if it is still asking)\n"),
                "\(healed)")
            let idle = try await desk.home.shell("blobgate recheck 5", environment: named)
            #expect(idle.status == 0 && !idle.output.contains("scap command"), "\(idle)")
            #expect(try await desk.deploy("--expect 0 --last 'verified: '", environment: named).result.status == 0)
        }
    }

    @Test func aBadRollbackImageBlocksAndAnUndecidedOneOnlyWarns() async throws {
        try await Self.withDesk { desk in
            let old = try ScriptedRegistry.sha256(of: ScapHost.layer(9))
            desk.registry.on(.blob(old), .status(503))
            let warned = try await desk.deploy("--expect 0")
            #expect(warned.result.status == 0, "\(warned.result)\n\(warned.log)")
            #expect(warned.log.contains("ROLLBACK SET UNDECIDED: 1 of 5 images"), "\(warned.log)")
            desk.registry.heal()
            desk.registry.on(.blob(old), .flipByte(at: 5))
            let blocked = try await desk.deploy("--expect 1 --last 'state  nothing was deployed'")
            #expect(blocked.result.status == 1, "\(blocked.result)\n\(blocked.log)")
            #expect(Self.words(blocked.log).contains("in the rollback set"), "\(blocked.log)")
            // A recheck has the policy of the build: in the rollback set, only proven faults block.
            desk.registry.heal()
            desk.registry.on(.blob(old), .status(503))
            let again = try await desk.home.shell("blobgate recheck 2 --config \(desk.configuration)")
            #expect(again.status == 0, "\(again)")
            desk.registry.heal()
            desk.registry.on(.blob(old), .flipByte(at: 5))
            let new = try await desk.deploy("--expect 0", flags: "--set new")
            #expect(new.result.status == 0, "\(new.result)\n\(new.log)")
        }
    }

    @Test func theStopBeforeSyncTrapIsNoticed() async throws {
        try await Self.withDesk(values: "release-after") { desk in
            let (result, log) = try await desk.deploy("--expect 0")
            #expect(result.status == 0, "\(result)\n\(log)")
            let text = Self.words(log)
            #expect(text.contains("11 of 11 values files in"), "\(log)")
            #expect(
                text.contains("rolls back to the images in these files, that is, to the ones being deployed"), "\(log)")
        }
    }

    @Test(arguments: [1, 3, 42, 75])
    func aFailedBuildersStatusIsPassedOn(_ status: Int32) async throws {
        try await Self.withDesk { desk in
            let (result, log) = try await desk.deploy(
                "--expect \(status) --last 'failed with exit status \(status); blobgate verified nothing'",
                environment: ["BUILDER_STATUS": "\(status)"])
            #expect(result.status == status, "\(result)")
            #expect(log.hasSuffix("blobgate verified nothing; nothing was deployed\n"), "\(log)")
            #expect(desk.registry.requests(.manifests).isEmpty)
        }
    }

    @Test(arguments: [("INT", 130), ("TERM", 143), ("KILL", 137)] as [(String, Int32)])
    func aSignalDuringTheBuildEndsBoth(_ signal: String, _ status: Int32) async throws {
        try await Self.withDesk { desk in
            let (result, log) = try await desk.deploy(
                "--signal \(signal) --when building --expect \(status)",
                environment: ["BUILDER_WAIT": "30", "BUILDER_STATUS": "\(status)"])
            #expect(result.status == status, "\(result)\n\(log)")
            #expect(desk.registry.requests(.manifests).isEmpty)
            guard signal == "INT" else { return }
            // Once: a signal to the whole group is not forwarded again.
            #expect(log.contains("builder: interrupted 1\n") && !log.contains("interrupted 2"), "\(log)")
            #expect(log.hasSuffix("blobgate verified nothing; nothing was deployed\n"), "\(log)")
        }
    }

    @Test func aBuilderThatIgnoresAnInterruptIsNotVerified() async throws {
        try await Self.withDesk { desk in
            let (result, log) = try await desk.deploy(
                "--signal INT --when building --expect 130",
                environment: ["BUILDER_WAIT": "30", "BUILDER_STATUS": "0"])
            #expect(result.status == 130, "\(result)\n\(log)")
            #expect(log.contains("blobgate verified nothing"), "\(log)")
        }
    }

    @Test(arguments: [("INT", 130), ("KILL", 137)] as [(String, Int32)])
    func aSignalDuringTheVerificationKeepsWhatWasProven(_ signal: String, _ status: Int32) async throws {
        try await Self.withDesk { desk in
            let slow = try ScriptedRegistry.sha256(of: ScapHost.layer(109))
            desk.registry.on(.blob(slow), .breakOff(at: 1000, .stall))
            async let ending = desk.deploy(
                "--signal \(signal) --when 'interrupt me' --expect \(status)", flags: "--stall 200s")
            // All blobs except the hanging one.
            var proven = 0
            for _ in 0..<1200 where proven < 9 {
                try await Task.sleep(for: .milliseconds(50))
                proven = Set(desk.registry.requests(.blobs).map(\.path)).count
            }
            #expect(proven >= 9)
            try await Task.sleep(for: .milliseconds(300))
            let log = try #require(
                try FileManager.default.contentsOfDirectory(atPath: desk.home.directory.path).first {
                    $0.hasPrefix("log-")
                })
            let handle = try #require(FileHandle(forWritingAtPath: desk.home.path(log)))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("interrupt me\n".utf8))
            try handle.close()
            let (result, text) = try await ending
            #expect(result.status == status, "\(result)")
            if signal != "KILL" {
                let number = signal == "INT" ? 2 : 15
                #expect(text.contains("INTERRUPTED by signal \(number), UNDECIDED so far"), "\(text)")
                #expect(text.contains("state  nothing was deployed"), "\(text)")
            }
            desk.registry.heal()
            let again = try await desk.deploy("--expect 0 --last 'by earlier runs ('")
            #expect(again.result.status == 0, "\(again.result)\n\(again.log)")
        }
    }

    @Test func theDeadlineEndsARunInTime() async throws {
        try await Self.withDesk { desk in
            let slow = try ScriptedRegistry.sha256(of: ScapHost.layer(109))
            desk.registry.on(.blob(slow), .breakOff(at: 1000, .stall))
            let start = ContinuousClock.now
            let (result, log) = try await desk.deploy(
                "--expect 75 --last 'state  nothing was deployed'", flags: "--deadline 2s --stall 600s")
            #expect(result.status == 75, "\(result)\n\(log)")
            #expect(ContinuousClock.now - start < .seconds(300))
            #expect(log.contains("UNDECIDED, deadline passed"), "\(log)")
        }
    }

    @Test func faultsAreReportedBeforeTheBuild() async throws {
        try await Self.withDesk { desk in
            let home = desk.home
            for (words, status, part) in [
                (
                    "blobgate scap build --config \(desk.configuration) -- echo BUILT", 65,
                    "no --label vnd.wikimedia.scap.build_state_dir=DIR"
                ),
                ("blobgate scap build --config none.yaml -- echo BUILT", 78, "no such configuration file"),
                ("blobgate scap build --config \(desk.configuration) --deadline soon -- echo BUILT", 64, "--deadline"),
                ("blobgate scap build --config \(desk.configuration)", 64, "give the builder after --"),
                ("blobgate scap build --config \(desk.configuration) --output json -- echo BUILT", 64, "give a path"),
            ] as [(String, Int32, String)] {
                let result = try await home.shell(words)
                #expect(result.status == status, "\(result)")
                #expect(result.error.contains(part), "\(result)")
                #expect(!result.output.contains("BUILT"), "\(result)")
            }
            let lost = try await home.shell(
                "blobgate scap build --config \(desk.configuration) -- ./no-builder --label vnd.wikimedia.scap.build_state_dir=/x"
            )
            #expect(lost.status == 127, "\(lost)")
            #expect(lost.error.contains("could not be started (./no-builder: No such file or directory)"), "\(lost)")
        }
    }

    @Test(arguments: [
        "{}", "{\"mediawiki\": {\"images\": [\"registry.test/a:1\"]}}", "{\"mediawiki\": {\"caf\u{e9}\": 1}}",
    ])
    func anUnknownSchemaIsAnInputError(_ report: String) async throws {
        try await Self.withDesk { desk in
            try desk.home.write("report.json", report)
            let (result, log) = try await desk.deploy(
                "--expect 65 --last 'BLOCKED: no image was verified (exit code 65)'")
            #expect(result.status == 65, "\(result)")
            #expect(log.contains("unknown schema"), "\(log)")
            #expect(!log.contains("verified: 0"))
        }
    }

    @Test func aStaleBuildReportIsNoticed() async throws {
        try await Self.withDesk { desk in
            try FileManager.default.createDirectory(atPath: desk.home.path("state"), withIntermediateDirectories: true)
            let report = desk.home.path("state/report.json")
            try FileManager.default.copyItem(atPath: desk.home.path("report.json"), toPath: report)
            try FileManager.default.setAttributes(
                [.modificationDate: Date.now.addingTimeInterval(-60)], ofItemAtPath: report)
            let (result, log) = try await desk.deploy("--expect 0", environment: ["BUILDER_REPORT": ""])
            #expect(result.status == 0, "\(result)\n\(log)")
            #expect(log.contains("was not written by this build"), "\(log)")
        }
    }

    /// Regardless of text from servers and files.
    @Test func everyByteIsPrintableASCII() async throws {
        try await Self.withDesk { desk in
            desk.registry.on(
                .blobs,
                .status(
                    418, headers: [],
                    body: "{\"errors\":[{\"code\":\"D\u{e9}\",\"message\":\"\u{1b}[31m \u{202e} caf\u{e9}\"}]}"))
            desk.registry.on(.manifests, .cacheStatus("\u{1b}]0;title\u{7}"))
            try desk.home.write("release/fr\u{e9}d\u{e9}ric.yaml", "a: 1\n")
            let (result, log) = try await desk.deploy(
                "--expect 75", flags: "--output json=\(desk.home.path("r.json"))",
                environment: Self.colors.merging(["SPIDERPIG_IO_KEY": "s3cr3t-key"]) { $1 })
            #expect(result.status == 75, "\(result)")
            #expect(!log.contains("s3cr3t-key"))
            let json = try String(contentsOfFile: desk.home.path("r.json"), encoding: .utf8)
            for text in [log, json] { #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) }) }
        }
    }
}
