internal import Record
internal import Registry

/// Keeps the first and last bytes of a blob, besides whatever another tap does with all of them.
struct TailTap<Inner: BlobTap>: BlobTap {
    /// The most bytes that are kept.
    static var limit: Int { 64 << 10 }

    private(set) var inner: Inner
    /// The first bytes, as many as show a compression.
    private(set) var opening: [UInt8] = []
    private var kept: [UInt8] = []

    init(_ inner: Inner) { self.inner = inner }

    /// Continues a blob that began with these bytes.
    init(_ inner: Inner, after opening: some Collection<UInt8>) {
        self.inner = inner
        self.opening = Array(opening.prefix(LayerCompression.openingLength))
    }

    /// The last bytes so far, at most `limit`.
    var tail: ArraySlice<UInt8> { kept.suffix(Self.limit) }

    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        inner.take(bytes)
        let room = LayerCompression.openingLength - opening.count
        if room > 0 { opening.append(contentsOf: bytes.prefix(room)) }
        kept.append(contentsOf: bytes.suffix(Self.limit))
        // Shortened only now and then, since each time moves all bytes.
        if kept.count > 4 * Self.limit { kept.removeFirst(kept.count - Self.limit) }
    }
}
