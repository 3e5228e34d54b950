internal import OCI
internal import Record
internal import Registry

/// Splits a resolved release into the claims of this shard and those of others. Without a shard, all claims belong to this run.
struct ShardParts: Sendable {
    private let shard: Shard?
    private let split: ShardSplit
    private let readsConfigurations: Bool

    init(of resolution: Resolver.Resolution, _ request: GateRequest) {
        self.init(
            request.shard, work: request.shard == nil ? [:] : Self.work(of: resolution.blobs, request),
            depth: request.policy.depth)
    }

    init(_ shard: Shard?, work: [Digest: Int64], depth: Depth) {
        self.shard = shard
        // Layers are compared with their configuration, which may belong to another shard.
        readsConfigurations = depth == .unpack
        split = ShardSplit(work, over: shard?.total ?? 1)
    }

    /// Whether this run has to prove a claim.
    func belongsToShard(_ claim: Claim) -> Bool { shard.map { split.owner(of: claim.digest) == $0.index } ?? true }

    /// Whether this run reads a blob, whether or not it belongs to this shard.
    func isRead(_ blob: Claim) -> Bool {
        belongsToShard(blob) || readsConfigurations && blob.kind == .config && blob.mediaType?.isConfig == true
    }

    /// The results for blobs that this run does not read.
    func left(of blobs: [Claim]) -> [ClaimResult] {
        blobs.filter { !isRead($0) }.map { claim in
            ClaimResult(
                claim: claim, status: .otherShard(split.owner(of: claim.digest), isRead: false), attempts: [])
        }
    }

    /// The results, with claims of other shards marked as such even if they were read here. Faults keep their evidence.
    func marked(_ results: [ClaimResult]) -> [ClaimResult] {
        guard shard != nil else { return results }
        let faulty = Set(results.lazy.filter { $0.finding != nil }.map(\.claim.digest))
        return results.map { result in
            guard !belongsToShard(result.claim), !faulty.contains(result.claim.digest) else { return result }
            if result.status.isOtherShard { return result }
            let owner = split.owner(of: result.claim.digest)
            return ClaimResult(
                claim: result.claim, status: .otherShard(owner, isRead: result.status.isProof),
                attempts: result.attempts)
        }
    }

    /// The work for each digest: its size times the number of its paths. There is one path per combination of repository and
    /// known backend, whether or not the backend answers.
    private static func work(of blobs: [Claim], _ request: GateRequest) -> [Digest: Int64] {
        var sizes: [Digest: Int64] = [:]
        var names: [Digest: Set<ClaimGroup>] = [:]
        for claim in blobs {
            let size = request.policy.depth.provesBlobs ? claim.size ?? 0 : 1
            sizes[claim.digest] = max(sizes[claim.digest] ?? 0, size)
            names[claim.digest, default: []].insert(claim.group)
        }
        return Dictionary(
            uniqueKeysWithValues: sizes.map { digest, size in
                let paths = (names[digest] ?? []).reduce(0) { sum, name in
                    sum + max(1, request.registries[name.registry]?.backends.count ?? 0)
                }
                let (work, overflow) = max(1, size).multipliedReportingOverflow(by: Int64(paths))
                return (digest, overflow ? .max : work)
            })
    }
}
