internal import Foundation
internal import Gate
internal import OCI

/// The claims of a run by image and by backend, for all reports.
struct RunIndex {
    let run: GateRun
    private let results: [Claim: ClaimResult]
    private let places: [Claim: Int]

    init(_ run: GateRun) {
        self.run = run
        results = Dictionary(run.claims.map { ($0.claim, $0) }) { first, _ in first }
        places = Dictionary(run.claims.enumerated().map { ($0.element.claim, $0.offset) }) { first, _ in first }
    }

    /// Where the claims of an image on one backend stand among those of the run.
    func places(of view: ImageView) -> [Int] { view.claims.compactMap { places[$0] } }

    /// The results of an image on one backend.
    func results(of view: ImageView) -> [ClaimResult] { view.claims.compactMap { results[$0] } }

    /// The results of an image on all backends, each once.
    func results(of image: ImageResult) -> [ClaimResult] {
        var seen: Set<Claim> = []
        return image.views.flatMap(\.claims).filter { seen.insert($0).inserted }.compactMap { results[$0] }
    }

    /// The counts of an image, with the findings about its name.
    func counts(of image: ImageResult) -> RunCounts {
        var counts = RunCounts(results(of: image))
        for finding in image.findings + image.views.flatMap(\.findings) { counts.add(finding) }
        return counts
    }

    /// The verdict of an image on one backend.
    func verdict(of view: ImageView) -> Verdict {
        let standings = view.claims.map { results[$0]?.standing }
        let own = standings.filter { $0?.isElsewhere != true }
        // What is left to other shards takes nothing from what is proven here.
        let rest: [Verdict] = own.isEmpty && !standings.isEmpty ? [.unproven] : []
        let parts = view.findings.map(\.verdict) + own.map { $0?.verdict ?? .undecided } + rest
        return parts.isEmpty ? .undecided : Verdict.combined(parts)
    }

    /// An image's configurations and layers, each digest once.
    func blobs(of image: ImageResult) -> (count: Int, bytes: Int64) {
        var sizes: [Digest: Int64] = [:]
        for claim in image.views.flatMap(\.claims) where claim.kind != .manifest {
            sizes[claim.digest] = claim.size ?? 0
        }
        return (sizes.count, sizes.values.reduce(0, +))
    }

    /// How many backends the run's registries have.
    var backends: Int { run.registries.values.reduce(0) { $0 + $1.facts.count } }

    /// The registries in the order of their names.
    var registries: [(name: RegistryName, backends: RegistryBackends)] {
        run.registries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension RunIndex {
    /// How long the run took.
    var seconds: Double { max(0, run.finished.timeIntervalSince(run.started)) }
}
