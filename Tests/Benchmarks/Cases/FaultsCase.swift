import Foundation
import OCI
import Support

/// A large release with a backend that refuses connections and one without any blob.
///
/// Faults must cost no more than claims: the run has to end within its deadline plus two seconds, in 128 MB. The requests of
/// this case are not counted, because its backends are not the registries.
struct FaultsCase: BenchCase {
    let name = "faults"
    let title = "1,000 images on 3 backends, one dead and one without blobs"

    private static let deadline = 60.0
    private static let grace = 2.0
    private static let mostBytes: Int64 = 128_000_000

    func run(_ bench: Bench) async throws -> CaseResult {
        let folder = try bench.folder("faults")
        // The port of a stopped server refuses connections.
        let dead = try await ScriptedRegistry.run(\.name)
        let names = (1...(bench.settings.size == .full ? 1000 : 50)).map { "app\($0)" }
        let list = folder.appending(path: "images.txt")
        try Data(names.map { "registry.test/\($0):1\n" }.joined().utf8).write(to: list)
        let ways = try await ScriptedRegistry.run { good in
            try await ScriptedRegistry.run { empty in
                for registry in [good, empty] {
                    for (number, name) in names.enumerated() { try Self.add(name, number, to: registry) }
                }
                empty.on(.blobs, .status(404, headers: [], body: nil))
                let ledger = folder.appending(path: "ledger.sqlite")
                let arguments =
                    [
                        bench.settings.blobgate, "check", "--from", list.path, "--ledger", ledger.path, "--progress",
                        "none", "--deadline", "\(Int(Self.deadline))s",
                    ]
                    + [("good", good.name), ("dead", dead), ("empty", empty.name)].flatMap {
                        ["--backend", "\($0)=http://\($1)"]
                    } + ["--output", "json=\(folder.appending(path: "report.json").path)"]
                // A backend without blobs refuses.
                let way = Way(
                    name: "blobgate", arguments: { arguments },
                    prepare: { try? FileManager.default.removeItem(at: ledger) }, expected: 1)
                return try await bench.interleave([way], rounds: 1)
            }
        }
        for sample in ways.flatMap(\.samples) {
            guard sample.seconds <= Self.deadline + Self.grace, sample.peakBytes <= Self.mostBytes else {
                throw BenchError(
                    "faults: \(sample.seconds) s and \(sample.peakBytes) bytes; the limit is "
                        + "\(Self.deadline + Self.grace) s and \(Self.mostBytes) bytes")
            }
        }
        return result(ways)
    }

    /// An image with its own layer and one of ten shared layers.
    private static func add(_ name: String, _ number: Int, to registry: ScriptedRegistry) throws {
        let own = Array("own layer \(number)".utf8)
        let shared = Array("shared layer \(number % 10)".utf8)
        try registry.addImage(to: name, tag: "1", layers: [own, shared])
    }
}
