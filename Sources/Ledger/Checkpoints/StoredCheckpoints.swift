package import Foundation

/// The hash states of a blob at fixed offsets, opaque to the ledger.
///
/// They belong to the digest, not to a path: any server of the same bytes yields the same states. They outlive proofs
/// and refusals, so a blob that was ever verified can be diagnosed later.
package struct StoredCheckpoints: Hashable, Sendable {
    /// The number of bytes hashed.
    package let size: Int64
    package let encoded: Data
    /// When the bytes were first proven, with millisecond precision; `nil` before they are recorded.
    package let provenAt: Date?

    /// Creates checkpoints to record with a proof.
    package init(size: Int64, encoded: some Sequence<UInt8>) {
        self.size = size
        self.encoded = Data(encoded)
        provenAt = nil
    }

    init(size: Int64, encoded: Data, provenAt: Date) {
        self.size = size
        self.encoded = encoded
        self.provenAt = provenAt
    }
}
