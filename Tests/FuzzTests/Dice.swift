import Support

/// Random choices that are the same on every machine for the same seed.
struct Dice {
    private var source: SplitMix64

    init(seed: UInt64) { source = SplitMix64(seed: seed) }

    mutating func next() -> UInt64 { source.next() }

    /// From 0 up to, not including, `limit`; 0 if that is not positive.
    mutating func below(_ limit: Int) -> Int { limit > 0 ? Int(next() % UInt64(limit)) : 0 }

    mutating func among(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    /// One of the values, which must not be empty.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    mutating func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var word: UInt64 = 0
            while filled < count {
                if filled % 8 == 0 { word = next() }
                buffer[filled] = UInt8(truncatingIfNeeded: word)
                word >>= 8
                filled += 1
            }
        }
    }
}
