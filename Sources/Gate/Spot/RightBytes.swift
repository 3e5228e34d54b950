package import OCI
package import Record
internal import Registry
package import Transfer

/// What is known of a blob's right bytes without having them: the states of its hash at every MiB.
package struct RightBytes: Sendable {
    package let states: CheckpointList
    package let reference: Investigation.Reference
    private let hash: [UInt8]

    /// States that a proof vouches for; `nil` where they are not of this blob.
    package init?(_ digest: Digest, size: Int64, states: CheckpointList, reference: Investigation.Reference) {
        guard states.size == size, states.function == digest.algorithm.function, let hash = digest.hash else {
            return nil
        }
        self.hash = hash
        self.states = states
        self.reference = reference
    }

    /// A check of some pieces of 1 MiB as they arrive.
    package func verifier(of pieces: Range<Int>) -> CheckpointVerifier? {
        CheckpointVerifier(states, whole: hash, pieces: pieces)
    }

    /// Whether these bytes are the piece.
    package func isRight(_ bytes: [UInt8], piece: Int) -> Bool {
        bytes.withUnsafeBytes {
            CheckpointVerifier.verify($0, asPiece: piece, of: states, whole: hash)
        }
    }
}

/// The pieces of 1 MiB that a blob falls into, and the requests that they are asked for in.
package struct PieceGrid: Hashable, Sendable {
    package static let length = CheckpointList.interval
    /// A manifest may claim any size: pieces of more bytes are not counted.
    package static let mostBytes: Int64 = 64 << 30
    /// As many pieces a request, where no cache says otherwise.
    private static let usualRequest = 8

    package let size: Int64
    /// How many pieces one request asks for: those of a slice, where slices are made of whole pieces.
    package let piecesPerRequest: Int
    /// Whether each request is one slice of the cache, so that its reply speaks for that slice.
    package let isSliced: Bool

    package init(size: Int64, sliceBytes: Int64?) {
        self.size = size
        if let sliceBytes, sliceBytes > 0, sliceBytes % Self.length == 0, sliceBytes / Self.length <= 64 {
            piecesPerRequest = Int(sliceBytes / Self.length)
            isSliced = true
        } else {
            piecesPerRequest = Self.usualRequest
            isSliced = false
        }
    }

    package var count: Int { Int((size + Self.length - 1) / Self.length) }

    /// The requests that together ask for all pieces from one on, the first of them from the start of its slice.
    package func requests(from first: Int) -> [Range<Int>] {
        guard first < count else { return [] }
        return stride(from: first / piecesPerRequest * piecesPerRequest, to: count, by: piecesPerRequest).map {
            $0..<min($0 + piecesPerRequest, count)
        }
    }

    package func bytes(of pieces: Range<Int>) -> Range<Int64> {
        let start = min(Int64(pieces.lowerBound) * Self.length, size)
        return start..<max(start, min(Int64(pieces.upperBound) * Self.length, size))
    }

    package func bytes(of piece: Int) -> Range<Int64> { bytes(of: piece..<piece + 1) }
}
