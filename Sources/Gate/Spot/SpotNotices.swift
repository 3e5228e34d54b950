internal import OCI
internal import Record

/// Notices about requested spot checks that were not made.
enum SpotNotices {
    /// - Parameter fresh: Whether no proofs of earlier runs are reused.
    static func all(_ facts: RunFacts, fresh: Bool) -> [Notice] {
        guard facts.policy.spot != nil else { return [] }
        guard facts.policy.depth.provesBlobs else { return [.noSpotChecksAtDepth(depth: facts.policy.depth)] }
        if fresh, !facts.claims.contains(where: { $0.status.reuse != nil }) { return [.noSpotChecksFresh] }
        let unknown = facts.claims.filter { $0.spot?.outcome == .noCheckpoints }
        guard !unknown.isEmpty else { return [] }
        return [.spotChecksImpossible(blobs: unknown.count, bytes: unknown.lazy.map { $0.size ?? 0 }.byteSum)]
    }
}
