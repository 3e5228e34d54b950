/// A body as shared slices of memory, so that a fault in 300 MB copies one byte, not 300 MB.
struct BodyBytes {
    private(set) var pieces: [ArraySlice<UInt8>] = []

    init(_ bytes: [UInt8] = []) {
        if !bytes.isEmpty { pieces = [bytes[...]] }
    }

    init(joining parts: [BodyBytes]) { pieces = parts.flatMap(\.pieces) }

    init(_ text: String) { self.init(Array(text.utf8)) }

    var count: Int { pieces.reduce(0) { $0 + $1.count } }

    /// The part of the range that exists.
    subscript(range: Range<Int>) -> BodyBytes {
        var part = BodyBytes()
        var start = 0
        for piece in pieces {
            let end = start + piece.count
            let wanted = range.clamped(to: start..<end)
            if !wanted.isEmpty {
                part.pieces.append(piece.dropFirst(wanted.lowerBound - start).prefix(wanted.count))
            }
            start = end
        }
        return part
    }

    func byte(at offset: Int) -> UInt8? {
        self[offset..<offset + 1].pieces.first?.first
    }

    mutating func append(_ bytes: [UInt8]) {
        if !bytes.isEmpty { pieces.append(bytes[...]) }
    }

    /// Overwrites bytes.
    mutating func overwrite(at offset: Int, with bytes: [UInt8]) {
        let kept = Array(bytes.prefix(max(0, count - offset)))
        let before = self[0..<offset]
        let after = self[offset + kept.count..<max(count, offset + kept.count)]
        pieces = before.pieces + BodyBytes(kept).pieces + after.pieces
    }

    /// The slices of at most this many bytes, in order.
    func slices(of limit: Int) -> [ArraySlice<UInt8>] {
        pieces.flatMap { piece in
            stride(from: piece.startIndex, to: piece.endIndex, by: limit).map { piece[$0...].prefix(limit) }
        }
    }
}
