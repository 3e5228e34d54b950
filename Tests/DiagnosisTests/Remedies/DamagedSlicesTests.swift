import OCI
import Record
import Testing

@testable import Diagnosis

/// The slices that a remedy may touch.
@Suite struct DamagedSlicesTests {
    private static let width: Int64 = 5 << 20
    private static let cache = CachePolicy(
        kind: "nginx", key: "$uri$slice_range", sliceBytes: width, path: "/cache", levels: "1:2")

    private func map(
        _ size: Int64, _ damages: [Damage], asked: [(index: Int64, total: Int64)] = [], stored: Int64? = nil
    ) -> BlobMap {
        BlobMap(
            backend: "a", isDirect: false, stretches: [BlobMap.Stretch(bytes: 0..<size, state: .bad)], damages: damages,
            slices: asked.map { index, total in
                SliceView(
                    index: index, bytes: index * Self.width..<min(size, (index + 1) * Self.width), cacheStatus: "HIT",
                    storedTotal: total)
            }, storedSize: stored)
    }

    /// nginx takes the size of the blob from the first slice, no matter which slices were requested.
    @Test func aShortReplyDamagesAllSlicesUpToItsEnd() throws {
        let size: Int64 = 30_000_000
        let cut = Damage(bytes: 12_000_000..<size, isExact: true, differing: nil, kind: .cutTail(at: 12_000_000))
        func slices(_ asked: [(index: Int64, total: Int64)]) -> [Int64]? {
            let map = map(size, [cut], asked: asked, stored: 12_000_000)
            return DamagedSlices(of: size, map: map, cache: Self.cache, faultIsStall: false)?.slices.map(\.index)
        }
        #expect(slices([(2, 12_000_000)]) == [0, 1, 2])
        #expect(slices([]) == [0, 1, 2])
        #expect(slices([(0, 12_000_000), (1, size), (2, 12_000_000)]) == [0, 2])
    }

    @Test func allSlicesOfASmallBlobIfTheDamagedOnesAreUnknown() throws {
        let small = try #require(
            DamagedSlices(of: 3 * Self.width - 7, map: nil, cache: Self.cache, faultIsStall: false))
        #expect(small.slices.map(\.index) == [0, 1, 2])
        #expect(small.isWhole)
        let one = try #require(DamagedSlices(of: 1000, map: nil, cache: Self.cache, faultIsStall: false))
        #expect(one.slices.map(\.bytes) == [0..<1000])
        #expect(!one.isWhole)
        #expect(DamagedSlices(of: 17 * Self.width, map: nil, cache: Self.cache, faultIsStall: false) == nil)
    }

    @Test(arguments: [(1000, 1), (30_000_000, 6), (1_119_805_497, 16)] as [(Int64, Int64)])
    func anEmptyReplyDamagesTheFirstSlices(_ size: Int64, _ count: Int64) throws {
        let empty = try #require(DamagedSlices(ofEmpty: size, cache: Self.cache))
        #expect(empty.slices.map(\.index) == Array(0..<count))
        #expect(empty.mayLack == (count > 1))
    }
}
