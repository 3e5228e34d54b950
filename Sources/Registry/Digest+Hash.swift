package import OCI
package import Transfer

extension Digest.Algorithm {
    /// The hash function that computes it, if supported.
    package var function: StreamingHash.Function? {
        switch self {
        case .sha256: .sha256
        case .sha512: .sha512
        case .other: nil
        }
    }
}

extension CheckpointVerifier {
    /// A verifier for some pieces (`nil`: all) of the blob with this digest, using the checkpoints. Returns `nil` if
    /// the digest's algorithm differs from that of the checkpoints, or if the blob does not contain the pieces.
    package init?(_ list: CheckpointList, of digest: Digest, pieces: Range<Int>? = nil) {
        guard digest.algorithm.function == list.function, let whole = digest.hash else { return nil }
        self.init(list, whole: whole, pieces: pieces)
    }
}
