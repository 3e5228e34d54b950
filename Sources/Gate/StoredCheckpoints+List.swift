package import Ledger
package import OCI
internal import Registry
package import Transfer

extension StoredCheckpoints {
    /// What the ledger keeps of a blob; `nil` for one too small to have a state.
    package init?(_ list: CheckpointList) {
        guard list.count > 0 else { return nil }
        self.init(size: list.size, encoded: list.encoded)
    }

    /// The states of the blob with this digest; `nil` where what was kept cannot be read any more.
    package func list(of digest: Digest) -> CheckpointList? {
        guard let list = CheckpointList(encoded: encoded), list.function == digest.algorithm.function,
            list.size == size
        else { return nil }
        return list
    }
}
