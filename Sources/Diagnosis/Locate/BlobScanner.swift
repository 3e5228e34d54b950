internal import Gate
internal import OCI
internal import Record
internal import Registry

/// Reads a blob from one backend in parts and judges each part alone. A running hash says nothing after the first wrong byte;
/// separate parts do.
struct BlobScanner: Sendable {
    /// A damaged cache file may leave the connection open without sending. The investigation waits less than a pull.
    private static let stall = Duration.seconds(5)
    /// After this many consecutive requests without an answer, the rest is skipped.
    private static let patience = 3

    let client: RegistryClient

    /// Scans all pieces from this one on. Earlier pieces are known to be right.
    func scan(_ claim: Claim, right: RightBytes?, from first: Int = 0, until deadline: ContinuousClock.Instant) async
        -> BlobScan
    {
        let grid = PieceGrid(size: claim.size ?? 0, sliceBytes: claim.backend.cache?.sliceBytes)
        var scan = BlobScan(claim, grid: grid)
        for piece in 0..<min(first, grid.count) { scan.pieces[piece] = .right }
        var silent = 0
        for pieces in grid.requests(from: first) {
            guard !Task.isCancelled, ContinuousClock.now < deadline, silent < Self.patience else { break }
            if let stored = scan.storedSize, stored <= grid.bytes(of: pieces).lowerBound {
                for piece in pieces { scan.pieces[piece] = .unreachable(.contentSize) }
                continue
            }
            let read = await client.part(
                grid.bytes(of: pieces), ofBlob: claim.digest, of: claim.repository, from: claim.backend,
                stall: Self.stall
            ) { PieceTap(pieces, of: grid, right: right) }
            note(read, pieces, in: &scan)
            silent = read.outcome == .nothing ? silent + 1 : 0
        }
        return scan
    }

    private func note(_ read: RangeRead<PieceTap>, _ pieces: Range<Int>, in scan: inout BlobScan) {
        let grid = scan.grid
        let bytes = grid.bytes(of: pieces)
        for seen in read.tap.seen {
            scan.pieces[seen.piece] =
                seen.isRight.map { $0 ? .right : .wrong } ?? .read(fingerprint: seen.fingerprint ?? [])
        }
        if let stored = read.storedSize, stored != grid.size { scan.storedSize = stored }
        if grid.isSliced, read.outcome == .part {
            scan.slices.append(
                SliceView(
                    index: Int64(pieces.lowerBound / grid.piecesPerRequest), bytes: bytes,
                    cacheStatus: read.observation.cacheStatus, storedTotal: read.storedSize))
        }
        guard read.tap.seen.count < pieces.count else { return }
        let state =
            Self.isOwnError(read.observation) ? .unreadable : BlobScan.Piece.unreachable(code(of: read, scan.claim))
        for piece in pieces.dropFirst(read.tap.seen.count) { scan.pieces[piece] = state }
        guard read.outcome != .nothing, scan.cut == nil else { return }
        scan.cut = BlobScan.Cut(
            wanted: bytes, end: bytes.lowerBound + read.received, piece: pieces.lowerBound + read.tap.seen.count,
            bytes: read.tap.rest)
    }

    private static func isOwnError(_ observation: Observation) -> Bool {
        if case .status(500, let body) = observation.outcome { body.maker == .nginx } else { false }
    }

    private func code(of read: RangeRead<PieceTap>, _ claim: Claim) -> FindingCode {
        switch read.observation.outcome {
        // The part was complete by its own declaration but shorter than the requested range.
        case .body: .contentSize
        default: AccessFaults.classify(read.observation, kind: claim.kind).code
        }
    }
}
