package import OCI

/// One contiguous damaged area of a blob.
package struct Damage: Codable, Hashable, Sendable {
    /// From the first to the last wrong byte, as offsets into the blob.
    @ByteRange package var bytes: Range<Int64>
    /// Whether both ends are exact. Otherwise the damage lies somewhere within, and the ends are those of the checked pieces.
    package let isExact: Bool
    /// How many of the bytes are wrong; `nil` if they were not compared.
    package let differing: Int64?
    /// The shape of the damage.
    package let kind: DamageKind

    package init(bytes: Range<Int64>, isExact: Bool, differing: Int64?, kind: DamageKind) {
        _bytes = ByteRange(wrappedValue: bytes)
        self.isExact = isExact
        self.differing = differing
        self.kind = kind
    }
}

/// The shape of wrong bytes. Each shape has its own causes.
package enum DamageKind: Codable, Hashable, Sendable {
    /// One flipped bit: faulty memory, disk or bus, not software.
    case flippedBit(byte: Int64, bit: Int)
    /// Only zeros: lost writes.
    case zeros(in: ByteRange)
    /// The backend's copy ends here, before the blob does.
    case cutTail(at: Int64)
    /// The right bytes, this many bytes too early (too late if negative): bytes are missing or were inserted.
    case shifted(by: Int64)
    /// Bytes from another offset of the same blob.
    case repeated(from: Int64)
    /// Bytes of another blob, from this offset in it.
    case otherBlob(digest: Digest, offset: Int64)
    /// Text that is not part of the layer, such as an error page; `opening` is its beginning.
    case text(opening: String)
    /// None of these.
    case unlike
    /// The bytes were not examined.
    case unknown
}
