internal import CZlib

/// Decompresses consecutive gzip members (RFC 1952, 2.2) and checks the CRC and length of each.
final class GzipDecompressor: Decompressor {
    private let stream: InflateStream
    private var inMember = false
    private var members = 0

    init?() {
        guard let stream = InflateStream({ blobgate_inflate_init_gzip($0) }) else { return nil }
        self.stream = stream
    }

    func decompress(
        _ input: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) -> Bool
    ) throws(DecompressionError) {
        guard let base = input.baseAddress, !input.isEmpty else { return }
        stream.take(base, count: input.count)
        repeat {
            if !inMember {
                if members > 0 { stream.reset() }
                inMember = true
            }
            switch stream.step(output) {
            case .more: break
            case .stopped: return
            case .ended:
                inMember = false
                members += 1
            case .damaged(let status):
                throw DecompressionError(reason: reason(status), consumed: input.count - stream.left)
            }
        } while stream.left > 0 || (inMember && stream.isFull)
    }

    func finish() throws(DecompressionError) {
        if members == 0, stream.totalIn == 0 { throw DecompressionError(reason: "it is empty, not gzip") }
        if inMember { throw DecompressionError(reason: "it is truncated inside a gzip member") }
    }

    private func reason(_ status: Int32) -> String {
        let atHeader = stream.totalOut == 0 && stream.totalIn <= 10
        if atHeader, members > 0 { return "trailing bytes after gzip member \(members) are not a gzip member" }
        let words = stream.words(status)
        return atHeader ? "it is not gzip (\(words))" : "gzip is damaged (\(words))"
    }
}
