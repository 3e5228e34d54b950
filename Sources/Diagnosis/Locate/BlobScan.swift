internal import Gate
internal import OCI
internal import Record

/// What reading a blob in parts saw on one backend: a state for each piece of 1 MiB.
struct BlobScan: Sendable {
    /// What is known of a piece.
    enum Piece: Hashable, Sendable {
        case right
        case wrong
        /// It came, and nothing tells whether it is right.
        case read(fingerprint: [UInt8])
        case unreachable(FindingCode)
        case notLooked
    }

    let claim: Claim
    let grid: PieceGrid
    var pieces: [Piece]
    var slices: [SliceView] = []
    /// The blob's size as the backend has it, where that is not the right one.
    var storedSize: Int64?
    /// The first reply that ended though more of its part was to come.
    var cut: Cut?

    /// A reply that ended early.
    struct Cut: Sendable {
        /// The part of the blob that was asked for.
        let wanted: Range<Int64>
        /// Where it ended.
        let end: Int64
        /// The last piece that it had some of, and those bytes.
        let piece: Int
        let bytes: [UInt8]
    }

    init(_ claim: Claim, grid: PieceGrid) {
        self.claim = claim
        self.grid = grid
        pieces = Array(repeating: .notLooked, count: grid.count)
    }

    /// The bytes of neighbouring pieces of which the same is known.
    var stretches: [BlobMap.Stretch] {
        var stretches: [BlobMap.Stretch] = []
        for (index, piece) in pieces.enumerated() {
            let bytes = grid.bytes(of: index)
            let state = Self.state(of: piece)
            if let last = stretches.last, last.state == state {
                stretches[stretches.count - 1] = BlobMap.Stretch(
                    bytes: last.bytes.lowerBound..<bytes.upperBound, state: state)
            } else {
                stretches.append(BlobMap.Stretch(bytes: bytes, state: state))
            }
        }
        return stretches
    }

    /// Runs of neighbouring wrong pieces.
    var wrongRuns: [Range<Int>] {
        var runs: [Range<Int>] = []
        for index in pieces.indices where pieces[index] == .wrong {
            if let last = runs.last, last.upperBound == index {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        return runs
    }

    private static func state(of piece: Piece) -> BlobMap.State {
        switch piece {
        case .right: .good
        case .wrong: .bad
        case .unreachable(let code): .unreachable(code: code)
        case .read, .notLooked: .notLooked
        }
    }
}
