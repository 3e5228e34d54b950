import Foundation
import Lab
import OCI
import Support
import Testing

/// The `diagnose` command with real caches.
@Suite(.twoAtATime) struct DiagnoseTests {
    @Test func byDigestAndByImage() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let layer = try lab.layer
            try lab.lab.flip(layer, at: 6_000_000, on: .front2)
            #expect(try await lab.check("--fresh").result.status == 1)

            let file = lab.home.path("layer.blob")
            let (byDigest, report) = try await lab.reported(
                ["diagnose", "\(layer.digest)", "--save-good", file])
            #expect(byDigest.status == 1, "\(byDigest)")
            #expect(report.verdict == "refused")
            #expect(byDigest.output.contains("6000000"), "\(byDigest)")
            #expect(
                byDigest.output.contains("on front2, move only the cache file of slice 1 aside"),
                "\(byDigest)"
            )
            let rows = byDigest.output.split(separator: "\n").filter { $0.contains("[=") }
            #expect(
                rows.filter { $0.contains("X") }.map { $0.split(separator: " ").first } == ["front2"], "\(byDigest)")
            #expect(rows.count { $0.hasSuffix("] right") } >= 2, "\(byDigest)")
            let sum = String(decoding: try await Program("sha256sum").run([file]), as: UTF8.self)
            #expect(sum.hasPrefix(layer.digest.encoded))

            let image = try #require(lab.lab.references.first { $0.contains("app/web") })
            let byImage = try await lab.gate(["diagnose", image])
            #expect(byImage.status == 1, "\(byImage)")
            #expect(byImage.output.contains("6000000"), "\(byImage)")

            try lab.lab.evict(layer, on: .front2)
            let healed = try await lab.gate(["diagnose", "\(layer.digest)", "--backend", "front2"])
            #expect(healed.status == 0, "\(healed)")
        }
    }
}
