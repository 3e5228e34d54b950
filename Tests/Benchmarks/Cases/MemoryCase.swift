import Foundation

/// Memory and the size of the record for 100, 1,000 and 5,000 tags on one backend.
struct MemoryCase: BenchCase {
    let name = "memory"
    let title = "100, 1,000 and 5,000 tags on one backend, with a JSON report"

    static let memory = "peak memory by tags"
    static let record = "record as JSON by tags"

    static func way(_ tags: Int) -> String { "\(tags) tags" }
    static func record(_ tags: Int) -> String { "record as JSON, \(tags) tags" }

    func run(_ bench: Bench) async throws -> CaseResult {
        let counts = bench.settings.size == .full ? [100, 1000, 5000] : [10, 40]
        let folder = try bench.folder("memory")
        let report = { (tags: Int) in folder.appending(path: "report-\(tags).json").path }
        let ways = try counts.map { tags in
            try bench.gate(
                Self.way(tags),
                GateRun(
                    configuration: ["cache: {kind: none}"], backends: [bench.servers.registries[0]],
                    references: bench.images.small.prefix(tags).map(\.byTag),
                    options: ["--output", "json=\(report(tags))"]))
        }
        var result = result(try await bench.interleave(ways))
        let sizes = try counts.map { tags in
            let size = try FileManager.default.attributesOfItem(atPath: report(tags))[.size] as? Int64
            return (x: Double(tags), y: Double(size ?? 0) / 1e6)
        }
        result.facts = zip(counts, sizes).map { .init(name: Self.record($0), value: $1.y, unit: "MB") }
        let peaks = zip(counts, result.ways).map {
            (x: Double($0), y: $1.median { Double($0.peakBytes) / 1e6 } ?? 0)
        }
        result.fits = [
            LineFit(peaks).map { .init(name: Self.memory, unit: "MB", per: "tag", line: $0) },
            LineFit(sizes).map { .init(name: Self.record, unit: "MB", per: "tag", line: $0) },
        ]
        .compactMap { $0 }
        return result
    }
}
