/// 10, 100 and 1,000 small images on 1, 4 and 16 backends, cold: time should be linear, memory flat.
struct ScaleCase: BenchCase {
    let name = "scale"
    let title = "10, 100 and 1,000 images on 1, 4 and 16 backends, cold"

    static let time = "time by images x backends"
    static let memory = "peak memory by images, 4 backends"

    func run(_ bench: Bench) async throws -> CaseResult {
        let isFull = bench.settings.size == .full
        let counts = isFull ? [10, 100, 1000] : [5, 20]
        let backends = isFull ? [1, 4, 16] : [1, 4]
        let cells = counts.flatMap { images in backends.map { (images: images, backends: $0) } }
        let ways = try cells.map { cell in
            try bench.gate(
                "\(cell.images) images, \(cell.backends) backends",
                GateRun(
                    backends: Array(bench.servers.registries.prefix(cell.backends)),
                    references: bench.images.small.prefix(cell.images).map(\.byTag)))
        }
        var result = result(try await bench.interleave(ways))
        let points = zip(cells, result.ways)
        let times = points.map { (x: Double($0.images * $0.backends), y: $1.median(\.seconds) ?? 0) }
        let peaks = points.filter { $0.0.backends == 4 }.map {
            (x: Double($0.images), y: $1.median { Double($0.peakBytes) / 1e6 } ?? 0)
        }
        result.fits = [
            LineFit(times).map { .init(name: Self.time, unit: "s", per: "image and backend", line: $0) },
            LineFit(peaks).map { .init(name: Self.memory, unit: "MB", per: "image", line: $0) },
        ]
        .compactMap { $0 }
        return result
    }
}
