import Attest
import Foundation
import Support
import Testing

@testable import blobgate

/// Variables that look like settings but are none.
@Suite struct UnknownVariableTests {
    @Test func theyAreNamedWithTheNearest() {
        let unknown = UnknownVariables([
            "BLOBGATE_DEADLNE": "5m", "BLOBGATE_JOBS": "3", "BLOBGATE_FROBNICATE": "1", "BLOBGATE_EMPTY": "",
            "BLOBGATE_SHARDS": "4", "OTHER_DEADLNE": "1",
        ])
        #expect(unknown.names == ["BLOBGATE_DEADLNE", "BLOBGATE_FROBNICATE"])
        #expect(unknown.warnings[0].hasSuffix("; did you mean BLOBGATE_DEADLINE?"), "\(unknown.warnings)")
        #expect(!unknown.warnings[1].contains("did you mean"))
        #expect(UnknownVariables.nearest(to: "BLOBGATE_deadline") == "BLOBGATE_DEADLINE")
    }

    @Test(
        "variables that Kubernetes sets for a Service are no settings",
        arguments: [
            "BLOBGATE_SERVICE_HOST", "BLOBGATE_SERVICE_PORT", "BLOBGATE_SERVICE_PORT_METRICS", "BLOBGATE_PORT",
            "BLOBGATE_PORT_9090_TCP", "BLOBGATE_WATCH_PORT_9090_TCP_ADDR", "BLOBGATE_WATCH_SERVICE_HOST",
        ])
    func variablesOfServices(name: String) { #expect(UnknownVariables([name: "10.0.0.1"]).names.isEmpty) }

    @Test func theWarningIsOnStandardErrorAndChangesNothing() async throws {
        let home = try GateHome()
        let result = try await home.run(["explain", "content-digest"], environment: ["BLOBGATE_PROGRES": "none"])
        #expect(result.status == 0)
        #expect(
            result.error.hasPrefix("blobgate: warning: BLOBGATE_PROGRES is not a variable of Blobgate"), "\(result)")
        #expect(result.error.contains("BLOBGATE_PROGRESS?"))
        let plain = try await home.run(["explain", "content-digest"])
        #expect(plain.error.isEmpty && plain.output == result.output)
    }

    /// The files in hooks/ have variables of their own. None of them may cause a warning in every deploy.
    @Test func variablesOfHooksAreKnown() throws {
        let folder = Documents.root.appending(path: "hooks")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var names: Set<String> = []
        for case let file as URL in files {
            guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
            names.formUnion(text.matches(of: /\bBLOBGATE_[A-Z_]*[A-Z]\b/).map { String($0.output) })
        }
        #expect(names.count > 8)
        // Names of properties in signed verdicts, which policies of clusters ask for.
        names.subtract([AttestedProperty.everyByte, .overridden].map(\.rawValue))
        let environment = Dictionary(uniqueKeysWithValues: names.map { ($0, "1") })
        #expect(UnknownVariables(environment).names.isEmpty)
    }

    @Test(arguments: [
        (["--deadline", "30"], "30 has no unit; write 30s for seconds, 30m for minutes or 30h for hours"),
        (["--max-age", "6"], "6 has no unit"), (["--hold", "10"], "10 has no unit"),
        (["--stall", "15"], "15 has no unit"),
        (["--spot", "5"], "5 has no unit; write 5% for a share"),
    ])
    func aMissingUnitIsNamed(_ input: (options: [String], message: String)) async throws {
        let result = try await GateHome().run(["check", "registry.test/a:1"] + input.options)
        #expect(result.status == 64, "\(result)")
        #expect(result.error.contains("for '\(input.options[0]) ") && result.error.contains(input.message), "\(result)")
    }

    @Test(arguments: [("BLOBGATE_DEADLINE", "30"), ("BLOBGATE_STALL", "15"), ("BLOBGATE_MAX_AGE", "6")])
    func aMissingUnitOfAVariableIsNamed(name: String, value: String) async throws {
        let result = try await GateHome().run(["check", "registry.test/a:1"], environment: [name: value])
        #expect(result.status == 78, "\(result)")
        #expect(result.error.contains("\(name): \(value) has no unit"), "\(result)")
    }
}
