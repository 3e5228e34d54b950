import Foundation

/// 40 images in 40 repositories on shared base layers, one backend, cold.
struct SharedCase: BenchCase {
    let name = "shared"
    let title = "40 images with shared base layers, one backend, cold"

    static let usual = "blobgate"
    static let uncached = "blobgate, cache: none"
    static let byDigest = "blobgate, proof: by-digest"
    static let distinct = "distinct content"

    func run(_ bench: Bench) async throws -> CaseResult {
        let images = bench.images.shared
        let port = bench.servers.registries[0]
        let settings = [
            (Self.usual, []), (Self.uncached, ["cache: {kind: none}"]), (Self.byDigest, ["proof: by-digest"]),
        ]
        var ways = try settings.map { name, configuration in
            try bench.gate(
                name, GateRun(configuration: configuration, backends: [port], references: images.map(\.byTag)))
        }
        let floor = try bench.floor(images.distinctBlobs.map { (port, $0.repository, $0.blob) })
        ways.append(floor)
        ways += try bench.peers.map { try bench.pull($0, images.map(\.byTag)) }
        var result = result(baseline: floor.name, try await bench.interleave(ways))
        let distinct = images.distinctBlobs.reduce(0) { $0 + $1.blob.size }
        let named = images.flatMap(\.blobs).reduce(0) { $0 + $1.size }
        result.facts = [
            .init(name: Self.distinct, value: Double(distinct) / 1e6, unit: "MB"),
            .init(name: "content by path", value: Double(named) / 1e6, unit: "MB"),
        ]
        return result
    }
}
