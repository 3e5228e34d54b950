/// Decompresses bytes, one window at a time.
protocol Decompressor {
    /// Decompresses the whole input. `output` receives each piece, valid only during the call, and returns whether to
    /// continue.
    mutating func decompress(
        _ input: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) -> Bool
    ) throws(DecompressionError)

    /// Ends the input. Throws if it may not end here.
    mutating func finish() throws(DecompressionError)
}

/// Why bytes cannot be decompressed.
struct DecompressionError: Error, Hashable {
    let reason: String
    /// The number of bytes of the last input that were examined.
    var consumed = 0
}

/// Bytes that are not compressed.
struct PlainBytes: Decompressor {
    mutating func decompress(
        _ input: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) -> Bool
    ) throws(DecompressionError) {
        _ = output(input)
    }

    mutating func finish() throws(DecompressionError) {}
}
