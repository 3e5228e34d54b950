internal import CZstd
internal import Foundation

/// A run record as the ledger stores it: compressed, or plain JSON if an earlier version stored it.
enum PackedRecord {
    struct Fault: Error {}

    /// The JSON text; `nil` if the record is damaged.
    static func unpacked(_ record: Data) -> Data? {
        guard record.first != UInt8(ascii: "{") else { return record }
        return RecordPieces(record)?.text()
    }

    /// The JSON text of a difference; `nil` if it or its base is damaged.
    static func unpacked(_ difference: Data, basedOn base: Data) -> Data? {
        guard let reach = difference.first.map(Int.init), reach <= RecordPieces.longestReach,
            let pieces = RecordPieces(base)
        else { return nil }
        return RecordPieces(Data(difference.dropFirst()))?.text(basedOn: pieces, reach: reach)
    }

    /// The text of one frame; `nil` if it is damaged or longer than the limit.
    ///
    /// - Parameter prefix: The text that it was compressed with.
    static func decompressed(_ frame: Data, after prefix: Data = Data(), limit: Int = .max) -> Data? {
        guard let context = ZSTD_createDCtx() else { return nil }
        defer { ZSTD_freeDCtx(context) }
        var buffer = [UInt8](repeating: 0, count: ZSTD_DStreamOutSize())
        var text = Data()
        return prefix.withUnsafeBytes { prefix in
            ZSTD_DCtx_refPrefix(context, prefix.baseAddress, prefix.count)
            return frame.withUnsafeBytes { bytes in
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
                    // More is expected, but nothing is left: the frame is truncated.
                    if input.pos == input.size, written < buffer.count { return nil }
                }
            }
        }
    }
}
