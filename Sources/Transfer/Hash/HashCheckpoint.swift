/// The complete state of a running hash between two blocks, from which hashing can resume without the preceding bytes.
package struct HashCheckpoint: Hashable, Sendable {
    package let function: StreamingHash.Function
    /// The number of bytes hashed: a multiple of the function's block length, and of 1 MiB in a `CheckpointList`.
    package let offset: Int64
    /// The eight chaining words, most significant byte first: 32 bytes for SHA-256, 64 for SHA-512.
    package let state: [UInt8]

    /// Creates a checkpoint; `nil` if the parts are inconsistent.
    package init?(_ function: StreamingHash.Function, offset: Int64, state: [UInt8]) {
        guard state.count == function.hashLength, (0...Self.limit).contains(offset),
            offset % Int64(function.blockLength) == 0
        else { return nil }
        self.function = function
        self.offset = offset
        self.state = state
    }

    /// SHA-256 has a 64-bit count of bits (FIPS 180-4, 1).
    private static let limit: Int64 = 1 << 60
}
