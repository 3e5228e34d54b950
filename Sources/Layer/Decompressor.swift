/// Turns packed bytes into unpacked ones, a window at a time.
protocol Decompressor {
    /// Unpacks all of the input; `output` gets each piece, valid only during the call, and says whether to go on.
    mutating func decompress(
        _ input: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) -> Bool
    ) throws(DecompressionError)

    /// The input has ended: throws unless it may end here.
    mutating func finish() throws(DecompressionError)
}

/// Why packed bytes cannot be unpacked.
struct DecompressionError: Error, Hashable {
    let reason: String
    /// Bytes of the last input that were looked at.
    var consumed = 0
}

/// Bytes that are not packed.
struct PlainBytes: Decompressor {
    mutating func decompress(
        _ input: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) -> Bool
    ) throws(DecompressionError) {
        _ = output(input)
    }

    mutating func finish() throws(DecompressionError) {}
}
