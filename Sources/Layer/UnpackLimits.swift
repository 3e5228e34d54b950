/// How much a layer may unpack to, so that a few bytes cannot keep the gate, or a node's disk, busy for ever.
package struct UnpackLimits: Hashable, Sendable {
    /// The most bytes that a layer may unpack to.
    package let bytes: Int64
    /// Up to so many unpacked bytes, any ratio is fine: a sparse file of zeros packs very well.
    package let freeBytes: Int64
    /// Beyond them, the most unpacked bytes for each byte of the blob.
    package let ratio: Int64

    /// Limits. By default 1 TiB, and beyond 16 GiB not more than 2000 to 1. gzip cannot reach that ratio (its limit is
    /// 1032 to 1); Zstandard packs zeros at more than 10,000 to 1.
    package init(bytes: Int64 = 1 << 40, freeBytes: Int64 = 16 << 30, ratio: Int64 = 2000) {
        self.bytes = bytes
        self.freeBytes = freeBytes
        self.ratio = ratio
    }

    /// What is exceeded, in words; `nil` while nothing is.
    func excess(packed: Int64, unpacked: Int64) -> String? {
        if unpacked > bytes { return "it unpacks to more than \(bytes) bytes" }
        guard unpacked > freeBytes, unpacked / ratio > packed else { return nil }
        return "it unpacks to more than \(ratio) times its size, beyond the first \(freeBytes) bytes"
    }
}
