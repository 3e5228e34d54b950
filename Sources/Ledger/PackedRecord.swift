internal import CZstd
internal import Foundation

/// Compresses a run record with Zstandard (RFC 8878) while it is being encoded.
final class RecordPacker {
    private static let level: Int32 = 3

    private let context: OpaquePointer
    private var buffer = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())
    private var packed = Data()

    /// `nil` if there is no memory for the compressor.
    init?() {
        guard let context = ZSTD_createCCtx() else { return nil }
        self.context = context
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Self.level)
    }

    deinit { ZSTD_freeCCtx(context) }

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

    /// The JSON text; `nil` if the record is damaged.
    static func unpacked(_ record: Data) -> Data? {
        guard record.first != UInt8(ascii: "{") else { return record }
        guard let context = ZSTD_createDCtx() else { return nil }
        defer { ZSTD_freeDCtx(context) }
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
                if ZSTD_isError(result) != 0 { return nil }
                if result == 0 { return text }
                // More is expected, but nothing is left: the record is truncated.
                if input.pos == input.size, written < buffer.count { return nil }
            }
        }
    }
}
