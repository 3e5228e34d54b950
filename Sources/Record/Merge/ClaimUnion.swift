internal import OCI

/// The union of the claims of all shards. Each claim is taken from the shard that had to prove it.
struct ClaimUnion {
    private struct Key: Hashable {
        let backend: String
        let group: ClaimGroup
        /// `nil` for manifests, whose size is known only once they are proven.
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
    /// Claims that no shard covered.
    var notCovered: [Run.Claim] { claims.filter(\.status.isOtherShard) }
    /// For each shard, the index of each of its claims in `claims`.
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
    /// Adds the vantage: each shard may have its own ledger, so a run number alone is ambiguous.
    fileprivate func named(by vantage: String) -> Run.Claim {
        var claim = self
        switch status {
        case .reused(var reuse) where reuse.vantage == nil:
            reuse.vantage = vantage
            claim.status = .reused(reuse)
        case .shared(var proof) where proof.run != nil && proof.vantage == nil:
            proof.vantage = vantage
            claim.status = .shared(proof)
        default: break
        }
        return claim
    }

    /// A fault in any shard counts; a claim left to another shard does not.
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
