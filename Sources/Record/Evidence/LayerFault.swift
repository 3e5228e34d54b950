/// Why a layer is not a valid file system layer. If its digest is right, the layer was built that way.
package struct LayerFault: Error, Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// The stream does not decompress.
        case compression
        /// It unpacks to more than the limit.
        case limit
        /// The unpacked stream is not a tar archive.
        case tar
    }

    package let kind: Kind
    /// The reader's message.
    package let reason: String
    /// How many bytes of the blob had been read. The fault lies at or before this offset.
    package let packedOffset: Int64
    /// The offset in the unpacked stream: that of the header block for a tar fault, otherwise the number of bytes unpacked
    /// before the fault.
    package let unpackedOffset: Int64

    package init(kind: Kind, reason: String, packedOffset: Int64, unpackedOffset: Int64) {
        self.kind = kind
        self.reason = reason
        self.packedOffset = packedOffset
        self.unpackedOffset = unpackedOffset
    }
}
