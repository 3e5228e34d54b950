import Foundation
import Support
import Testing

@testable import blobgate

/// `--escape-output`: scap loses the log of a build to one byte that is not UTF-8.
@Suite struct EscapedOutputTests {
    @Test func onlyBytesAbove7FAreEscaped() {
        #expect(EscapedOutput.escaped(Array("a\tb\u{1B}[0m\n".utf8)) == Array("a\tb\u{1B}[0m\n".utf8))
        #expect(EscapedOutput.escaped([0x41, 0xFF, 0x80, 0x7F]) == Array("A\\xff\\x80".utf8) + [0x7F])
        #expect(EscapedOutput.escaped(Array("\u{e9}".utf8)) == Array("\\xc3\\xa9".utf8))
        let all = EscapedOutput.escaped(0...255)
        #expect(all.allSatisfy { $0 < 0x80 })
    }

    /// `run-like-scap.sh` ends with 99 if the log has a byte that is not ASCII.
    @Test(arguments: [(#"caf\351 \377\n"#, #"caf\xe9 \xff"#), (#"\303\251t\303\251\n"#, #"\xc3\xa9t\xc3\xa9"#)])
    func theLogIsASCII(_ bytes: String, _ shown: String) async throws {
        try await ScriptedRegistry.run { registry in
            let desk = try ScapHost(registry)
            let builder = ["BUILDER_BYTES": bytes]
            let (plain, _) = try await desk.deploy("--expect 0", environment: builder)
            #expect(plain.status == 99 && plain.error.contains("not printable ASCII"), "\(plain)")
            let (result, log) = try await desk.deploy(
                "--expect 0 --last 'verified: '", flags: "--escape-output", environment: builder)
            #expect(result.status == 0, "\(result)\n\(log)")
            #expect(log.contains("output: \(shown)\n") && log.contains("errors: \(shown)\n"), "\(log)")
            // Both outputs are one file, so their lines keep their order.
            let places = ["building, arguments", "output: ", "errors: ", "pushed"].map { log.range(of: $0)?.lowerBound }
            #expect(places.compactMap(\.self).count == 4)
            #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
        }
    }

    @Test(arguments: [3, 77]) func theStatusOfTheBuilderIsPassedOn(_ status: Int) async throws {
        try await ScriptedRegistry.run { registry in
            let desk = try ScapHost(registry)
            let (result, log) = try await desk.deploy(
                "--expect \(status)", flags: "--escape-output",
                environment: ["BUILDER_STATUS": "\(status)", "BUILDER_BYTES": #"\377"#])
            #expect(result.status == Int32(status), "\(result)")
            #expect(log.contains("the builder failed with exit status \(status); blobgate verified nothing"), "\(log)")
        }
    }

    /// A daemon that the builder leaves behind holds its output open.
    @Test func aDaemonOfTheBuilderIsNotAwaited() async throws {
        try await ScriptedRegistry.run { registry in
            let desk = try ScapHost(registry)
            let (result, log) = try await desk.deploy(
                "--expect 0", flags: "--escape-output", environment: ["BUILDER_DAEMON": "15"])
            #expect(result.status == 0 && log.contains("verified: "), "\(result)\n\(log)")
        }
    }

    @Test func aBuilderThatCannotStartIsReported() async throws {
        try await ScriptedRegistry.run { registry in
            let desk = try ScapHost(registry)
            let result = try await desk.home.shell(
                "blobgate scap build --escape-output --config \(desk.configuration) -- ./none --label "
                    + "vnd.wikimedia.scap.build_state_dir=state")
            #expect(result.status == 127, "\(result)")
            #expect(result.error.contains("could not be started"), "\(result)")
        }
    }
}
