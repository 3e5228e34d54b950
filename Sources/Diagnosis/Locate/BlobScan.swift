internal import Gate
internal import OCI
internal import Record

/// The result of reading a blob in parts from one backend: a state for each 1 MiB piece.
struct BlobScan: Sendable {
    /// The state of a piece.
    enum Piece: Hashable, Sendable {
        case right
        case wrong
        /// Received, but there is no reference to judge it.
        case read(fingerprint: [UInt8])
        case unreachable(FindingCode)
        /// The proxy itself answers 500.
        case unreadable
        case notLooked
    }

    let claim: Claim
    let grid: PieceGrid
    var pieces: [Piece]
    var slices: [SliceView] = []
    /// The size of the blob on the backend, if it is wrong.
    var storedSize: Int64?
    /// The first reply that ended before its range was complete.
    var cut: Cut?

    /// A reply that ended early.
    struct Cut: Sendable {
        /// The requested range.
        let wanted: Range<Int64>
        /// The offset at which it ended.
        let end: Int64
        /// The last piece that was partly received, and its bytes.
        let piece: Int
        let bytes: [UInt8]
    }

    init(_ claim: Claim, grid: PieceGrid) {
        self.claim = claim
        self.grid = grid
        pieces = Array(repeating: .notLooked, count: grid.count)
    }

    /// Stretches of adjacent pieces with the same state.
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

    /// Runs of adjacent wrong pieces.
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
        case .unreadable: .unreadable
        case .read, .notLooked: .notLooked
        }
    }
}
