internal import Registry
internal import Transfer

/// Processes whole pieces of a blob as they arrive: compares each with the right hash states and computes its fingerprint.
package struct PieceTap: BlobTap {
    /// The result for one piece.
    package struct Seen: Hashable, Sendable {
        package let piece: Int
        /// Whether it is right; `nil` without a reference.
        package let isRight: Bool?
        /// The SHA-256 of its bytes, for comparing pieces of several backends.
        package let fingerprint: [UInt8]?
    }

    private let grid: PieceGrid
    private let pieces: Range<Int>
    private let keepsIncompletePiece: Bool
    private var verifier: CheckpointVerifier?
    private var fingerprint: StreamingHash?
    private var untilEnd: Int64
    package private(set) var seen: [Seen] = []
    /// The bytes of an incomplete piece.
    package private(set) var rest: [UInt8] = []

    /// Creates a tap for these pieces. Without right hash states, each piece gets a fingerprint.
    ///
    /// - Parameter keepsIncompletePiece: Whether the bytes of an incomplete piece are kept.
    package init(_ pieces: Range<Int>, of grid: PieceGrid, right: RightBytes?, keepsIncompletePiece: Bool = true) {
        self.keepsIncompletePiece = keepsIncompletePiece
        self.grid = grid
        self.pieces = pieces
        verifier = right.flatMap { $0.verifier(of: pieces) }
        fingerprint = verifier == nil ? StreamingHash(.sha256) : nil
        untilEnd = Self.length(of: pieces.lowerBound, in: grid)
    }

    package mutating func take(_ bytes: UnsafeRawBufferPointer) {
        verifier?.update(bytes)
        var left = bytes[...]
        while !left.isEmpty, seen.count < pieces.count {
            let part = left.prefix(Int(untilEnd))
            fingerprint?.update(UnsafeRawBufferPointer(rebasing: part))
            if keepsIncompletePiece { rest.append(contentsOf: part) }
            left = left.dropFirst(part.count)
            untilEnd -= Int64(part.count)
            if untilEnd == 0 { end() }
        }
    }

    private mutating func end() {
        let piece = pieces.lowerBound + seen.count
        rest.removeAll(keepingCapacity: true)
        seen.append(
            Seen(
                piece: piece, isRight: verifier.map { $0.badPieces.last != piece }, fingerprint: fingerprint?.value))
        if fingerprint != nil { fingerprint = StreamingHash(.sha256) }
        untilEnd = Self.length(of: piece + 1, in: grid)
    }

    private static func length(of piece: Int, in grid: PieceGrid) -> Int64 {
        let range = grid.bytes(of: piece)
        return range.upperBound - range.lowerBound
    }
}

/// A tap that stores all bytes.
package struct BufferingTap: BlobTap {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func take(_ piece: UnsafeRawBufferPointer) { bytes.append(contentsOf: piece) }
}
