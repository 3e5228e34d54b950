package import OCI
package import Record
internal import Registry
package import Transfer

/// The hash states of a blob's right bytes at every MiB, which identify the bytes without having them.
package struct RightBytes: Sendable {
    package let states: CheckpointList
    package let reference: Investigation.Reference
    private let hash: [UInt8]

    /// Takes the states of a proof; `nil` if they do not belong to this blob.
    package init?(_ digest: Digest, size: Int64, states: CheckpointList, reference: Investigation.Reference) {
        guard states.size == size, states.function == digest.algorithm.function, let hash = digest.hash else {
            return nil
        }
        self.hash = hash
        self.states = states
        self.reference = reference
    }

    /// A checker for 1 MiB pieces as they arrive.
    package func verifier(of pieces: Range<Int>) -> CheckpointVerifier? {
        CheckpointVerifier(states, whole: hash, pieces: pieces)
    }

    /// Whether these bytes are the right piece.
    package func isRight(_ bytes: [UInt8], piece: Int) -> Bool {
        bytes.withUnsafeBytes {
            CheckpointVerifier.verify($0, asPiece: piece, of: states, whole: hash)
        }
    }
}

/// The 1 MiB pieces of a blob, and their grouping into requests.
package struct PieceGrid: Hashable, Sendable {
    package static let length = CheckpointList.interval
    /// A manifest may declare any size; larger blobs are not divided into pieces.
    package static let mostBytes: Int64 = 64 << 30
    /// The pieces per request, unless the cache has slices.
    private static let usualRequest = 8

    package let size: Int64
    /// The number of pieces per request: those of one slice if slices consist of whole pieces.
    package let piecesPerRequest: Int
    /// Whether each request is exactly one cache slice, so that the cache status of the reply applies to it.
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

    package var count: Int { Int(size / Self.length) + (size % Self.length > 0 ? 1 : 0) }

    /// The requests that cover all pieces from this one on. The first request starts at the beginning of its slice.
    package func requests(from first: Int) -> [Range<Int>] {
        guard first < count else { return [] }
        return stride(from: first / piecesPerRequest * piecesPerRequest, to: count, by: piecesPerRequest).map {
            $0..<min($0 + piecesPerRequest, count)
        }
    }

    package func bytes(of pieces: Range<Int>) -> Range<Int64> {
        let start = offset(of: pieces.lowerBound)
        return start..<max(start, offset(of: pieces.upperBound))
    }

    /// Where a piece begins, at most at the end of the blob.
    private func offset(of piece: Int) -> Int64 {
        let (offset, overflow) = Int64(piece).multipliedReportingOverflow(by: Self.length)
        return overflow ? size : min(offset, size)
    }

    package func bytes(of piece: Int) -> Range<Int64> { bytes(of: piece..<piece + 1) }
}
