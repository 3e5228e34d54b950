internal import CZstd

/// Decompresses consecutive Zstandard frames and ignores skippable ones (RFC 8878, 3).
final class ZstdDecompressor: Decompressor {
    /// The largest window is 2 to this power: 128 MiB, the default limit of zstd itself and of nodes.
    static let windowLog: Int32 = 27

    private let stream: OpaquePointer
    private let window: UnsafeMutableRawBufferPointer
    private var wanted = 1
    private var frames = 0
    private var received = false

    init?() {
        guard let stream = ZSTD_createDStream() else { return nil }
        self.stream = stream
        window = .allocate(byteCount: ZSTD_DStreamOutSize(), alignment: 16)
        guard ZSTD_isError(ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Self.windowLog)) == 0 else { return nil }
    }

    deinit {
        ZSTD_freeDStream(stream)
        window.deallocate()
    }

    func decompress(
        _ input: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) -> Bool
    ) throws(DecompressionError) {
        guard !input.isEmpty else { return }
        received = true
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: window.baseAddress, size: window.count, pos: 0)
        repeat {
            target.pos = 0
            let status = ZSTD_decompressStream(stream, &target, &source)
            if ZSTD_isError(status) != 0 {
                throw DecompressionError(reason: reason(status), consumed: input.count)
            }
            wanted = status
            if status == 0 { frames += 1 }
            if target.pos > 0, !output(UnsafeRawBufferPointer(rebasing: window[..<target.pos])) { return }
        } while source.pos < source.size || (wanted != 0 && target.pos == target.size)
    }

    func finish() throws(DecompressionError) {
        if !received { throw DecompressionError(reason: "it is empty, not zstd") }
        if wanted != 0 { throw DecompressionError(reason: "it is truncated inside a zstd frame") }
    }

    private func reason(_ status: Int) -> String {
        switch ZSTD_getErrorCode(status) {
        case ZSTD_error_prefix_unknown:
            frames == 0 ? "it is not zstd" : "trailing bytes after zstd frame \(frames) are not a zstd frame"
        case ZSTD_error_frameParameter_windowTooLarge:
            "zstd requires a window of more than \((1 << Int(Self.windowLog)) >> 20) MiB"
        default:
            "zstd is damaged (\(String(cString: ZSTD_getErrorName(status))))"
        }
    }
}
