internal import OCI
internal import Record

/// Which shard proves which content: pure, and the same wherever the same manifests are seen.
///
/// The unit is a digest: all its paths fall to one shard, so that a blob that was never proven is pulled from one backend
/// first (invariant 9) within that shard. The most work goes first, each to the shard with the least so far
/// (Graham, Bounds on Multiprocessing Timing Anomalies, 1969): none gets more than an even part and the largest unit.
struct ShardSplit: Hashable, Sendable {
    /// How many shards there are.
    let total: Int
    /// The work of each shard, the first being that of shard 1.
    let loads: [Int64]
    private let owners: [Digest: Int]

    /// A split of contents, each with the work that proving it is.
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
            // What is empty costs a request all the same.
            loads[least] = loads[least].addingBytes(max(1, size))
            owners[digest] = least + 1
        }
        self.loads = loads
        self.owners = owners
    }

    /// The number of the shard that proves a content, from 1.
    ///
    /// Of what is not in the split, such as a manifest, which every shard reads anyway, the digest alone decides: so one
    /// that a shard cannot read changes nothing for the others.
    func owner(of digest: Digest) -> Int {
        if let owner = owners[digest] { return owner }
        // FNV-1a: Swift's own hashes differ from process to process.
        let hash = digest.description.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { state, byte in
            (state ^ UInt64(byte)) &* 1_099_511_628_211
        }
        return Int(hash % UInt64(total)) + 1
    }
}
