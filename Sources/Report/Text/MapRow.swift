internal import Record

/// One backend's copy as a row of cells. A cell is bad if any byte in it is bad, so scaling never hides damage.
struct MapRow {
    /// The state of the bytes in a cell, in rising order: the highest state of any byte wins.
    enum Cell: Int, Comparable {
        case good
        case notLooked
        case unreachable
        case bad

        var mark: Character {
            switch self {
            case .good: "="
            case .notLooked: "."
            case .unreachable: "?"
            case .bad: "X"
            }
        }

        static func < (left: Cell, right: Cell) -> Bool { left.rawValue < right.rawValue }
    }

    /// Cells of a row, at most.
    static let width = 64
    /// The size of a piece, which is right or wrong as a whole until it is compared with right bytes.
    private static let piece: Int64 = 1 << 20

    let cells: [Cell]

    init(_ map: BlobMap, size: Int64) {
        let size = max(0, size)
        let cellBytes = Self.cellBytes(of: size)
        var known: [Cell?] = Array(repeating: nil, count: Self.count(of: size))
        func mark(_ bytes: Range<Int64>, _ cell: Cell) {
            let bytes = bytes.clamped(to: 0..<size)
            guard !bytes.isEmpty else { return }
            for index in Int(bytes.lowerBound / cellBytes)...Int((bytes.upperBound - 1) / cellBytes) {
                known[index] = max(known[index] ?? cell, cell)
            }
        }
        for stretch in map.stretches {
            switch stretch.state {
            case .good: mark(stretch.bytes, .good)
            case .notLooked: mark(stretch.bytes, .notLooked)
            case .unreachable, .unreadable: mark(stretch.bytes, .unreachable)
            case .bad:
                mark(stretch.bytes, .good)
                for bytes in Self.wrong(in: stretch.bytes, map.damages) { mark(bytes, .bad) }
            }
        }
        cells = known.map { $0 ?? .notLooked }
    }

    var text: String { String(cells.map(\.mark)) }

    /// The number of bytes that a cell shows.
    static func cellBytes(of size: Int64) -> Int64 { max(1, size / Int64(width) + (size % Int64(width) > 0 ? 1 : 0)) }

    /// The number of cells in a row.
    static func count(of size: Int64) -> Int {
        let size = max(0, size)
        let cell = cellBytes(of: size)
        return Int(size / cell + (size % cell > 0 ? 1 : 0))
    }

    /// The wrong bytes of a bad stretch; the whole stretch unless each of its pieces was compared byte by byte.
    private static func wrong(in stretch: Range<Int64>, _ damages: [Damage]) -> [Range<Int64>] {
        let inside = damages.filter { $0.bytes.overlaps(stretch) }
        let isWhole = stride(from: stretch.lowerBound, to: stretch.upperBound, by: Int(Self.piece)).allSatisfy {
            start in
            inside.contains { $0.bytes.overlaps(start..<(start + min(Self.piece, stretch.upperBound - start))) }
        }
        guard isWhole, inside.allSatisfy(\.isExact) else { return [stretch] }
        return inside.map { $0.bytes.clamped(to: stretch) }
    }
}
