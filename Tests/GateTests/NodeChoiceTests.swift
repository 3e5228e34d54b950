import Foundation
import OCI
import Record
import Support
import Testing

@testable import Gate

/// Which entries of an index nodes pull, and what their manifests have to be like.
@Suite(.timeLimit(.minutes(10))) struct NodeChoiceTests {
    /// An index entry: a platform as JSON, or none.
    private struct Entry {
        var platform: String?
        /// The platform in the configuration.
        var config = "linux/amd64"
        var isBad = false
    }

    private static func platform(_ text: String) -> String {
        let parts = text.split(separator: "/")
        let variant = parts.count > 2 ? #","variant":"\#(parts[2])""# : ""
        return #"{"os":"\#(parts[0])","architecture":"\#(parts[1])"\#(variant)}"#
    }

    /// Checks an index of these entries for a platform.
    private func check(_ entries: [Entry], _ wanted: String..., depth: Depth = .full) async throws -> Run {
        nonisolated(unsafe) var run: Run?
        try await Scene.run(1) { scene in
            var lines: [String] = []
            for (number, entry) in entries.enumerated() {
                let image = try scene[0].addImage(
                    to: "app", tag: nil, layers: [bytes(number + 1)], platform: try Platform(parsing: entry.config))
                let shown = entry.platform.map { #","platform":\#($0)"# } ?? ""
                lines.append(
                    String(
                        FaultBench.descriptor(
                            "\(image.manifest.mediaType)", image.manifest.digest, size: Int(image.manifest.size)
                        ).dropLast()) + shown + "}")
                if entry.isBad { scene[0].on(.blob(image.layers[0].digest), .wrongBytes) }
            }
            try scene[0].addManifest(
                Array(FaultBench.index(lines).utf8), mediaType: .ociIndex, to: "app", tag: "v1")
            run = try await scene.check(scene.request(platforms: Array(wanted)) { $0.depth = depth }, scene.store())
        }
        return try #require(run)
    }

    private func entry(_ text: String, isBad: Bool = false) -> Entry {
        Entry(platform: Self.platform(text), config: text, isBad: isBad)
    }

    @Test(
        "every entry that a node of the platform takes is proven, and no other",
        arguments: [
            ("linux/amd64", ["linux/amd64/v3", "linux/amd64"], 1, false),
            ("linux/amd64", ["linux/amd64/v3", "linux/amd64"], 0, true),
            ("linux/arm", ["linux/arm/v5", "linux/arm/v7"], 1, false),
            ("linux/arm", ["linux/arm/v5", "linux/arm/v7"], 0, true),
            ("linux/amd64", ["linux/amd64", "linux/amd64"], 1, false),
            ("linux/arm64", ["linux/arm64/v8", "linux/arm64/v9"], 1, true),
        ] as [(String, [String], Int, Bool)])
    func variants(wanted: String, platforms: [String], bad: Int, passes: Bool) async throws {
        let entries = platforms.enumerated().map { entry($0.element, isBad: $0.offset == bad) }
        let run = try await check(entries, wanted)
        #expect(run.exitCode == (passes ? .verified : .refused), "\(run.findings.map(\.seen))")
    }

    @Test(
        "an image for a newer CPU alone, or for another one, is no image for the platform",
        arguments: [
            "linux/amd64/v3", "linux/386", "linux/arm64",
        ])
    func noMatch(platform: String) async throws {
        let run = try await check([entry(platform)], "linux/amd64")
        #expect(run.faults == ["absence-platform on one"])
    }

    @Test("without a platform in the index, the configuration of the first entry decides") func unstated() async throws
    {
        let amd64 = Entry(platform: nil, config: "linux/amd64")
        let arm64 = Entry(platform: nil, config: "linux/arm64")
        for depth in [Depth.full, .presence] {
            #expect(try await check([amd64, arm64], "linux/amd64", depth: depth).findings.isEmpty)
            let other = try await check([arm64, amd64], "linux/amd64", depth: depth)
            #expect(other.faults == ["absence-platform on one"])
        }
        // An entry that states the platform comes first, but nodes fetch the others too.
        #expect(try await check([arm64, entry("linux/amd64")], "linux/amd64").verdict == .verified)
        let bad = Entry(platform: nil, config: "linux/arm64", isBad: true)
        #expect(try await check([entry("linux/amd64"), bad], "linux/amd64").exitCode == .refused)
    }

    @Test(
        "an incomplete platform next to a right one does no harm",
        arguments: [
            "{}", #"{"os":"linux"}"#, #"{"architecture":"arm64"}"#,
            #"{"os":"linux","architecture":"amd64","os.features":["x"]}"#,
        ])
    func incomplete(platform: String) async throws {
        let bad = Entry(platform: platform, isBad: true)
        #expect(try await check([bad, entry("linux/amd64")], "linux/amd64").verdict == .verified)
        #expect(try await check([bad], "linux/amd64").faults == ["absence-platform on one"])
    }

    @Test("an entry with the architecture alone is for every operating system") func architectureAlone() async throws {
        let alone = Entry(platform: #"{"architecture":"amd64"}"#)
        #expect(try await check([alone], "linux/amd64").verdict == .verified)
        let bad = Entry(platform: #"{"architecture":"amd64"}"#, isBad: true)
        #expect(try await check([entry("linux/amd64"), bad], "linux/amd64").exitCode == .refused)
    }

    @Test(
        "the manifest of a name has a limit in size",
        arguments: [(4_000_000, true), (4_393_000, true), (4_394_000, false), (5 << 20, false)])
    func sizes(count: Int, passes: Bool) async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let text = FaultBench.manifest(
                config: FaultBench.descriptor(
                    "\(MediaType.ociConfig)", image.config.digest, size: Int(image.config.size)),
                layers: FaultBench.descriptor("\(MediaType.ociLayerGzip)", image.layers[0].digest, size: 5000))
            let pad = String(repeating: "x", count: count - text.utf8.count)
            let big = text.dropLast() + #","annotations":{"pad":"\#(pad)"}}"#
            let digest = try scene[0].addManifest(
                Array(big.utf8), mediaType: .ociManifest, to: "app", tag: "v1"
            )
            for name in ["registry.test/app:v1", "registry.test/app@\(digest)"] {
                let run = try await scene.check(scene.request([name]), scene.store())
                #expect(run.exitCode == (passes ? .verified : .refused), "\(name)")
                guard !passes else { continue }
                #expect(Set(run.findings.map(\.code)) == [.contentManifestLimit])
                #expect(run.findings.first?.seen.contains("containerd refuses more than 4393216") == true)
            }
        }
    }

    @Test(
        "a manifest by digest needs the Content-Type of a manifest",
        arguments: ["application/octet-stream", "text/plain", "application/json", MediaType.ociIndex.description, ""])
    func contentTypes(type: String) async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[0].on(.manifests, .header("Content-Type", type.isEmpty ? nil : type))
            let name = "registry.test/app@\(image.manifest.digest)"
            let run = try await scene.check(scene.request([name]), scene.store())
            #expect(run.exitCode == .refused)
            #expect(Set(run.findings.map(\.code)) == [.contentMediaType])
            let refusing = run.findings.first { $0.weight == .refuses }
            #expect(refusing?.seen.contains("containerd takes the type from this header") == true)
        }
    }
}
