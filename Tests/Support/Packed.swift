/// Compressed forms of up to 65535 bytes, by hand: no program has to be started for each.
package enum Packed {
    /// deflate with one stored block, without a header (RFC 1951, 3.2.4).
    package static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt16(bytes.count)
        return [1] + littleEndian(count) + littleEndian(~count) + bytes
    }

    /// gzip with one stored block (RFC 1952).
    package static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + deflate(bytes) + littleEndian(crc32(bytes))
            + littleEndian(UInt32(bytes.count))
    }

    /// Zstandard with one raw block (RFC 8878, 3.1.1).
    package static func zstd(_ bytes: [UInt8]) -> [UInt8] {
        // A single segment, whose size has four bytes; then the last block, which is raw.
        [0x28, 0xB5, 0x2F, 0xFD, 0xA0] + littleEndian(UInt32(bytes.count))
            + littleEndian(UInt32(bytes.count) << 3 | 1).prefix(3) + bytes
    }

    private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian, Array.init)
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { state, byte in
            (0..<8).reduce(state ^ UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
