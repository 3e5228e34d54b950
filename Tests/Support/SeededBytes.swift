/// Bytes that are the same on every machine for the same seed (SplitMix64).
struct SeededBytes {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Fills with bytes that do not compress. The count must be a multiple of eight.
    mutating func fillNoise(_ buffer: UnsafeMutableRawBufferPointer) {
        let words = buffer.bindMemory(to: UInt64.self)
        for index in words.indices { words[index] = next().littleEndian }
    }

    /// Fills with words, which compress to about a fifth. The count must be a multiple of eight.
    mutating func fillText(_ buffer: UnsafeMutableRawBufferPointer) {
        let words = buffer.bindMemory(to: UInt64.self)
        var bits: UInt64 = 0
        for index in words.indices {
            if index % 16 == 0 { bits = next() }
            words[index] = Self.vocabulary[Int(bits & 15)]
            bits >>= 4
        }
    }

    private static let vocabulary: [UInt64] = [
        "backend ", "digest, ", "layer = ", "cache:  ", "release ", "\nverify ", "a slice ", "of them ",
        "proven. ", "\n  - ref ", "ledger; ", "(bytes) ", "wrong?  ", "right!  ", "\n\nThen ", "deploy  ",
    ].map { word in
        word.utf8.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }.littleEndian
    }
}
