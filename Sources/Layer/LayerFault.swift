/// Why a layer's bytes are no file system layer. The bytes may well be those that were claimed: then it was made so.
package struct LayerFault: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// The stream does not decompress.
        case compression
        /// It unpacks to more than the limits allow.
        case limit
        /// What it unpacks to is no tar archive.
        case tar
    }

    package let kind: Kind
    /// What is wrong, in words.
    package let reason: String
    /// How many bytes of the blob had been looked at: the fault lies at this offset or before it.
    package let packedOffset: Int64
    /// Where in the unpacked stream: the header block of a tar fault, else the bytes that were unpacked before it.
    package let unpackedOffset: Int64

    /// A fault, for example for a test of code that decides by it.
    package init(kind: Kind, reason: String, packedOffset: Int64, unpackedOffset: Int64) {
        self.kind = kind
        self.reason = reason
        self.packedOffset = packedOffset
        self.unpackedOffset = unpackedOffset
    }

    /// One sentence in ASCII.
    package var description: String {
        switch kind {
        case .compression:
            "\(reason), at or before byte \(packedOffset) (after \(unpackedOffset) unpacked bytes)"
        case .limit:
            "\(reason), reached at byte \(packedOffset)"
        case .tar:
            "\(reason), at byte \(unpackedOffset) of the unpacked archive"
        }
    }
}
