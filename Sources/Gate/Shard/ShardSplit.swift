internal import OCI
internal import Record

/// Assigns content to shards. The result is the same on every machine that sees the same manifests.
///
/// The unit is a digest. All its paths belong to one shard, so an unproven blob is pulled from one backend first (invariant 9)
/// within that shard. Units are assigned in decreasing order of work to the shard with the least work so far (Graham, Bounds on
/// Multiprocessing Timing Anomalies, 1969). No shard gets more than an even share plus the largest unit.
struct ShardSplit: Hashable, Sendable {
    /// The number of shards.
    let total: Int
    /// The work of each shard, starting with shard 1.
    let loads: [Int64]
    private let owners: [Digest: Int]

    /// Splits digests by the work needed to prove them.
    init(_ work: [Digest: Int64], over total: Int) {
        self.total = max(1, total)
        var loads = [Int64](repeating: 0, count: self.total)
        var owners: [Digest: Int] = [:]
        let order = work.sorted { left, right in
            left.value != right.value ? left.value > right.value : left.key < right.key
        }
        for (digest, size) in order {
            var least = 0
            for shard in loads.indices where loads[shard] < loads[least] { least = shard }
            // Empty content still costs a request.
            loads[least] = loads[least].addingBytes(max(1, size))
            owners[digest] = least + 1
        }
        self.loads = loads
        self.owners = owners
    }

    /// The number of the shard that proves a content, from 1.
    ///
    /// For content outside the split, such as manifests, which every shard reads, the digest alone decides. An unreadable
    /// manifest therefore does not affect other assignments.
    func owner(of digest: Digest) -> Int {
        if let owner = owners[digest] { return owner }
        // FNV-1a, because Swift's own hash values differ between processes.
        let hash = digest.description.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { state, byte in
            (state ^ UInt64(byte)) &* 1_099_511_628_211
        }
        return Int(hash % UInt64(total)) + 1
    }
}
