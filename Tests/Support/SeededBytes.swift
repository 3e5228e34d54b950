/// Bytes that are the same on every machine for the same seed.
struct SeededBytes {
    private var source: SplitMix64

    init(seed: UInt64) { source = SplitMix64(seed: seed) }

    /// Fills with bytes that do not compress. The count must be a multiple of eight.
    mutating func fillNoise(_ buffer: UnsafeMutableRawBufferPointer) {
        let words = buffer.bindMemory(to: UInt64.self)
        for index in words.indices { words[index] = source.next().littleEndian }
    }

    /// Fills with words, which compress to about a fifth. The count must be a multiple of eight.
    mutating func fillText(_ buffer: UnsafeMutableRawBufferPointer) {
        let words = buffer.bindMemory(to: UInt64.self)
        var bits: UInt64 = 0
        for index in words.indices {
            if index % 16 == 0 { bits = source.next() }
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
