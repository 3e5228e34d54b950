import Foundation

/// A release that was proven a moment ago: 1,000 tags on four backends, and the same release pinned by digest.
///
/// What a repeat has to ask for is each tag, once for each backend; curl asks for just that over one connection for each backend.
struct RepeatCase: BenchCase {
    let name = "repeat"
    let title = "Repeat of 1,000 tags on 4 backends, everything proven"

    static let byTag = "blobgate, by tag"
    static let byDigest = "blobgate, pinned by digest"
    static let growth = "ledger growth for each run"
    static let first = "blobgate, first run"

    func run(_ bench: Bench) async throws -> CaseResult {
        let images = bench.images.small.prefix(1000)
        let backends = Array(bench.servers.registries.prefix(4))
        let tags = GateRun(backends: backends, references: images.map(\.byTag))
        let digests = GateRun(backends: backends, references: images.map(\.byDigest))
        let folder = try bench.folder("repeat")
        let (tagLedger, digestLedger) = (
            folder.appending(path: "tags.sqlite"), folder.appending(path: "digests.sqlite")
        )
        let byTag = try bench.gate(Self.byTag, tags, ledger: tagLedger)
        let byDigest = try bench.gate(Self.byDigest, digests, ledger: digestLedger)
        for way in [byTag, byDigest] { try bench.runOnce(try way.arguments()) }
        let before = Self.bytes(of: tagLedger)

        let urls = backends.flatMap { port in
            images.map { "url = \"http://127.0.0.1:\(port)/v2/\($0.repository)/manifests/\($0.tag)\"\n" }
        }
        let list = folder.appending(path: "curl.txt")
        try Data(urls.joined().utf8).write(to: list)
        let curl = Way(
            name: "curl, a HEAD for each tag and backend",
            arguments: {
                [
                    "curl", "-q", "-sS", "-f", "-I", "--noproxy", "*", "-H",
                    "Accept: application/vnd.oci.image.manifest.v1+json", "-K", list.path,
                ]
            })
        let ways = try await bench.interleave([byTag, byDigest, curl, bench.gate(Self.first, tags)])
        var result = result(baseline: curl.name, ways)
        let runs = Double(bench.settings.rounds)
        result.facts = [
            .init(name: Self.growth, value: (Self.bytes(of: tagLedger) - before) / runs / 1e6, unit: "MB"),
            .init(name: "ledger after the runs", value: Self.bytes(of: tagLedger) / 1e6, unit: "MB"),
        ]
        return result
    }

    /// The ledger with what SQLite keeps beside it.
    static func bytes(of ledger: URL) -> Double {
        ["", "-wal", "-shm"].reduce(0) { sum, suffix in
            let size = try? FileManager.default.attributesOfItem(atPath: ledger.path + suffix)[.size] as? Int64
            return sum + Double(size ?? 0)
        }
    }
}
