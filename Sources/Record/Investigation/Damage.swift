package import OCI

/// Wrong bytes that belong together.
package struct Damage: Codable, Hashable, Sendable {
    /// From the first to the last wrong byte, counted from the blob's start.
    @ByteRange package var bytes: Range<Int64>
    /// Whether both ends are exact; otherwise the damage lies somewhere within, and the ends are those of the pieces that
    /// could be checked.
    package let isExact: Bool
    /// How many of the bytes differ from the right ones; `nil` where they were not compared.
    package let differing: Int64?
    /// What they look like.
    package let kind: DamageKind

    /// Damage from its parts.
    package init(bytes: Range<Int64>, isExact: Bool, differing: Int64?, kind: DamageKind) {
        _bytes = ByteRange(wrappedValue: bytes)
        self.isExact = isExact
        self.differing = differing
        self.kind = kind
    }
}

/// What wrong bytes look like: each shape has its own causes.
package enum DamageKind: Codable, Hashable, Sendable {
    /// One bit of one byte: memory, a disk or a bus, and no software.
    case flippedBit(byte: Int64, bit: Int)
    /// Nothing but zeros in these bytes: writes that were lost.
    case zeros(in: ByteRange)
    /// The backend's copy ends here, before the blob does.
    case cutTail(at: Int64)
    /// The right bytes, so many bytes too early (or, negative, too late): something is missing, or stands too much.
    case shifted(by: Int64)
    /// The right bytes of another place of the same blob.
    case repeated(from: Int64)
    /// The bytes of another blob, from this offset of it.
    case otherBlob(digest: Digest, offset: Int64)
    /// Text where a layer has none, such as an error page, with its beginning.
    case text(opening: String)
    /// None of these.
    case unlike
    /// The bytes were not looked at.
    case unknown
}
