import Foundation
import OCI
import Support
import Testing

/// `blobgate incident`, run as a user would.
@Suite struct IncidentTests {
    /// A good run, a refused one, a run of another release, a refused recheck and a healed one: runs 1 to 5.
    private static func withIncident(_ body: (GateHome, ScriptedImage) async throws -> Void) async throws {
        try await ScriptedRegistry.run { registry in
            let image = try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            _ = try registry.addImage(to: "web", tag: "7", layers: [[4]])
            let home = try GateHome()
            let check = ["check", "--backend", "a=\(registry.url)", "--fresh"]
            #expect(try await home.run(check + ["registry.test/app:1"]).status == 0)
            registry.on(.blob(image.layers[0].digest), .flipByte(at: 1))
            #expect(try await home.run(check + ["registry.test/app:1"]).status == 1)
            #expect(try await home.run(check + ["registry.test/web:7"]).status == 0)
            #expect(try await home.run(["recheck", "2"]).status == 1)
            registry.heal()
            #expect(try await home.run(["recheck", "4"]).status == 0)
            try await body(home, image)
        }
    }

    /// The values of the metadata table.
    private static func value(_ name: String, _ text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix("| \(name) | ") }
            .map { String($0.dropFirst(name.count + 5).dropLast(2)) }
    }

    @Test func theNewestRefusalIsFollowedInBothDirections() async throws {
        try await Self.withIncident { home, image in
            for arguments in [[], ["newest"], ["2"], ["4"]] {
                let result = try await home.run(["incident"] + arguments)
                #expect(result.status == 0 && result.error.isEmpty, "\(result)")
                #expect(Self.value("runs", result.output) == "1 to 5 (4 runs)", "\(arguments): \(result)")
                #expect(Self.value("first bad read", result.output)?.hasSuffix("(run 2)") == true, "\(result)")
                #expect(Self.value("last good read before", result.output)?.hasSuffix("(run 1)") == true, "\(result)")
                #expect(Self.value("right again", result.output)?.hasSuffix("(run 5)") == true, "\(result)")
                #expect(Self.value("faulty backends", result.output) == "`a`", "\(result)")
                #expect(result.output.contains("| content-digest | `a` | `\(image.layers[0].digest)` |"), "\(result)")
                #expect(!result.output.contains("registry.test/web:7"), "\(result)")
            }
        }
    }

    @Test func aRangeIsTakenAsItIs() async throws {
        try await Self.withIncident { home, _ in
            let range = try await home.run(["incident", "2..3"])
            #expect(Self.value("runs", range.output) == "2 to 3 (2 runs)", "\(range)")
            // The ledger knows the good reads outside the range.
            #expect(Self.value("right again", range.output)?.hasSuffix("(run 5)") == true, "\(range)")
            #expect(Self.value("last good read before", range.output)?.hasSuffix("(run 1)") == true, "\(range)")
        }
    }

    @Test func nothingToReportIsSaid() async throws {
        try await Self.withIncident { home, _ in
            for (arguments, words) in [
                (["9"], "no run 9 in "), (["8..9"], "no runs from 8 to 9 in "),
                (["3"], "no fault that refuses was seen by run 3; see: blobgate ledger runs"),
                (["4..2"], "'4..2'"), (["2.."], "'2..'"), (["x"], "'x'"), (["0"], "'0'"),
            ] {
                let result = try await home.run(["incident"] + arguments)
                #expect(result.status == 64 && result.output.isEmpty, "\(arguments): \(result)")
                #expect(result.error.contains(words), "\(arguments): \(result)")
            }
        }
        let home = try GateHome()
        #expect(try await home.run(["incident"]).status == 78)
    }
}
