internal import CZlib

/// Decompresses one deflate stream without a header (RFC 1951). Bytes behind its end are ignored, as Go's `compress/flate` does.
final class DeflateDecompressor: Decompressor {
    private let stream: InflateStream
    private var hasEnded = false

    init?() {
        guard let stream = InflateStream({ blobgate_inflate_init_raw($0) }) else { return nil }
        self.stream = stream
    }

    func decompress(
        _ input: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) -> Bool
    ) throws(DecompressionError) {
        guard let base = input.baseAddress, !input.isEmpty, !hasEnded else { return }
        stream.take(base, count: input.count)
        repeat {
            switch stream.step(output) {
            case .more: break
            case .stopped: return
            case .ended:
                hasEnded = true
                return
            case .damaged(let status):
                throw DecompressionError(
                    reason: "deflate is damaged (\(stream.words(status)))", consumed: input.count - stream.left)
            }
        } while stream.left > 0 || stream.isFull
    }

    func finish() throws(DecompressionError) {
        if !hasEnded { throw DecompressionError(reason: "it is truncated inside a deflate stream") }
    }
}
