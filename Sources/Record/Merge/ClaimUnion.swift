internal import OCI

/// The claims of all shards, each once: as the shard that had to prove it left it.
struct ClaimUnion {
    private struct Key: Hashable {
        let backend: String
        let group: ClaimGroup
        /// `nil` for all manifests: the size of one that was proven is known, that of another is not.
        let size: Int64?
        let isManifest: Bool

        init(_ claim: Run.Claim) {
            backend = claim.backend
            group = claim.group
            isManifest = claim.kind == .manifest
            size = isManifest ? nil : claim.size
        }
    }

    /// Manifests first, otherwise in the order of the shards.
    private(set) var claims: [Run.Claim] = []
    /// Claims that every shard left to another.
    var notCovered: [Run.Claim] { claims.filter(\.status.isOtherShard) }
    /// For each shard, where each of its claims is among those of all.
    private(set) var places: [[Int]] = []

    init(_ shards: [ShardFile]) {
        var known: [Key: Int] = [:]
        var all: [Run.Claim] = []
        let found = shards.map { shard in
            shard.run.claims.map { claim -> Int in
                let claim = claim.named(by: shard.run.vantage)
                let key = Key(claim)
                guard let place = known[key] else {
                    known[key] = all.count
                    all.append(claim)
                    return all.count - 1
                }
                if claim.mergeRank > all[place].mergeRank { all[place] = claim }
                return place
            }
        }
        let order = all.indices.filter { all[$0].kind == .manifest } + all.indices.filter { all[$0].kind != .manifest }
        claims = order.map { all[$0] }
        var moved = [Int](repeating: 0, count: all.count)
        for (new, old) in order.enumerated() { moved[old] = new }
        places = found.map { $0.map { moved[$0] } }
    }
}

extension Run.Claim {
    /// Each shard may have a ledger of its own: a run's number alone would not say which run it was.
    fileprivate func named(by vantage: String) -> Run.Claim {
        guard case .reused(var reuse) = status, reuse.vantage == nil else { return self }
        reuse.vantage = vantage
        var claim = self
        claim.status = .reused(reuse)
        return claim
    }

    /// A fault in any shard counts; what is left to another says nothing.
    fileprivate var mergeRank: Int {
        if status.isOtherShard { return 0 }
        switch status.verdict {
        case .refused: return 5
        case .undecided: return 4
        case .overridden: return 3
        case .unproven: return 2
        case .verified: return finding != nil ? 2 : 1
        }
    }
}
