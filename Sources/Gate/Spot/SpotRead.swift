internal import Foundation
internal import Ledger
internal import OCI
internal import Registry

/// Reads the chosen pieces of one proven blob again, each held against the states of its right bytes.
struct SpotRead: Sendable {
    /// A copy that hangs is pulled whole anyway, with the whole of the limit.
    private static let stall = Duration.seconds(5)

    let context: RunContext
    let claim: Claim
    let proof: Proof
    let right: RightBytes

    /// What the pieces came to; the attempt is the read that was bad.
    struct Result: Sendable {
        let check: SpotCheck
        var attempt: Attempt?
        /// Whether the backend sends whole blobs where a range is asked for: each further range would cost a blob.
        var ignoresRanges = false
    }

    /// Reads until something is not right.
    func read(_ pieces: [Int]) async -> Result {
        let grid = PieceGrid(size: proof.size, sliceBytes: claim.backend.cache?.sliceBytes)
        var ranges: [Range<Int64>] = []
        var cost: Int64 = 0
        func check(_ outcome: SpotCheck.Outcome, _ seen: String? = nil) -> SpotCheck {
            SpotCheck(outcome, at: .now, ranges: ranges, bytes: cost, seen: seen)
        }
        for pieces in grid.requests(of: pieces) {
            let read = await context.client.part(
                grid.bytes(of: pieces), ofBlob: claim.digest, of: claim.repository, from: claim.backend,
                stall: Self.stall
            ) { PieceTap(pieces, of: grid, right: right) }
            context.pulled.add(read.observation.bodyBytes)
            context.certificates.note(read.observation, of: claim.backend)
            cost = cost.addingBytes(read.observation.bodyBytes)
            ranges += read.tap.seen.map { grid.bytes(of: $0.piece) }
            if let (code, seen) = fault(of: read, pieces, grid) {
                let attempt = Attempt(observation: read.observation, code: code, seen: seen, isOfSpotCheck: true)
                return Result(check: check(code.family == .access ? .unread : .bad, seen), attempt: attempt)
            }
            if proof.isOfKeptBytes, CacheReply(read.observation.cacheStatus) == .readThrough {
                let seen = "the cache kept it when it was proven, and not any more\(Judge.cacheWords(read.observation))"
                return Result(check: check(.refilled, seen))
            }
            if read.outcome == .whole, proof.size > PieceGrid.length {
                return Result(check: check(.right), ignoresRanges: true)
            }
        }
        return Result(check: check(.right))
    }

    private func fault(
        of read: RangeRead<PieceTap>, _ pieces: Range<Int>, _ grid: PieceGrid
    ) -> (FindingCode, String)? {
        let cache = Judge.cacheWords(read.observation)
        if let wrong = read.tap.seen.first(where: { $0.isRight == false }) {
            let bytes = grid.bytes(of: wrong.piece)
            return (
                .contentDigest,
                "bad in a spot check: bytes \(bytes.lowerBound) to \(bytes.upperBound - 1) are not those that were "
                    + "proven by \(proof.seenBy)\(cache)"
            )
        }
        if read.outcome != .nothing, let stored = read.storedSize, stored != proof.size {
            return (
                .contentSize, "bad in a spot check: the reply tells of \(stored) bytes, not \(proof.size)\(cache)"
            )
        }
        guard read.tap.seen.count < pieces.count else { return nil }
        guard case .body = read.observation.outcome else {
            let (code, seen) = AccessFaults.classify(read.observation, kind: claim.kind)
            return (code, "in a spot check: \(seen)")
        }
        return (
            .contentSize,
            "bad in a spot check: \(read.received) bytes came of the range from byte "
                + "\(grid.bytes(of: pieces).lowerBound)\(cache)"
        )
    }
}

extension Proof {
    /// Whether the proof is of what a cache kept, as far as its reply said.
    fileprivate var isOfKeptBytes: Bool { isReadThrough.map { !$0 } ?? (CacheReply(cacheStatus) == .kept) }
}

extension PieceGrid {
    /// The requests for some pieces: in slices those of a slice together, else each alone, so that the reply's cache status
    /// speaks for all that it brought.
    fileprivate func requests(of pieces: [Int]) -> [Range<Int>] {
        pieces.reduce(into: []) { requests, piece in
            if isSliced, let last = requests.last, last.upperBound == piece,
                last.lowerBound / piecesPerRequest == piece / piecesPerRequest
            {
                requests[requests.count - 1] = last.lowerBound..<piece + 1
            } else {
                requests.append(piece..<piece + 1)
            }
        }
    }
}
