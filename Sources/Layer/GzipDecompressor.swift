internal import CZlib

/// Decompresses consecutive gzip members (RFC 1952, 2.2) and checks the CRC and length of each.
final class GzipDecompressor: Decompressor {
    private static let windowSize = 128 << 10

    // Heap-allocated because zlib's state points back to its stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private let window: UnsafeMutableRawBufferPointer
    private var inMember = false
    private var members = 0

    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        window = .allocate(byteCount: Self.windowSize, alignment: 16)
        guard blobgate_inflate_init_gzip(stream) == Z_OK else { return nil }
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
        guard let base = input.baseAddress, !input.isEmpty else { return }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(input.count)
        repeat {
            if !inMember {
                if members > 0 { inflateReset(stream) }
                inMember = true
            }
            stream.pointee.next_out = window.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(window.count)
            let status = inflate(stream, Z_NO_FLUSH)
            let made = window.count - Int(stream.pointee.avail_out)
            if made > 0, !output(UnsafeRawBufferPointer(rebasing: window[..<made])) { return }
            switch status {
            case Z_STREAM_END:
                inMember = false
                members += 1
            case Z_OK, Z_BUF_ERROR:
                break
            default:
                throw DecompressionError(reason: reason(status), consumed: input.count - Int(stream.pointee.avail_in))
            }
        } while stream.pointee.avail_in > 0 || (inMember && stream.pointee.avail_out == 0)
    }

    func finish() throws(DecompressionError) {
        if members == 0, stream.pointee.total_in == 0 { throw DecompressionError(reason: "it is empty, not gzip") }
        if inMember { throw DecompressionError(reason: "it is truncated inside a gzip member") }
    }

    private func reason(_ status: Int32) -> String {
        let atHeader = stream.pointee.total_out == 0 && stream.pointee.total_in <= 10
        if atHeader, members > 0 { return "trailing bytes after gzip member \(members) are not a gzip member" }
        let words = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
        return atHeader ? "it is not gzip (\(words))" : "gzip is damaged (\(words))"
    }
}
