package import Ledger
package import OCI
internal import Registry
package import Transfer

extension StoredCheckpoints {
    /// The stored form of a blob's hash states; `nil` if it is too small to have any.
    package init?(_ list: CheckpointList) {
        guard list.count > 0 else { return nil }
        self.init(size: list.size, encoded: list.encoded)
    }

    /// The hash states of the blob with this digest; `nil` if the stored form is unreadable.
    package func list(of digest: Digest) -> CheckpointList? {
        guard let list = CheckpointList(encoded: encoded), list.function == digest.algorithm.function,
            list.size == size
        else { return nil }
        return list
    }
}
