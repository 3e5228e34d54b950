internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// Reads damaged bytes under another repository's name on the same backend: the same object, but another entry in its cache.
struct OtherNameProbe {
    /// The most other names to try for one content.
    private static let mostNames = 2

    let context: RunContext

    /// Whether the storage has the right bytes where this backend sent wrong ones: under another name, they came from behind
    /// the cache and are right.
    ///
    /// Requires the hash states of the right bytes, which the ledger has if any backend ever served them. One MiB is read for
    /// each name.
    func showsGoodStorage(_ bad: ClaimResult) async -> Bool {
        let claim = bad.claim
        guard claim.kind != .manifest, claim.backend.role != .direct, let size = claim.size,
            (1...PieceGrid.mostBytes).contains(size)
        else { return false }
        let names = await context.ledger.names(of: claim.digest, in: claim.backend.registry)
            .filter { $0 != claim.repository }.prefix(Self.mostNames)
        guard !names.isEmpty, let known = await context.checkpoints(of: claim.digest, size: size),
            let right = RightBytes(claim.digest, size: size, states: known.list, reference: .none)
        else { return false }
        let grid = PieceGrid(size: size, sliceBytes: claim.backend.cache?.sliceBytes)
        let piece = min(Self.firstWrongPiece(of: bad, right), grid.count - 1)
        for name in names where !Task.isCancelled {
            let read = await context.client.part(
                grid.bytes(of: piece), ofBlob: claim.digest, of: name, from: claim.backend
            ) { BufferingTap() }
            guard read.outcome == .part, CacheReply(read.observation.cacheStatus) == .miss else { continue }
            if right.isRight(read.tap.bytes, piece: piece) { return true }
        }
        return false
    }

    private static func firstWrongPiece(of bad: ClaimResult, _ right: RightBytes) -> Int {
        let pieces = bad.attempts.compactMap { attempt -> Int? in
            guard attempt.code?.family == .content, case .body(let facts) = attempt.observation.outcome,
                let states = facts.checkpoints
            else { return nil }
            return right.states.firstDifference(from: states) ?? states.count
        }
        return pieces.min() ?? 0
    }
}
