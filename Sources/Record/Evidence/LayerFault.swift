/// Why a layer's bytes are no file system layer. The bytes may well be those that were claimed: then it was made so.
package struct LayerFault: Error, Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// The stream does not decompress.
        case compression
        /// It unpacks to more than the limits allow.
        case limit
        /// What it unpacks to is no tar archive.
        case tar
    }

    package let kind: Kind
    /// What the reader says of it.
    package let reason: String
    /// How many bytes of the blob had been looked at: the fault lies at this offset or before it.
    package let packedOffset: Int64
    /// Where in the unpacked stream: the header block of a tar fault, else the bytes that were unpacked before it.
    package let unpackedOffset: Int64

    package init(kind: Kind, reason: String, packedOffset: Int64, unpackedOffset: Int64) {
        self.kind = kind
        self.reason = reason
        self.packedOffset = packedOffset
        self.unpackedOffset = unpackedOffset
    }
}
