internal import Foundation

/// Compresses a run record while it is being encoded, in pieces, so that memory does not grow with the record.
///
/// With a base, each piece is also compressed as its difference to the piece at the same place of an earlier record. What costs
/// more is dropped once it is clear.
final class RecordPacker {
    /// The compressed record.
    enum Packed: Equatable {
        case whole(Data)
        /// Readable only with the base.
        case difference(Data)
    }

    /// From this length on, text is a piece, in bytes.
    private static let pieceLength = 128 << 10
    /// After this many pieces it is clear whether the base is similar.
    private static let trial = 8

    private let compressor: ZstandardCompressor
    private let base: RecordPieces?
    private let reach: Int
    private var text = Data()
    private var pieces = 0
    private var whole: Data? = Data()
    private var difference: Data?

    /// `nil` if there is no memory for the compressor.
    ///
    /// - Parameters:
    ///   - base: A record that may be similar.
    ///   - reach: How many pieces before and after the one at the same place are compared: something may have moved.
    init?(basedOn base: RecordPieces? = nil, reach: Int = 1) {
        guard let compressor = ZstandardCompressor() else { return nil }
        self.compressor = compressor
        self.base = base
        self.reach = min(max(0, reach), RecordPieces.longestReach)
        difference = base.map { _ in Data([UInt8(self.reach)]) }
    }

    /// A short text, compressed; `nil` if there is no memory.
    static func packed(_ text: Data) -> Data? { try? ZstandardCompressor()?.compress(text) }

    func add(_ more: Data) throws {
        text.append(more)
        if text.count >= Self.pieceLength { try endPiece() }
    }

    /// The compressed text. Nothing can be added after it.
    func finish() throws -> Packed {
        if pieces == 0 || !text.isEmpty { try endPiece() }
        choose()
        if let difference { return .difference(difference) }
        return .whole(whole ?? Data())
    }

    private func endPiece() throws {
        if whole != nil { whole?.append(try compressor.compress(text)) }
        if difference != nil, let base {
            difference?.append(try compressor.compress(text, after: base.text(around: pieces, reach: reach)))
        }
        pieces += 1
        text.removeAll(keepingCapacity: true)
        if pieces == Self.trial { choose() }
    }

    /// A difference of more than half the length is not worth the dependency.
    private func choose() {
        guard let whole, let difference else { return }
        if difference.count <= whole.count / 2 { self.whole = nil } else { self.difference = nil }
    }
}
