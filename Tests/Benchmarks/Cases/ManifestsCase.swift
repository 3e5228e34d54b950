import Foundation

/// 5 MB of rendered manifests as input, compared with parsing them alone.
struct ManifestsCase: BenchCase {
    let name = "manifests"
    let title = "5 MB of rendered manifests as input"

    static let gate = "blobgate images"
    static let parser = "Yams alone"

    func run(_ bench: Bench) async throws -> CaseResult {
        let file = try bench.folder("manifests").appending(path: "rendered.yaml")
        let bytes = bench.settings.size == .full ? 5_000_000 : 200_000
        try Data(RenderedManifests.text(bytes: bytes).utf8).write(to: file)
        let settings = bench.settings
        let ways = [
            Way(name: Self.gate, arguments: { [settings.blobgate, "images", "-f", file.path] }),
            Way(name: Self.parser, arguments: { [settings.own, "parse", file.path] }),
        ]
        return result(baseline: Self.parser, try await bench.interleave(ways))
    }
}
