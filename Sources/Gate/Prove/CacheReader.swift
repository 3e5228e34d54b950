internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// Sees to it that what a cache keeps was read, and not only what stands behind it (invariant 10).
///
/// `X-Cache-Status` of a whole blob speaks for its first slice alone. So every other slice is asked for one byte before
/// the blob is read: that says whether it was kept, and has it kept now. When the first slice came from behind the
/// cache, it is read once more and held against the states of the bytes that were just proven.
struct CacheReader: Sendable {
    /// What the second read of bytes that came from behind a cache saw.
    enum Kept: Hashable, Sendable {
        /// The cache keeps the right bytes.
        case right
        /// It keeps nothing: whoever asks is served from behind it, as this read was.
        case nothing
        /// It keeps wrong bytes: in the MiB of the blob from this byte on, or, `nil`, somewhere in a manifest.
        case wrong(from: Int64?)
        /// They could not be read again.
        case unread(SeenFault)
    }

    /// Requests for one byte that are under way at a time.
    private static let atATime = 2

    let client: RegistryClient

    /// What the cache says of each slice but the first before the blob is read; empty where no slices are described.
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
            // A backend that does not answer for a slice will be heard when the blob is read.
            if answers.contains(nil) { break }
        }
        return views.sorted { $0.index < $1.index }
    }

    private func slice(_ bytes: Range<Int64>, of claim: Claim, _ length: Int64) async -> SliceView? {
        let read = await client.part(
            bytes.lowerBound..<bytes.lowerBound + 1, ofBlob: claim.digest, of: claim.repository, from: claim.backend
        ) { KeepingTap() }
        guard read.outcome == .part else { return nil }
        return SliceView(
            index: bytes.lowerBound / length, bytes: bytes, cacheStatus: read.observation.cacheStatus,
            storedTotal: read.storedSize)
    }

    /// Reads the bytes again that the first reply's cache status spoke for.
    func readAgain(_ blob: VerifiedBlob) async -> Kept {
        let claim = blob.claim
        guard claim.kind != .manifest else { return await readManifestAgain(claim) }
        guard let states = blob.checkpoints,
            let right = RightBytes(
                claim.digest, size: blob.size, states: states, reference: .copy(backend: claim.backend.name))
        else { return .nothing }
        let grid = PieceGrid(size: blob.size, sliceBytes: claim.backend.cache?.sliceBytes)
        // Slices that are not made of whole pieces, or no slices at all: the whole blob is one entry, or several.
        let pieces = grid.isSliced ? grid.requests(from: 0).first ?? 0..<0 : 0..<grid.count
        guard !pieces.isEmpty else { return .right }
        let read = await client.part(
            grid.bytes(of: pieces), ofBlob: claim.digest, of: claim.repository, from: claim.backend
        ) { PieceTap(pieces, of: grid, right: right, keepsRest: false) }
        if let wrong = read.tap.seen.first(where: { $0.isRight == false }) {
            return .wrong(from: grid.bytes(of: wrong.piece).lowerBound)
        }
        guard read.outcome != .nothing, read.tap.seen.count == pieces.count else {
            return .unread(AccessFaults.classify(read.observation, kind: claim.kind))
        }
        return CacheReply(read.observation.cacheStatus) == .miss ? .nothing : .right
    }

    /// A manifest is small, and one entry of the cache.
    private func readManifestAgain(_ claim: Claim) async -> Kept {
        let (observation, _) = await client.manifest(.digest(claim.digest), of: claim.repository, from: claim.backend)
        switch Judge.judge(observation, of: claim) {
        case .good(let again): return again.isFromBehindCache ? .nothing : .right
        case .present: return .nothing
        case .bad(let fault): return fault.code.family == .content ? .wrong(from: nil) : .unread(fault)
        }
    }
}
