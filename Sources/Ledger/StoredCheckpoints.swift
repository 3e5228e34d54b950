package import Foundation

/// The states of a blob's hash at fixed offsets, opaque to the ledger.
///
/// They belong to the digest, not to a path: whoever serves the bytes, their states are the same. They outlive each
/// proof, and a refusal too: a blob that was ever verified can be looked into later.
package struct StoredCheckpoints: Hashable, Sendable {
    /// How many bytes were hashed.
    package let size: Int64
    package let encoded: Data
    /// When the bytes were first proven, to the millisecond; `nil` before they are recorded.
    package let provenAt: Date?

    /// States to record beside a proof.
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
