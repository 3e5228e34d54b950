import Foundation
import Gate
import OCI
import Record
import Registry
import Support
import Testing

@testable import Diagnosis

/// Damage at a known byte is reported at that byte.
@Suite(.timeLimit(.minutes(10))) struct LocatingTests {
    static let size = (3 << 20) + 70_000
    static let right = noise(1, size)
    static let cache = CachePolicy(kind: "nginx", key: "$uri$slice_range", sliceBytes: 1 << 20)

    struct Break: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let faults: [Support.Fault]
        let bytes: Range<Int64>
        let kind: DamageKind
        var differing: Int64?
        var isExact = true
    }

    static let breaks = [
        Break(
            testDescription: "one flipped bit", faults: [.flipByte(at: 2_500_000)], bytes: 2_500_000..<2_500_001,
            kind: .flippedBit(byte: 2_500_000, bit: 0), differing: 1),
        Break(
            testDescription: "one flipped bit in the last, short piece", faults: [.flipByte(at: size - 1)],
            bytes: Int64(size - 1)..<Int64(size), kind: .flippedBit(byte: Int64(size - 1), bit: 0), differing: 1),
        Break(
            testDescription: "a page of zeros across two pieces", faults: [.zeroRun(at: (1 << 20) - 1000, count: 4096)],
            bytes: range((1 << 20) - 1000, 4096, differing: { right[$0] != 0 }),
            kind: .zeros(
                in: ByteRange(
                    wrappedValue: range((1 << 20) - 1000, 4096, differing: { _ in true }, widened: true))),
            differing: Int64(right[(1 << 20) - 1000..<(1 << 20) + 3096].filter { $0 != 0 }.count)),
        Break(
            testDescription: "a piece in the place of another one",
            faults: [.content(replaced(right, at: 1 << 20, by: Array(right[0..<1 << 20])))],
            bytes: range(1 << 20, 1 << 20, differing: { right[$0] != right[$0 - (1 << 20)] }),
            kind: .repeated(from: 0)),
        Break(
            testDescription: "everything 1000 bytes too early from one byte on",
            faults: [.content(Array(right[..<1_200_000] + right[1_201_000...] + noise(9, 1000)))],
            bytes: range(
                1_200_000, size - 1_200_000,
                differing: {
                    $0 + 1000 < size ? right[$0] != right[$0 + 1000] : noise(9, 1000)[$0 + 1000 - size] != right[$0]
                }),
            kind: .shifted(by: 1000)),
        Break(
            testDescription: "an error page in the middle",
            faults: [.content(replaced(right, at: 2_000_000, by: Array(page.utf8)))],
            bytes: range(2_000_000, page.utf8.count, differing: { right[$0] != Array(page.utf8)[$0 - 2_000_000] }),
            kind: .text(opening: String(page.prefix(80)))),
        Break(
            testDescription: "cut, and said so", faults: [.truncated(to: 1_500_000)], bytes: 1_500_000..<Int64(size),
            kind: .cutTail(at: 1_500_000)),
    ]

    static let page = "<html><head><title>502 Bad Gateway</title></head><body>" + String(repeating: "oh ", count: 60)

    @Test(arguments: breaks) func withAGoodCopyOnAnotherBackend(_ one: Break) async throws {
        try await LocatingScene.run(2) { scene in
            let image = try scene.addImage(Self.right)
            scene[1].add(FaultRule(.blob(image.layers[0].digest), one.faults))
            let run = try await scene.check()
            #expect(run.exitCode == .refused)
            let found = try #require(run.investigations.first)
            #expect(run.investigations.count == 1)
            #expect(found.reference == .copy(backend: "one"))
            #expect(found.limits == [])
            let map = try #require(found.maps.first)
            #expect(found.maps.count == 1 && map.backend == "two")
            let damage = try #require(map.damages.first)
            #expect(map.damages.count == 1, "\(map.damages)")
            #expect(damage.bytes == one.bytes)
            #expect(damage.kind == one.kind)
            #expect(damage.isExact)
            if let differing = one.differing { #expect(damage.differing == differing) }
            Self.expectWhole(map, of: Int64(Self.size))
        }
    }

    /// A slice file that lost its tail: no more bytes arrive, and the connection stays open.
    @Test func aBodyThatStopsHalfway() async throws {
        try await LocatingScene.run(2) { scene in
            let image = try scene.addImage(Self.right)
            let digest = image.layers[0].digest
            scene[1].on(.blob(digest), .breakOff(at: 1_300_000, .stall))
            let run = try await scene.check(stall: .milliseconds(500))
            #expect(run.findings.map(\.code) == [.contentSize])
            #expect(run.exitCode == .refused)
            #expect(run.findings.map(\.place.backend) == ["two"])
            let map = try #require(run.investigations.first?.maps.first)
            // A server that stops after this many bytes of every reply serves smaller ranges completely.
            #expect(map.damages.allSatisfy { if case .cutTail = $0.kind { true } else { false } })
            Self.expectWhole(map, of: Int64(Self.size))
        }
    }

    @Test func damageInAPreviouslyVerifiedBlobIsLocatedWithoutAGoodCopy() async throws {
        try await LocatingScene.run(1) { scene in
            let image = try scene.addImage(Self.right)
            let store = try scene.store()
            #expect(try await scene.check(store).verdict == .verified)
            scene[0].on(.blob(image.layers[0].digest), .zeroRun(at: 2_100_000, count: 4096))
            let run = try await scene.check(store, fresh: true)
            let found = try #require(run.investigations.first)
            guard case .remembered = found.reference else { throw Wrong("\(found.reference)") }
            let damage = try #require(found.maps.first?.damages.first)
            #expect(damage.bytes == 2 << 20..<3 << 20)
            #expect(!damage.isExact)
            guard case .zeros(let zeros) = damage.kind else { throw Wrong("\(damage.kind)") }
            let bytes = zeros.wrappedValue
            #expect(bytes.contains(2_100_000) && bytes.contains(2_104_095) && bytes.count < 4200)
        }
    }

    /// Each backend is bad in another place, so the right pieces add up to a whole copy.
    @Test func threeBackendsDamagedInThreePlaces() async throws {
        try await LocatingScene.run(3) { scene in
            let image = try scene.addImage(Self.right)
            let digest = image.layers[0].digest
            let store = try scene.store()
            #expect(try await scene.check(store).verdict == .verified)
            for (index, place) in [100_000, 1_400_000, 2_400_000].enumerated() {
                scene[index].on(.blob(digest), .flipByte(at: place))
            }
            let run = try await scene.check(store, fresh: true, saveGood: "saved")
            let found = try #require(run.investigations.first)
            #expect(found.maps.map { $0.damages.map(\.bytes.lowerBound) } == [[100_000], [1_400_000], [2_400_000]])
            #expect(found.composition?.pieces.map(\.wrongOn) == [["one"], ["two"], ["three"]])
            #expect(found.savedCopy?.path == scene.folder + "/saved")
            #expect(try Array(Data(contentsOf: URL(filePath: scene.folder + "/saved"))) == Self.right)
        }
    }

    /// Without an earlier proof, only the digest shows which pieces are right.
    @Test func aRightCopyIsComposedByDigestAlone() async throws {
        try await LocatingScene.run(3) { scene in
            let image = try scene.addImage(Self.right)
            let digest = image.layers[0].digest
            for (index, place) in [100_000, 1_400_000, 2_400_000].enumerated() {
                scene[index].on(.blob(digest), .flipByte(at: place))
            }
            let client = try scene.client()
            var scans: [BlobScan] = []
            for claim in try scene.claims(digest, size: Int64(Self.size)) {
                scans.append(
                    await BlobScanner(client: client).scan(claim, right: nil, until: .now.advanced(by: .seconds(60))))
            }
            let composed = try await Composer(client: client).compose(scans, until: .now.advanced(by: .seconds(60)))
                .get()
            #expect(composed.composition.pieces.map(\.wrongOn) == [["one"], ["two"], ["three"]])
            #expect(composed.composition.pieces.map(\.bytes.lowerBound) == [0, 1 << 20, 2 << 20])
            #expect(composed.composition.combinations >= 1)
            #expect(try composed.spool.read(0..<Int64(Self.size) + 1) == Self.right)

            // Two copies differ everywhere: either may be right in each place.
            let two = try await Composer(client: client).compose(
                Array(scans.prefix(2)), until: .now.advanced(by: .seconds(60))
            ).get()
            #expect(two.composition.pieces.map(\.wrongOn) == [["one"], ["two"]])

            let alone = await Composer(client: client).compose(
                [scans[0], scans[0]], until: .now.advanced(by: .seconds(60)))
            guard case .failure(.allCopiesAlike) = alone else { throw Wrong("\(alone)") }

            // Four pieces, three of them in two versions, need seven slots in the file.
            let needed: Int64 = 7 << 20
            for limit in [0, needed - 1] {
                let cramped = await Composer(client: client, spoolLimit: { limit })
                    .compose(scans, until: .now.advanced(by: .seconds(60)))
                guard case .failure(let found) = cramped else { throw Wrong("\(cramped)") }
                #expect(found == .copyNeedsRoom(bytes: needed, limit: limit))
            }
            _ = try await Composer(client: client, spoolLimit: { needed })
                .compose(scans, until: .now.advanced(by: .seconds(60))).get()
        }
    }

    @Test func aWrongManifestIsCompared() async throws {
        try await LocatingScene.run(2) { scene in
            let image = try scene.addImage(noise(2, 5000))
            scene[1].on(.manifest(.digest(image.manifest.digest)), .flipByte(at: 20))
            let run = try await scene.check()
            let found = try #require(run.investigations.first)
            #expect(found.digest == image.manifest.digest)
            #expect(found.maps.first?.damages.map(\.bytes) == [20..<21])
        }
    }

    private static func expectWhole(_ map: BlobMap, of size: Int64) {
        #expect(map.stretches.first?.bytes.lowerBound == 0)
        #expect(map.stretches.last?.bytes.upperBound == size)
        for (left, right) in zip(map.stretches, map.stretches.dropFirst()) {
            #expect(left.bytes.upperBound == right.bytes.lowerBound)
            #expect(left.state != right.state)
        }
    }

    /// From the first to the last differing byte, widened by the zeros around it.
    private static func range(
        _ start: Int, _ count: Int, differing: (Int) -> Bool, widened: Bool = false
    ) -> Range<Int64> {
        var low = start
        var high = start + count
        while low < high, !differing(low) { low += 1 }
        while high > low, !differing(high - 1) { high -= 1 }
        if widened {
            while low > 0, right[low - 1] == 0 { low -= 1 }
            while high < right.count, right[high] == 0 { high += 1 }
        }
        return Int64(low)..<Int64(high)
    }

    private static func replaced(_ bytes: [UInt8], at offset: Int, by other: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes.replaceSubrange(offset..<offset + other.count, with: other)
        return bytes
    }
}
