internal import Gate
internal import OCI

/// The claims of all shards, each once: as the shard that had to prove it left it.
struct ClaimUnion {
    /// What a claim is about.
    struct Key: Hashable {
        let backend: String
        let registry: String
        let repository: String
        let digest: String
        /// `nil` for all manifests: the size of one that was proven is known, that of another is not.
        let size: Int64?
        let isManifest: Bool

        init(_ claim: ClaimWire) {
            backend = claim.backend
            registry = claim.registry
            repository = claim.repository
            digest = claim.digest
            isManifest = claim.kind == Claim.Kind.manifest.rawValue
            size = isManifest ? nil : claim.size
        }
    }

    /// Each claim, in the order of the shards.
    private(set) var claims: [ClaimWire] = []
    /// Claims that every shard left to another.
    private(set) var unowned: [ClaimWire] = []
    /// For each report, where each of its claims stands among those of all.
    private(set) var places: [[Int]]

    init(_ reports: [ShardReport]) {
        var known: [Key: Int] = [:]
        var all: [ClaimWire] = []
        let found = reports.map { report in
            report.run.claims.map { claim -> Int in
                var claim = claim
                // Each shard may have a ledger of its own: a run's number alone would not say which run it was.
                if let reused = claim.reused, reused.vantage == nil { claim.reused?.vantage = report.run.vantage }
                let key = Key(claim)
                guard let place = known[key] else {
                    known[key] = all.count
                    all.append(claim)
                    return all.count - 1
                }
                if Self.rank(claim) > Self.rank(all[place]) { all[place] = claim }
                return place
            }
        }
        unowned = all.filter { $0.standing == ClaimWire.elsewhere }
        let manifest = Claim.Kind.manifest.rawValue
        let order = all.indices.filter { all[$0].kind == manifest } + all.indices.filter { all[$0].kind != manifest }
        claims = order.map { all[$0] }
        let moved = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
        places = found.map { $0.compactMap { moved[$0] } }
    }

    /// The run of a shard with the claims of its images by their places among those of all.
    func renumbered(_ run: RunWire, shard: Int) -> RunWire {
        var run = run
        let places = places[shard]
        for image in run.images.indices {
            for view in run.images[image].backends.indices {
                run.images[image].backends[view].claims = run.images[image].backends[view].claims.compactMap {
                    places.indices.contains($0) ? places[$0] : nil
                }
            }
        }
        return run
    }

    /// A fault in any shard counts; what is left to another says nothing.
    private static func rank(_ claim: ClaimWire) -> Int {
        if claim.standing == ClaimWire.elsewhere { return 0 }
        switch claim.verdict {
        case Verdict.refused.rawValue: return 5
        case Verdict.undecided.rawValue: return 4
        case Verdict.overridden.rawValue: return 3
        case Verdict.unproven.rawValue: return 2
        default: return claim.finding ? 2 : 1
        }
    }
}

extension ClaimWire {
    /// Whether a fault is told of it, be it only reported.
    fileprivate var finding: Bool { code != nil }
}
