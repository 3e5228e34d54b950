internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// Ensures that the cached copy was read, not only the storage behind the cache (invariant 10).
///
/// `X-Cache-Status` of a whole blob applies to its first slice only. Therefore one byte of every other slice is requested
/// before the pull, which shows whether the slice was cached and caches it. If the first slice came from behind the cache, it
/// is read back and compared with the hash states of the bytes that were just proven.
struct CacheReader: Sendable {
    /// The result of reading back bytes that came from behind a cache.
    enum Kept: Hashable, Sendable {
        /// The cached copy is right.
        case right
        /// Nothing is cached: every request is served from behind the cache, as this read was.
        case nothing
        /// The cached copy is wrong: in the MiB at this offset, or somewhere in a manifest if `nil`.
        case wrong(from: Int64?)
        /// Reading back failed.
        case unread(SeenFault)
    }

    /// The number of concurrent one-byte requests.
    private static let atATime = 2

    let client: RegistryClient

    /// The cache status of each slice except the first, before the pull; empty if no slices are configured.
    func slices(of claim: Claim) async -> [SliceView] {
        guard let length = claim.backend.cache?.sliceBytes, length > 0, let size = claim.size, size > length,
            size <= PieceGrid.mostBytes
        else { return [] }
        var views: [SliceView] = []
        var starts = Array(stride(from: length, to: size, by: Int(length)))[...]
        while !starts.isEmpty, !Task.isCancelled {
            let batch = starts.prefix(Self.atATime)
            starts = starts.dropFirst(batch.count)
            let answers = await withTaskGroup(of: SliceView?.self) { group in
                for start in batch {
                    group.addTask { await slice(start..<min(start + length, size), of: claim, length) }
                }
                return await group.reduce(into: [SliceView?]()) { $0.append($1) }
            }
            views += answers.compactMap { $0 }
            // If a backend does not answer for a slice, the pull will show why.
            if answers.contains(nil) { break }
        }
        return views.sorted { $0.index < $1.index }
    }

    private func slice(_ bytes: Range<Int64>, of claim: Claim, _ length: Int64) async -> SliceView? {
        let read = await client.part(
            bytes.lowerBound..<bytes.lowerBound + 1, ofBlob: claim.digest, of: claim.repository, from: claim.backend
        ) { BufferingTap() }
        guard read.outcome == .part else { return nil }
        return SliceView(
            index: bytes.lowerBound / length, bytes: bytes, cacheStatus: read.observation.cacheStatus,
            storedTotal: read.storedSize)
    }

    /// Reads back the bytes that the cache status of the first reply applies to.
    func readBack(_ blob: VerifiedBlob) async -> Kept {
        let claim = blob.claim
        guard claim.kind != .manifest else { return await readManifestBack(claim) }
        guard let states = blob.checkpoints,
            let right = RightBytes(
                claim.digest, size: blob.size, states: states, reference: .copy(backend: claim.backend.name))
        else { return .nothing }
        let grid = PieceGrid(size: blob.size, sliceBytes: claim.backend.cache?.sliceBytes)
        // Without slices, or with slices that are not whole pieces, the whole blob is read back. Of a resumed one, any reply may
        // be the one from behind the cache.
        let pieces = grid.isSliced && blob.resumed == nil ? grid.requests(from: 0).first ?? 0..<0 : 0..<grid.count
        guard !pieces.isEmpty else { return .right }
        let read = await client.part(
            grid.bytes(of: pieces), ofBlob: claim.digest, of: claim.repository, from: claim.backend
        ) { PieceTap(pieces, of: grid, right: right, keepsIncompletePiece: false) }
        if let wrong = read.tap.seen.first(where: { $0.isRight == false }) {
            return .wrong(from: grid.bytes(of: wrong.piece).lowerBound)
        }
        guard read.outcome != .nothing, read.tap.seen.count == pieces.count else {
            return .unread(AccessFaults.classify(read.observation, kind: claim.kind))
        }
        return CacheReply(read.observation.cacheStatus) == .miss ? .nothing : .right
    }

    /// A manifest is small and a single cache entry.
    private func readManifestBack(_ claim: Claim) async -> Kept {
        let (observation, _) = await client.manifest(.digest(claim.digest), of: claim.repository, from: claim.backend)
        switch Judge.judge(observation, of: claim) {
        case .good(let again): return again.isFromBehindCache ? .nothing : .right
        case .present: return .nothing
        case .bad(let fault): return fault.code.family == .content ? .wrong(from: nil) : .unread(fault)
        }
    }
}
