internal import Gate
internal import OCI
internal import Registry

/// Sources of the right bytes of a blob, piece by piece. Each piece is verified against the right hash states before use.
actor RightCopies {
    /// A source that may have the right bytes of some pieces.
    enum Source: Sendable {
        /// A backend and name; for a faulty backend, limited to the pieces that are right there.
        case claim(Claim, pieces: Set<Int>?)
        /// A composed copy.
        case spool(SpoolFile)
    }

    private let client: RegistryClient
    private let right: RightBytes
    private let grid: PieceGrid
    private let sources: [Source]
    /// The last piece, cached because several backends are compared with it in turn.
    private var last: (piece: Int, bytes: [UInt8])?
    /// The backends that right bytes came from.
    private(set) var used: Set<String> = []

    init(client: RegistryClient, right: RightBytes, grid: PieceGrid, sources: [Source]) {
        self.client = client
        self.right = right
        self.grid = grid
        self.sources = sources
    }

    /// The right bytes of a piece; `nil` if no source has them.
    func bytes(of piece: Int) async -> [UInt8]? {
        if let last, last.piece == piece { return last.bytes }
        for source in sources {
            guard let bytes = await read(piece, from: source), right.isRight(bytes, piece: piece) else { continue }
            if case .claim(let claim, _) = source { used.insert(claim.backend.name) }
            last = (piece, bytes)
            return bytes
        }
        return nil
    }

    /// The right bytes of any range; `nil` if a piece is unavailable.
    func bytes(in range: Range<Int64>) async -> [UInt8]? {
        guard range.lowerBound >= 0, range.upperBound <= grid.size, !range.isEmpty else { return nil }
        var bytes: [UInt8] = []
        let pieces = Int(range.lowerBound / PieceGrid.length)...Int((range.upperBound - 1) / PieceGrid.length)
        for piece in pieces {
            guard let found = await self.bytes(of: piece) else { return nil }
            let start = grid.bytes(of: piece).lowerBound
            let from = max(0, Int(range.lowerBound - start))
            let to = min(found.count, Int(range.upperBound - start))
            bytes += found[from..<to]
        }
        return bytes
    }

    private func read(_ piece: Int, from source: Source) async -> [UInt8]? {
        switch source {
        case .spool(let file):
            return try? file.read(grid.bytes(of: piece))
        case .claim(let claim, let pieces):
            guard pieces?.contains(piece) ?? true else { return nil }
            let read = await client.part(
                grid.bytes(of: piece), ofBlob: claim.digest, of: claim.repository, from: claim.backend
            ) { BufferingTap() }
            return read.tap.bytes
        }
    }
}
