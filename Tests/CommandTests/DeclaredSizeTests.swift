import Foundation
import OCI
import Support
import Testing

/// A manifest may declare any size: every command ends with a verdict and a report of the whole release.
@Suite(.timeLimit(.minutes(10))) struct DeclaredSizeTests {
    static let arguments: [[String]] = [
        ["plan"], ["check", "--depth", "manifest"], ["check", "--depth", "presence"], ["check"],
        ["check", "--depth", "unpack"], ["check", "--spot", "100%"], ["check", "--shard", "1/2"],
    ]

    /// Adds an image whose layers have two bytes each, and declare these sizes.
    private static func push(_ tag: String, _ sizes: [Int64], to registry: ScriptedRegistry) throws {
        let digests = try sizes.indices.map { try registry.addBlob([UInt8(truncatingIfNeeded: $0), 7], to: "app") }
        let layers = zip(digests, sizes).map { digest, size in
            #"{"mediaType":"\#(MediaType.ociLayer)","digest":"\#(digest)","size":\#(size)}"#
        }
        let differences = digests.map { "\"\($0)\"" }.joined(separator: ",")
        let config = Array(#"{"rootfs":{"type":"layers","diff_ids":[\#(differences)]}}"#.utf8)
        let digest = try registry.addBlob(config, to: "app")
        let text =
            #"{"schemaVersion":2,"config":{"mediaType":"\#(MediaType.ociConfig)","digest":"\#(digest)","#
            + #""size":\#(config.count)},"layers":[\#(layers.joined(separator: ","))]}"#
        try registry.addManifest(Array(text.utf8), mediaType: .ociManifest, to: "app", tag: tag)
    }

    @Test(arguments: arguments) func absurdSizesEndInAReport(_ command: [String]) async throws {
        try await ScriptedRegistry.run { registry in
            try Self.push("empty", [0, 0], to: registry)
            try Self.push("largest", [.max, .max - 1, 2], to: registry)
            try Self.push("many", Array(repeating: 1 << 62, count: 20), to: registry)
            try registry.addImage(to: "app", tag: "good", layers: [[1, 2, 3]])
            let home = try GateHome()
            let report = home.path("report.json")
            let images = ["empty", "largest", "many", "good"].map { "registry.test/app:\($0)" }
            let result = try await home.run(
                command + [
                    "--progress", "plain", "--retries", "0", "--backend", "a=\(registry.url)", "--output", "text",
                    "--output", "json=\(report)",
                ] + images)
            // What only names the layers does not see that they are wrong.
            let seesSizes = command != Self.arguments[0] && command != Self.arguments[1]
            #expect(result.status == (seesSizes ? 1 : 0), "\(result)")
            let data = try Data(contentsOf: URL(filePath: report))
            let record = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect((record["images"] as? [Any])?.count == 4)
        }
    }
}
