import OCI
import Record
import Testing

@testable import Report

/// The map of a copy: scaling never hides a wrong byte.
struct MapRowTests {
    private static let mebibyte: Int64 = 1 << 20

    private static func map(
        _ states: [(Range<Int64>, BlobMap.State)], _ damages: [Damage] = []
    ) -> BlobMap {
        BlobMap(
            backend: "a", isDirect: false, stretches: states.map { BlobMap.Stretch(bytes: $0.0, state: $0.1) },
            damages: damages)
    }

    private static func damage(_ bytes: Range<Int64>, isExact: Bool = true) -> Damage {
        Damage(bytes: bytes, isExact: isExact, differing: nil, kind: .unlike)
    }

    @Test(arguments: [1, 2, 63, 64, 65, 1000, 5_000_000, 1_119_805_497, 1 << 62] as [Int64])
    func oneWrongByteIsAlwaysSeen(size: Int64) {
        for place in Set([0, size / 3, size / 2, size - 1]) {
            let piece = place / Self.mebibyte * Self.mebibyte
            let end = size - piece < Self.mebibyte ? size : piece + Self.mebibyte
            let states: [(Range<Int64>, BlobMap.State)] = [
                (0..<piece, .good), (piece..<end, .bad), (end..<size, .good),
            ].filter { !$0.0.isEmpty }
            let row = MapRow(Self.map(states, [Self.damage(place..<(place + 1))]), size: size)
            let cell = Int(place / MapRow.cellBytes(of: size))
            #expect(row.cells.indices.filter { row.cells[$0] == .bad } == [cell])
            #expect(row.cells.count <= MapRow.width && row.cells.count == MapRow.count(of: size))
        }
    }

    @Test func uncomparedPiecesAreWrongAsAWhole() {
        let size = 64 * Self.mebibyte
        let bad: [(Range<Int64>, BlobMap.State)] = [
            (0..<(2 * Self.mebibyte), .good), (2 * Self.mebibyte..<5 * Self.mebibyte, .bad),
            (5 * Self.mebibyte..<size, .good),
        ]
        func cells(_ damages: [Damage]) -> String { String(MapRow(Self.map(bad, damages), size: size).text.prefix(6)) }
        #expect(cells([]) == "==XXX=")
        #expect(cells([Self.damage(2 * Self.mebibyte..<5 * Self.mebibyte, isExact: false)]) == "==XXX=")
        // One of three bad pieces was compared: that does not make the others right.
        #expect(cells([Self.damage(3_000_000..<3_000_001)]) == "==XXX=")
        let all = [2, 3, 4].map { Self.damage($0 * Self.mebibyte..<($0 * Self.mebibyte + 1)) }
        #expect(cells(all) == "==XXX=")
    }

    @Test func theWorstOfACellIsShown() {
        let states: [(Range<Int64>, BlobMap.State)] = [
            (0..<100, .good), (100..<150, .notLooked), (150..<170, .unreachable(code: .accessReset)), (170..<640, .bad),
        ]
        #expect(MapRow(Self.map(states), size: 640).text == "==========.....??" + String(repeating: "X", count: 47))
        // Bytes that no stretch covers are unknown.
        #expect(MapRow(Self.map([]), size: 3).text == "...")
    }
}
