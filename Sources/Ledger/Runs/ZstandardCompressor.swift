internal import CZstd
internal import Foundation

/// Compresses texts one by one with Zstandard (RFC 8878), with a checksum.
final class ZstandardCompressor {
    private static let level: Int32 = 3

    private let context: OpaquePointer

    /// `nil` if there is no memory.
    init?() {
        guard let context = ZSTD_createCCtx() else { return nil }
        self.context = context
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Self.level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    }

    deinit { ZSTD_freeCCtx(context) }

    /// One frame.
    ///
    /// - Parameter prefix: A similar text. What is equal becomes a reference to it, so that only it unpacks the frame.
    func compress(_ text: Data, after prefix: Data? = nil) throws -> Data {
        try (prefix ?? Data()).withUnsafeBytes { prefix in
            ZSTD_CCtx_refPrefix(context, prefix.baseAddress, prefix.count)
            return try text.withUnsafeBytes { text in
                var frame = Data(count: ZSTD_compressBound(text.count))
                let length = frame.withUnsafeMutableBytes {
                    ZSTD_compress2(context, $0.baseAddress, $0.count, text.baseAddress, text.count)
                }
                guard ZSTD_isError(length) == 0 else { throw PackedRecord.Fault() }
                return Data(frame.prefix(length))
            }
        }
    }
}
