internal import CZlib

/// Decompresses one deflate stream without a header (RFC 1951). Bytes behind its end are ignored, as Go's `compress/flate` does.
final class DeflateDecompressor: Decompressor {
    private static let windowSize = 128 << 10

    // Heap-allocated because zlib's state points back to its stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private let window: UnsafeMutableRawBufferPointer
    private var hasEnded = false

    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        window = .allocate(byteCount: Self.windowSize, alignment: 16)
        guard blobgate_inflate_init_raw(stream) == Z_OK else { return nil }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
        window.deallocate()
    }

    func decompress(
        _ input: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) -> Bool
    ) throws(DecompressionError) {
        guard let base = input.baseAddress, !input.isEmpty, !hasEnded else { return }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(input.count)
        repeat {
            stream.pointee.next_out = window.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(window.count)
            let status = inflate(stream, Z_NO_FLUSH)
            let made = window.count - Int(stream.pointee.avail_out)
            if made > 0, !output(UnsafeRawBufferPointer(rebasing: window[..<made])) { return }
            switch status {
            case Z_STREAM_END:
                hasEnded = true
                return
            case Z_OK, Z_BUF_ERROR:
                break
            default:
                let words = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
                throw DecompressionError(
                    reason: "deflate is damaged (\(words))", consumed: input.count - Int(stream.pointee.avail_in))
            }
        } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
    }

    func finish() throws(DecompressionError) {
        if !hasEnded { throw DecompressionError(reason: "it is truncated inside a deflate stream") }
    }
}
