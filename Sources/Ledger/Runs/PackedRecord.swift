internal import CZstd
internal import Foundation

/// Compresses a run record with Zstandard (RFC 8878) while it is being encoded.
final class RecordPacker {
    private static let level: Int32 = 3

    private let context: OpaquePointer
    /// The text of the base, which the compressor refers to until the end.
    private let base: UnsafeMutableRawBufferPointer?
    private var buffer = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())
    private var packed = Data()

    /// `nil` if there is no memory for the compressor.
    ///
    /// - Parameter text: The text of a similar record. What is equal is stored as a reference to it, and only it unpacks the
    ///   result.
    init?(basedOn text: Data? = nil) {
        guard let context = ZSTD_createCCtx() else { return nil }
        self.context = context
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Self.level)
        guard let text else {
            base = nil
            return
        }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, text.count), alignment: 1)
        text.copyBytes(to: copy)
        base = copy
        // The checksum notices another base.
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1)
        // The window has to reach from the end of the record to the start of the base.
        var window: Int32 = 20
        while window < PackedRecord.largestWindow, 1 << Int(window) < 3 * text.count { window += 1 }
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window)
        ZSTD_CCtx_refPrefix(context, copy.baseAddress, text.count)
    }

    deinit {
        ZSTD_freeCCtx(context)
        base?.deallocate()
    }

    /// One compressed text; `nil` if there is no memory.
    static func packed(_ text: Data) -> Data? {
        guard let packer = RecordPacker(), (try? packer.add(text)) != nil else { return nil }
        return try? packer.finish()
    }

    func add(_ text: Data) throws { try compress(text, ZSTD_e_continue) }

    /// The compressed text. Nothing can be added after it.
    func finish() throws -> Data {
        try compress(Data(), ZSTD_e_end)
        return packed
    }

    private func compress(_ text: Data, _ directive: ZSTD_EndDirective) throws {
        try text.withUnsafeBytes { bytes in
            var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
            var remaining = 1
            while input.pos < input.size || (directive == ZSTD_e_end && remaining > 0) {
                remaining = try buffer.withUnsafeMutableBytes { space in
                    var output = ZSTD_outBuffer(dst: space.baseAddress, size: space.count, pos: 0)
                    let result = ZSTD_compressStream2(context, &output, &input, directive)
                    guard ZSTD_isError(result) == 0 else { throw PackedRecord.Fault() }
                    packed.append(contentsOf: space[..<output.pos])
                    return result
                }
            }
        }
    }
}

/// A run record as the ledger stores it: compressed, or plain JSON if an earlier version stored it.
enum PackedRecord {
    struct Fault: Error {}

    /// The largest window of the compressor, as a power of two: what every decompressor accepts.
    static let largestWindow: Int32 = 27

    /// The JSON text; `nil` if the record is damaged.
    ///
    /// - Parameter base: The text that it was packed with.
    static func unpacked(_ record: Data, basedOn base: Data? = nil) -> Data? {
        guard record.first != UInt8(ascii: "{") else { return record }
        guard let base else { return decompressed(record, limit: .max) { _ in } }
        return base.withUnsafeBytes { text in
            decompressed(record, limit: .max) { ZSTD_DCtx_refPrefix($0, text.baseAddress, text.count) }
        }
    }

    /// The text; `nil` if it is damaged or longer than the limit.
    static func decompressed(
        _ record: Data, limit: Int, _ prepare: (OpaquePointer) -> Void = { _ in }
    ) -> Data? {
        guard let context = ZSTD_createDCtx() else { return nil }
        defer { ZSTD_freeDCtx(context) }
        prepare(context)
        var buffer = [UInt8](repeating: 0, count: ZSTD_DStreamOutSize())
        var text = Data()
        return record.withUnsafeBytes { bytes in
            var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
            while true {
                let (result, written) = buffer.withUnsafeMutableBytes { space in
                    var output = ZSTD_outBuffer(dst: space.baseAddress, size: space.count, pos: 0)
                    let result = ZSTD_decompressStream(context, &output, &input)
                    text.append(contentsOf: space[..<output.pos])
                    return (result, output.pos)
                }
                if ZSTD_isError(result) != 0 || text.count > limit { return nil }
                if result == 0 { return text }
                // More is expected, but nothing is left: the record is truncated.
                if input.pos == input.size, written < buffer.count { return nil }
            }
        }
    }
}
