internal import OCI
internal import Record

extension SampleRun {
    /// Leaves claims to other shards: by size, each digest to the shard with the least work so far.
    func leaveToOtherShards(_ facts: inout RunFacts) {
        guard let shard else { return }
        let owners = Self.owners(facts, of: shard.total)
        let faulty = Set(facts.claims.lazy.filter { $0.finding != nil }.map(\.digest))
        for index in facts.claims.indices {
            let claim = facts.claims[index]
            let owner = owners[claim.digest] ?? Self.owner(ofManifest: claim.digest, shard.total)
            guard owner != shard.index else { continue }
            // Layers are compared with their configuration.
            let isRead = claim.kind == .manifest || policy.depth == .unpack && claim.kind == .config
            guard !isRead || !faulty.contains(claim.digest) else { continue }
            if !isRead {
                facts.claims[index].attempts = []
                facts.claims[index].spot = nil
            }
            facts.claims[index].remark = nil
            facts.claims[index].status = .otherShard(owner, isRead: isRead && claim.status.isProof)
        }
    }

    private static func owners(_ facts: RunFacts, of total: Int) -> [Digest: Int] {
        let blobs = facts.claims.lazy.filter { $0.kind != .manifest }.map { ($0.digest, $0.size ?? 0) }
        var loads = [Int64](repeating: 0, count: total)
        var owners: [Digest: Int] = [:]
        let work = Dictionary(blobs) { $1 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (digest, size) in work {
            let least = loads.indices.min { loads[$0] < loads[$1] } ?? 0
            loads[least] += max(1, size)
            owners[digest] = least + 1
        }
        return owners
    }

    private static func owner(ofManifest digest: Digest, _ total: Int) -> Int {
        let hash = digest.description.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { state, byte in
            (state ^ UInt64(byte)) &* 1_099_511_628_211
        }
        return Int(hash % UInt64(total)) + 1
    }
}
