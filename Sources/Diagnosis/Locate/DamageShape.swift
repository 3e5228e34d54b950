internal import Gate
internal import OCI
internal import Record

/// Classifies the shape of wrong bytes, as far as the bytes alone show it.
enum DamageShape {
    /// The fewest zeros that are not a coincidence.
    private static let leastZeros: Int64 = 16
    /// The fewest wrong bytes that are searched for elsewhere.
    static let leastMoved: Int64 = 512

    /// The shape by the bytes alone; `nil` if only a search elsewhere can determine it.
    static func kind(of run: DiffCollector.Run) -> DamageKind? {
        if run.bits == 1 { return .flippedBit(byte: run.bytes.lowerBound, bit: run.firstBit) }
        if run.isZeros, run.zeros.count >= leastZeros { return .zeros(in: ByteRange(wrappedValue: run.zeros)) }
        if isText(run.opening), !isText(run.rightOpening) {
            return .text(opening: ServerText(run.opening.prefix(80)).description)
        }
        return run.differing < leastMoved ? .unlike : nil
    }

    /// The shape of wrong bytes of a claim without right bytes to compare.
    static func kind(ofPiece bytes: [UInt8], at offset: Int64, in claim: Claim) -> DamageKind {
        if let zeros = longestZeros(bytes), zeros.count >= 512 {
            return .zeros(
                in: ByteRange(wrappedValue: offset + Int64(zeros.lowerBound)..<offset + Int64(zeros.upperBound)))
        }
        return isForeignText(Array(bytes.prefix(DiffCollector.openingLength)), in: claim)
            ? .text(opening: ServerText(bytes.prefix(80)).description) : .unknown
    }

    /// Text that servers send instead of content, such as an error page. Text in a layer is compressed or inside a tar archive.
    static func isText(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 16 else { return false }
        let start = bytes.drop { [9, 10, 13, 32].contains($0) }
        guard let first = start.first, first == UInt8(ascii: "<") || first == UInt8(ascii: "{") else { return false }
        return bytes.prefix(512).allSatisfy { $0 >= 32 && $0 != 127 || [9, 10, 13].contains($0) }
    }

    /// Whether text shows that something else was sent. A configuration is JSON text, and any other content that is not the
    /// layer of an image may be text as well: one wrong bit of it leaves text.
    private static func isForeignText(_ bytes: [UInt8], in claim: Claim) -> Bool {
        guard isText(bytes) else { return false }
        if claim.kind == .layer { return claim.mediaType?.isFilesystem == true }
        return bytes.first { ![9, 10, 13, 32].contains($0) } == UInt8(ascii: "<")
    }

    private static func longestZeros(_ bytes: [UInt8]) -> Range<Int>? {
        var best: Range<Int>?
        var start: Int?
        for index in bytes.indices {
            if bytes[index] == 0 {
                let from = start ?? index
                start = from
                if index + 1 - from > best?.count ?? 0 { best = from..<index + 1 }
            } else {
                start = nil
            }
        }
        return best
    }
}
