/// Verifies a run of whole pieces against the states of the correct stream, as the bytes arrive.
///
/// Each piece is hashed from the correct state before it and compared with the correct state after it; the last piece
/// is compared with the hash of the whole. Each verdict has the full strength of the function, and a bad piece does not
/// affect the next.
package struct CheckpointVerifier: Sendable {
    package let pieces: Range<Int>
    /// The byte range to verify.
    package let range: Range<Int64>
    /// The complete pieces that do not match, in order.
    package private(set) var badPieces: [Int] = []
    /// The number of complete pieces.
    package private(set) var checked = 0
    /// The number of bytes after the last piece.
    package private(set) var excess: Int64 = 0

    private let list: CheckpointList
    private let whole: [UInt8]
    private var hash: StreamingHash
    private var untilEnd: Int64

    /// Verifies some pieces.
    ///
    /// - Parameters:
    ///   - list: The states of the correct stream.
    ///   - whole: The hash of the correct stream.
    ///   - pieces: The pieces to verify; `nil` for all. Fails if the stream does not have them.
    package init?(_ list: CheckpointList, whole: [UInt8], pieces: Range<Int>? = nil) {
        let pieces = pieces ?? 0..<list.pieces
        guard whole.count == list.function.hashLength, pieces.lowerBound >= 0, pieces.upperBound <= list.pieces,
            let start = list.state(at: min(pieces.lowerBound, list.count))
        else { return nil }
        self.list = list
        self.whole = whole
        self.pieces = pieces
        let begin = list.range(ofPiece: pieces.lowerBound).lowerBound
        range = begin..<max(begin, pieces.isEmpty ? begin : list.range(ofPiece: pieces.upperBound - 1).upperBound)
        hash = StreamingHash(resuming: start)
        untilEnd = Self.length(of: pieces.lowerBound, in: list)
    }

    /// Whether every piece was complete and correct, with nothing after it.
    package var isGood: Bool { isComplete && badPieces.isEmpty && excess == 0 }

    /// The hash of the whole stream, if these parts are the rest of one that begins with the given states.
    ///
    /// Nothing is taken from the list of states that the parts were verified with: the first part follows from a computed state,
    /// each other from the one before it, and the last one ends with the hash.
    package static func hash(of parts: [CheckpointVerifier], after start: CheckpointList) -> [UInt8]? {
        guard let first = parts.first, let last = parts.last, last.pieces.upperBound == last.list.pieces,
            parts.allSatisfy({ $0.isGood && !$0.pieces.isEmpty && $0.list == first.list && $0.whole == first.whole }),
            zip(parts, parts.dropFirst()).allSatisfy({ $0.pieces.upperBound == $1.pieces.lowerBound }),
            let state = start.state(at: first.pieces.lowerBound), state == first.list.state(at: first.pieces.lowerBound)
        else { return nil }
        return last.whole
    }

    /// The states of the stream that the parts belong to.
    package var states: CheckpointList { list }

    /// Whether every piece was complete.
    package var isComplete: Bool { checked == pieces.count }

    /// Takes the next bytes of the range.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty, !isComplete {
            let part = rest.prefix(Int(untilEnd))
            hash.update(UnsafeRawBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
            untilEnd -= Int64(part.count)
            if untilEnd == 0 { endPiece() }
        }
        excess += Int64(rest.count)
    }

    /// Whether the bytes match one piece.
    package static func verify(
        _ bytes: UnsafeRawBufferPointer, asPiece index: Int, of list: CheckpointList, whole: [UInt8]
    ) -> Bool {
        guard index < Int.max, var check = CheckpointVerifier(list, whole: whole, pieces: index..<index + 1) else {
            return false
        }
        check.update(bytes)
        return check.isGood
    }

    private mutating func endPiece() {
        let piece = pieces.lowerBound + checked
        checked += 1
        let next = piece + 1 < list.pieces ? list.state(at: piece + 1) : nil
        let right = next.map { hash.checkpoint == $0 } ?? (hash.value == whole)
        if !right { badPieces.append(piece) }
        if let next { hash = StreamingHash(resuming: next) }
        untilEnd = Self.length(of: piece + 1, in: list)
    }

    private static func length(of piece: Int, in list: CheckpointList) -> Int64 {
        let range = list.range(ofPiece: piece)
        return range.upperBound - range.lowerBound
    }
}
