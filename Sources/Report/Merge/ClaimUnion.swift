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

    init(_ reports: [ShardReport]) {
        var places: [Key: Int] = [:]
        for (report, claim) in reports.flatMap({ report in report.run.claims.map { (report, $0) } }) {
            var claim = claim
            // Each shard may have a ledger of its own: a run's number alone would not say which run it was.
            if let reused = claim.reused, reused.vantage == nil { claim.reused?.vantage = report.run.vantage }
            let key = Key(claim)
            guard let place = places[key] else {
                places[key] = claims.count
                claims.append(claim)
                continue
            }
            if Self.rank(claim) > Self.rank(claims[place]) { claims[place] = claim }
        }
        unowned = claims.filter { $0.standing == ClaimWire.elsewhere }
        let manifest = Claim.Kind.manifest.rawValue
        claims = claims.filter { $0.kind == manifest } + claims.filter { $0.kind != manifest }
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
