/// A goal, and how far a run is from it.
struct Goal: Sendable {
    /// What is measured.
    let text: String
    /// What it was before the work on speed, on another machine.
    let before: String
    /// The largest value that meets the goal.
    let limit: Double
    let unit: String
    /// The value of a run; `nil` if the run did not measure it.
    let measure: @Sendable (BenchResults) -> Double?
    /// Why it cannot be met, in a few sentences; shown where it is missed.
    var reason: String?

    enum Outcome: Hashable, Sendable {
        case met(Double)
        case missed(Double)
        case notMeasured
    }

    func outcome(_ results: BenchResults) -> Outcome {
        guard let value = measure(results) else { return .notMeasured }
        return value <= limit ? .met(value) : .missed(value)
    }
}

/// All goals, in the order of the page.
enum Goals {
    static let all: [Goal] = [
        Goal(
            text: "repeat of 1,000 tags x 4 backends: CPU", before: "3.3 to 3.7", limit: 0.8, unit: "CPU s",
            measure: median("repeat", RepeatCase.byTag, \.cpuSeconds)),
        Goal(
            text: "repeat of 1,000 tags x 4 backends: peak memory", before: "125 to 134", limit: 64, unit: "MB",
            measure: median("repeat", RepeatCase.byTag, \.peakMegabytes)),
        Goal(
            text: "the same release pinned by digest: CPU", before: "3.3 to 3.7", limit: 0.1, unit: "CPU s",
            measure: median("repeat", RepeatCase.byDigest, \.cpuSeconds)),
        Goal(
            text: "the same release pinned by digest: requests", before: "8,000", limit: 0, unit: "requests",
            measure: median("repeat", RepeatCase.byDigest) { Double($0.requests) }),
        Goal(
            text: "ledger growth for each run of 1,000 tags", before: "7", limit: 0.2, unit: "MB",
            measure: fact("repeat", RepeatCase.growth)),
        Goal(
            text: "40 images with shared layers, `cache: none`: wall", before: "5.0", limit: 1.4, unit: "s",
            measure: median("shared", SharedCase.uncached, \.seconds)),
        Goal(
            text: "40 images with shared layers, `cache: none`: bytes per distinct byte", before: "5.8", limit: 1.01,
            unit: "", measure: bytesPerDistinctByte(SharedCase.uncached)),
        Goal(
            text: "40 images with shared layers, `proof: by-digest`: bytes per distinct byte", before: "1.0",
            limit: 1.01, unit: "", measure: bytesPerDistinctByte(SharedCase.byDigest)),
        Goal(
            text: "one image of 1.5 GB: wall, relative to receive and SHA-256", before: "0.96", limit: 1.05, unit: "x",
            measure: ratio("big", BigCase.gate)),
        Goal(
            text: "a layer of 2 GB on 4 backends: wall, relative to receive and SHA-256", before: "", limit: 1.1,
            unit: "x", measure: ratio("large", LargeCase.gate)),
        Goal(
            text: "5,000 tags: peak memory beyond the record", before: "", limit: 64, unit: "MB",
            measure: { results in
                guard let peak = median("memory", MemoryCase.way(5000), \.peakMegabytes)(results),
                    let record = fact("memory", MemoryCase.record(5000))(results)
                else { return nil }
                return peak - record
            }),
        Goal(
            text: "start (`--version`)", before: "10 to 20", limit: 8, unit: "ms",
            measure: median("start", StartCase.version) { $0.seconds * 1000 }),
        Goal(
            text: "executable, stripped", before: "73", limit: 40, unit: "MB",
            measure: fact("start", StartCase.stripped)),
        Goal(
            text: "memory of `--version`", before: "24", limit: 12, unit: "MB",
            measure: median("start", StartCase.version, \.peakMegabytes)),
        Goal(
            text: "memory of a run with one small image", before: "45", limit: 32, unit: "MB",
            measure: median("start", StartCase.run, \.peakMegabytes)),
    ]

    private static func median(
        _ name: String, _ way: String, _ value: @escaping @Sendable (Sample) -> Double
    ) -> @Sendable (BenchResults) -> Double? {
        { $0.named(name)?.way(way)?.median(value) }
    }

    private static func fact(_ name: String, _ fact: String) -> @Sendable (BenchResults) -> Double? {
        { $0.named(name)?.fact(fact)?.value }
    }

    private static func ratio(_ name: String, _ way: String) -> @Sendable (BenchResults) -> Double? {
        { results in results.named(name).flatMap { $0.ratio(of: way) } }
    }

    private static func bytesPerDistinctByte(_ way: String) -> @Sendable (BenchResults) -> Double? {
        { results in
            guard let shared = results.named("shared"), let bytes = shared.way(way)?.median({ Double($0.bytes) / 1e6 }),
                let distinct = shared.fact(SharedCase.distinct)?.value, distinct > 0
            else { return nil }
            return bytes / distinct
        }
    }
}

extension BenchResults {
    func named(_ name: String) -> CaseResult? { cases.first { $0.name == name } }
}

extension CaseResult {
    /// The wall time of a way relative to the baseline, as the median over rounds.
    func ratio(of name: String) -> Double? {
        guard let baseline, let base = way(baseline), let other = way(name) else { return nil }
        return Statistics.ratio(of: other.samples.map(\.seconds), to: base.samples.map(\.seconds))
    }
}

extension Sample {
    var peakMegabytes: Double { Double(peakBytes) / 1e6 }
}
