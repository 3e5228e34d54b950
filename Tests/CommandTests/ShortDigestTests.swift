import Foundation
import OCI
import Support
import Testing

/// Digests as reports abbreviate them, on the command line.
@Suite(.timeLimit(.minutes(10))) struct ShortDigestTests {
    private static func checked(_ body: (GateHome, ScriptedRegistry, Digest) async throws -> Void) async throws {
        try await ScriptedRegistry.run { registry in
            let image = try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let layer = image.layers[0].digest
            let home = try GateHome()
            try home.configure(registry)
            let check = try await home.run(["check", "registry.test/app:1"])
            #expect(check.status == 0, "\(check)")
            try await body(home, registry, layer)
        }
    }

    @Test func diagnoseAndOverrideTakeThem() async throws {
        try await Self.checked { home, registry, layer in
            for text in [layer.short, String(layer.encoded.prefix(12)), layer.encoded] {
                let mark = registry.requests(.blob(layer)).count
                let result = try await home.run(["diagnose", text])
                #expect(result.status == 0, "\(result)")
                #expect(registry.requests(.blob(layer)).count > mark)
            }
            let ofImage = try await home.run(["diagnose", "registry.test/app:1", "--digest", layer.short])
            #expect(ofImage.status == 0, "\(ofImage)")
            let added = try await home.run(
                ["override", "--digest", layer.short, "--reason", "ticket 7", "--for", "1h"])
            #expect(added.status == 0, "\(added)")
            #expect(added.output.contains("faults in \(layer) on every backend"), "\(added)")
        }
    }

    @Test func anUnknownOneIsNoImage() async throws {
        try await Self.checked { home, registry, _ in
            let mark = registry.requests.count
            for arguments in [
                ["diagnose", "sha256:0123456789ab"], ["diagnose", "0123456789ab"],
                ["override", "--digest", "0123456789ab", "--reason", "x", "--for", "1h"],
            ] {
                let result = try await home.run(arguments)
                #expect(result.status == 65, "\(result)")
                #expect(result.error.contains("unknown digest sha256:0123456789ab: the ledger "), "\(result)")
            }
            #expect(registry.requests.count == mark)
        }
    }

    @Test func anAmbiguousOneListsTheCandidates() async throws {
        let home = try GateHome()
        let start = "sha256:" + String(repeating: "ab", count: 10)
        let digests = ["0", "1"].map { start + String(repeating: $0, count: 44) }
        for digest in digests {
            let added = try await home.run(["override", "--digest", digest, "--reason", "x", "--for", "1h"])
            #expect(added.status == 0, "\(added)")
        }
        let result = try await home.run(["diagnose", "sha256:abababababab"])
        #expect(result.status == 64, "\(result)")
        #expect(result.error.contains(":\n\(digests.joined(separator: "\n"))\n"), "\(result)")
    }
}
