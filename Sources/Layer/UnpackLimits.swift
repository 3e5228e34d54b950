/// Limits on the unpacked size of a layer, so that a few bytes cannot occupy the gate or fill a node's disk.
package struct UnpackLimits: Hashable, Sendable {
    /// The maximum unpacked size of a layer, in bytes.
    package let bytes: Int64
    /// The number of unpacked bytes up to which any ratio is accepted: a sparse file of zeros compresses very well.
    package let freeBytes: Int64
    /// Beyond that, the maximum number of unpacked bytes per byte of the blob.
    package let ratio: Int64

    /// Creates limits. The defaults are 1 TiB, and beyond 16 GiB at most 2000 to 1. gzip cannot reach that ratio (its
    /// limit is 1032 to 1); Zstandard compresses zeros at more than 10,000 to 1.
    package init(bytes: Int64 = 1 << 40, freeBytes: Int64 = 16 << 30, ratio: Int64 = 2000) {
        self.bytes = bytes
        self.freeBytes = freeBytes
        self.ratio = ratio
    }

    /// Which limit is exceeded, in words; `nil` if none.
    func excess(packed: Int64, unpacked: Int64) -> String? {
        if unpacked > bytes { return "it unpacks to more than \(bytes) bytes" }
        guard unpacked > freeBytes, unpacked / ratio > packed else { return nil }
        return "it unpacks to more than \(ratio) times its size, beyond the first \(freeBytes) bytes"
    }
}
