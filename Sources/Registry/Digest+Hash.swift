package import OCI
package import Transfer

extension Digest.Algorithm {
    /// The hash function that computes it, if there is one.
    package var function: StreamingHash.Function? {
        switch self {
        case .sha256: .sha256
        case .sha512: .sha512
        case .other: nil
        }
    }
}

extension CheckpointVerifier {
    /// A check of some pieces (`nil`: all) of the blob with this digest, against its states; `nil` where the digest is
    /// of another function than the states, or the blob has not got the pieces.
    package init?(_ list: CheckpointList, of digest: Digest, pieces: Range<Int>? = nil) {
        guard digest.algorithm.function == list.function, let whole = digest.hash else { return nil }
        self.init(list, whole: whole, pieces: pieces)
    }
}
