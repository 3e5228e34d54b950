import Foundation
import Support

/// Start-up time, the size of the executable, the memory of the smallest command and of the smallest run.
struct StartCase: BenchCase {
    let name = "start"
    let title = "Start-up and size"

    static let version = "blobgate --version"
    static let run = "blobgate check, one small image"
    static let stripped = "executable, stripped"

    private static let repeats = 20

    func run(_ bench: Bench) async throws -> CaseResult {
        let executable = bench.settings.blobgate
        let stripped = try bench.folder("start").appending(path: "blobgate")
        try await Program("strip").run(["-o", stripped.path, executable])
        let image = [bench.images.small[0].byTag]
        let run = GateRun(
            configuration: ["cache: {kind: none}"], backends: [bench.servers.registries[0]], references: image)
        let smallest = try bench.gate(Self.run, run)
        var ways = [
            Way(name: Self.version, arguments: { [stripped.path, "--version"] }, repeats: Self.repeats),
            Way(name: "openssl version", arguments: { ["openssl", "version"] }, repeats: Self.repeats),
            smallest,
        ]
        ways += bench.peers.prefix(1).map { peer in
            Way(name: "\(peer.name) --version", arguments: { [peer.name, "--version"] }, repeats: Self.repeats)
        }
        var result = result(baseline: "openssl version", try await bench.interleave(ways))
        result.facts = [
            .init(name: Self.stripped, value: try Self.megabytes(stripped.path), unit: "MB"),
            .init(name: "executable, with symbols", value: try Self.megabytes(executable), unit: "MB"),
        ]
        return result
    }

    private static func megabytes(_ path: String) throws -> Double {
        let file = URL(filePath: path).resolvingSymlinksInPath().path
        return Double(try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int64 ?? 0) / 1e6
    }
}
