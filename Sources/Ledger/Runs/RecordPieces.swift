internal import CZstd
internal import Foundation

/// A packed record, of which each piece can be read alone.
struct RecordPieces {
    /// The most pieces before and after one that a difference may refer to.
    static let longestReach = 1

    private let frames: [Data]

    var count: Int { frames.count }

    /// `nil` if it is damaged or no packed record.
    init?(_ record: Data) {
        var frames: [Data] = []
        var rest = record[...]
        while !rest.isEmpty {
            let length = rest.withUnsafeBytes { ZSTD_findFrameCompressedSize($0.baseAddress, $0.count) }
            guard ZSTD_isError(length) == 0, length > 0, length <= rest.count else { return nil }
            frames.append(Data(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        guard !frames.isEmpty else { return nil }
        self.frames = frames
    }

    /// The text of all pieces; `nil` if one is damaged.
    ///
    /// - Parameters:
    ///   - base: The record that these are differences to.
    ///   - reach: How far each piece refers to others.
    func text(basedOn base: RecordPieces? = nil, reach: Int = 0) -> Data? {
        var text = Data()
        for (number, frame) in frames.enumerated() {
            let prefix = base.map { $0.text(around: number, reach: reach) }
            guard let piece = PackedRecord.decompressed(frame, after: prefix ?? Data()) else { return nil }
            text.append(piece)
        }
        return text
    }

    /// The text of a piece and those around it; empty where there is none, or where it is damaged.
    func text(around number: Int, reach: Int) -> Data {
        let places = frames.indices.clamped(to: max(0, number - reach)..<max(0, number + reach + 1))
        return places.reduce(into: Data()) { $0.append(PackedRecord.decompressed(frames[$1]) ?? Data()) }
    }
}
