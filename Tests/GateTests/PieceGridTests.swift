import OCI
import Testing

@testable import Gate

/// The division of a blob into pieces, for every size that a manifest may declare.
struct PieceGridTests {
    static let length = PieceGrid.length

    @Test(arguments: [0, 1, length - 1, length, length + 1, 5 * length, 1 << 62, .max - 1, .max] as [Int64])
    func thePiecesCoverTheBlob(size: Int64) {
        let grid = PieceGrid(size: size, sliceBytes: nil)
        #expect(grid.bytes(of: 0..<grid.count) == 0..<size)
        #expect(grid.bytes(of: grid.count).isEmpty)
        guard size > 0 else {
            #expect(grid.count == 0)
            return
        }
        let last = grid.bytes(of: grid.count - 1)
        #expect(last.upperBound == size)
        #expect((1...Self.length).contains(last.upperBound - last.lowerBound))
        #expect(grid.bytes(of: 0) == 0..<min(size, Self.length))
    }
}
