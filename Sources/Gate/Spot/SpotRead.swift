internal import Foundation
internal import Ledger
internal import OCI
internal import Record
internal import Registry

/// Reads the chosen pieces of one proven blob and compares each with the right hash states.
struct SpotRead: Sendable {
    /// A copy that hangs is pulled in full anyway, with the full stall limit.
    private static let stall = Duration.seconds(5)

    let context: RunContext
    let claim: Claim
    let proof: Proof
    let right: RightBytes

    /// The result of the pieces; `attempt` is the bad read.
    struct Result: Sendable {
        let check: SpotCheck
        var attempt: JudgedObservation?
        /// Whether the backend ignores ranges and sends whole blobs, so that every further range would cost a full blob.
        var ignoresRanges = false
    }

    /// Reads until a piece is not right.
    func read(_ pieces: [Int]) async -> Result {
        let grid = PieceGrid(size: proof.size, sliceBytes: claim.backend.cache?.sliceBytes)
        var ranges: [Range<Int64>] = []
        var cost: Int64 = 0
        func check(_ outcome: SpotCheck.Outcome, _ evidence: Evidence? = nil) -> SpotCheck {
            SpotCheck(outcome, at: .now, ranges: ranges, bytes: cost, evidence: evidence)
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
            if let fault = fault(of: read, pieces, grid) {
                let attempt = JudgedObservation(
                    read.observation, code: fault.code, fault.evidence, isOfSpotCheck: true)
                let outcome: SpotCheck.Outcome = fault.code.family == .access ? .unread : .bad
                return Result(check: check(outcome, fault.evidence), attempt: attempt)
            }
            if proof.isOfKeptBytes, CacheReply(read.observation.cacheStatus) == .miss {
                let observed = SpotEvidence.refilled(cache: read.observation.cacheStatus)
                return Result(check: check(.refilled, .spot(observed: observed)))
            }
            if read.outcome == .whole, proof.size > PieceGrid.length {
                return Result(check: check(.right), ignoresRanges: true)
            }
        }
        return Result(check: check(.right))
    }

    private func fault(
        of read: RangeRead<PieceTap>, _ pieces: Range<Int>, _ grid: PieceGrid
    ) -> SeenFault? {
        func bad(_ code: FindingCode, _ observed: SpotEvidence) -> SeenFault {
            SeenFault(code, .spot(observed: observed))
        }
        let cache = read.observation.cacheStatus
        if let wrong = read.tap.seen.first(where: { $0.isRight == false }) {
            return bad(
                .contentDigest,
                .wrongBytes(
                    bytes: ByteRange(wrappedValue: grid.bytes(of: wrong.piece)),
                    run: (proof.origin?.run ?? proof.run).rawValue, vantage: proof.origin?.vantage, cache: cache))
        }
        if read.outcome != .nothing, let stored = read.storedSize, stored != proof.size {
            return bad(.contentSize, .otherSize(stored: stored, size: proof.size, cache: cache))
        }
        guard read.tap.seen.count < pieces.count else { return nil }
        guard case .body = read.observation.outcome else {
            let fault = AccessFaults.classify(read.observation, kind: claim.kind)
            return bad(fault.code, .unread(evidence: fault.evidence))
        }
        return bad(
            .contentSize, .short(received: read.received, from: grid.bytes(of: pieces).lowerBound, cache: cache))
    }
}

extension Proof {
    /// Whether the proof was made from a cache, according to its reply.
    fileprivate var isOfKeptBytes: Bool { isReadThrough.map { !$0 } ?? (CacheReply(cacheStatus) == .hit) }
}

extension PieceGrid {
    /// The requests for these pieces: pieces of one slice together, otherwise each alone, so that the cache status of a reply
    /// applies to all its bytes.
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
