import Foundation
import Gate
import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import Diagnosis

/// An investigation has limits and reports nothing beyond them.
@Suite(.timeLimit(.minutes(10))) struct LocatingLimitsTests {
    private static let mebibyte = 1 << 20
    private static let right = noise(41, 5 * mebibyte)

    private static func damages(of wrong: [UInt8]) async throws -> [Damage] {
        var found: [Damage] = []
        try await LocatingScene.run(2) { scene in
            let image = try scene.addImage(right)
            scene[1].on(.blob(image.layers[0].digest), .content(wrong))
            let run = try await scene.check()
            found = try #require(run.investigations.first?.maps.first { $0.backend == "two" }).damages
        }
        return found
    }

    private static func states(of bytes: [UInt8]) -> CheckpointList {
        var hash = CheckpointingHash(.sha256)
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.checkpoints
    }

    @Test func unrecordedDifferencesStillExtendTheDamage() async throws {
        var wrong = Self.right
        let places = Array(stride(from: 1000, to: wrong.count, by: 70_000))
        #expect(places.count > DiffCollector.mostRuns)
        for place in places { wrong[place] ^= 0xFF }
        let damages = try await Self.damages(of: wrong)
        #expect(damages.map(\.bytes) == [1000..<Int64(try #require(places.last)) + 1])
        #expect(damages.map(\.isExact) == [true])
        #expect(damages.map(\.differing) == [nil])
    }

    @Test func wrongBytesOfAFewPlacesAreSearchedForElsewhere() async throws {
        var wrong = Self.right
        for place in 0..<6 {
            let start = 100_000 + place * 120_000
            wrong.replaceSubrange(start..<start + 700, with: noise(UInt64(100 + place), 700))
        }
        let damages = try await Self.damages(of: wrong)
        #expect(damages.map(\.kind) == [.unlike, .unlike, .unlike, .unlike, .unknown, .unknown])
        #expect(damages.allSatisfy { $0.isExact && $0.differing != nil })
    }

    @Test func uncomparedBytesAreNotRead() async throws {
        try await LocatingScene.run(2) { scene in
            let image = try scene.addImage(Self.right)
            let digest = image.layers[0].digest
            var wrong = Self.right
            for piece in [0, 2, 4] { wrong[piece * Self.mebibyte + 9] ^= 0xFF }
            scene[1].on(.blob(digest), .content(wrong))
            let size = Int64(Self.right.count)
            let claims = try scene.claims(digest, size: size)
            let right = try #require(
                RightBytes(digest, size: size, states: Self.states(of: Self.right), reference: .copy(backend: "one")))
            let client = try scene.client()
            let scan = await BlobScanner(client: client).scan(
                claims[1], right: right, until: .now.advanced(by: .seconds(60)))
            #expect(scan.wrongRuns == [0..<1, 2..<3, 4..<5])
            let before = scene[1].requests(.blob(digest)).count
            let copies = RightCopies(
                client: client, right: right, grid: scan.grid, sources: [.claim(claims[0], pieces: nil)])
            let finder = DamageFinder(
                client: client, copies: copies, search: DamageSearch(client: client, others: []), mostPieces: 2)
            let found = await finder.find(in: scan)
            #expect(scene[1].requests(.blob(digest)).count - before == 2)
            let second = Int64(2 * Self.mebibyte)
            #expect(found.damages.map(\.bytes) == [9..<10, second + 9..<second + 10, 2 * second..<size])
            #expect(found.damages.map(\.isExact) == [true, true, false])
            #expect(found.damages.last?.kind == .unknown)
            #expect(
                found.limits == [.notCompared(backend: "two", places: 1)])
        }
    }

    @Test(
        arguments: [
            (0..<1, 0, []), (0..<1, 1, [0]), (0..<5, 1, []), (0..<5, 2, [0, 4]), (3..<8, 5, [3, 4, 5, 6, 7]),
            (3..<8, 4, [3, 4, 6, 7]),
        ] as [(Range<Int>, Int, [Int])])
    func theEndsOfALongRunAreCompared(_ run: Range<Int>, _ budget: Int, _ pieces: [Int]) {
        #expect(DamageFinder.chosen(from: run, budget: budget) == pieces)
    }

    @Test(
        arguments: [
            (true, .endedBeforeSaving), (false, .missingBytesToSave(bytes: ByteRange(wrappedValue: 0..<1_048_576))),
        ] as [(Bool, InvestigationLimit)])
    func reasonWhyNoCopyWasSaved(_ isEnded: Bool, _ limit: InvestigationLimit) async throws {
        try await LocatingScene.run(1) { scene in
            let size = Int64(Self.right.count)
            let digest = try #require(
                Digest(.sha256, hash: StreamingHash.hash(Self.right, with: .sha256)))
            let claim = try #require(try scene.claims(digest, size: size).first)
            let right = try #require(
                RightBytes(digest, size: size, states: Self.states(of: Self.right), reference: .none))
            let blank = InvestigationDraft(
                blob: FaultyBlob(
                    claim.group, kind: .layer, size: size, faulty: [], same: [], provenLayers: []))
            let copies = RightCopies(client: try scene.client(), right: right, grid: blank.grid, sources: [])
            let keeper = RightCopyWriter(place: scene.folder + "/saved")
            let look = await Task {
                if isEnded { withUnsafeCurrentTask { $0?.cancel() } }
                var look = blank
                await keeper.save(&look, copies)
                return look
            }.value
            #expect(look.limits == [limit])
            #expect(look.savedCopy == nil)
        }
    }

    /// The stream was right both times, so its hash states do not show the damage.
    @Test func damageThatOnlyTheCacheHasIsLocated() async throws {
        try await LocatingScene.run(1) { scene in
            let image = try scene.addImage(noise(7, (3 << 20) + 100))
            let digest = image.layers[0].digest
            // Three slices are probed; then each attempt requests the whole blob and reads back the first slice.
            scene[0].on(.blob(digest), .first(4), .cacheStatus("MISS"))
            scene[0].on(.blob(digest), .only(5), .flipByte(at: 700_000), .cacheStatus("HIT"))
            scene[0].on(.blob(digest), .first(6), .cacheStatus("MISS"))
            scene[0].on(.blob(digest), .from(7), .flipByte(at: 700_000), .cacheStatus("HIT"))
            let cache = CachePolicy(kind: "nginx", key: "$uri$slice_range", sliceBytes: 1 << 20)
            let run = try await scene.check(cache: cache)
            let claim = try #require(run.claims.first { $0.digest == digest })
            #expect(claim.attempts.map(\.evidence) == [.keptWrong(offset: 0), .keptWrong(offset: 0)])
            let map = try #require(run.investigations.first?.maps.first)
            #expect(map.damages.map(\.bytes) == [0..<1 << 20])
            #expect(map.stretches.map(\.state) == [.bad, .good])
            #expect(run.investigations.first?.reference == .copy(backend: "one"))
        }
    }

    @Test func theTemporaryDirectoryIsNotFilled() throws {
        #expect(SpoolFile.temporaryLimit(free: 1 << 50) == SpoolFile.mostTemporaryBytes)
        #expect(SpoolFile.temporaryLimit(free: 4000) == 1000)
        #expect(SpoolFile.temporaryLimit(free: 0) == 0)
        #expect(try SpoolFile.temporaryLimit() > 0)
        let spool = try SpoolFile(limit: 10)
        try spool.write([1, 2, 3], at: 7)
        #expect(throws: CocoaError.self) { try spool.write([1, 2, 3], at: 8) }
        #expect(try spool.read(0..<20) == [0, 0, 0, 0, 0, 0, 0, 1, 2, 3])
    }

    @Test func faultyBlobsBeyondTheLimitAreCounted() async throws {
        try await LocatingScene.run(2) { scene in
            try scene.addImage(
                noise(1, 5000), noise(2, 5000), noise(3, 5000), noise(4, 5000), noise(5, 5000), noise(6, 5000),
                noise(7, 5000), noise(8, 5000), noise(9, 5000))
            scene[1].on(.blobs, .flipByte(at: 3))
            let run = try await scene.check()
            #expect(run.findings.count == 10)
            #expect(run.investigations.count == Investigator.mostBlobs)
            #expect(
                run.notices.map(\.wrappedValue) == [
                    .investigationsLimited(done: Investigator.mostBlobs, of: 10)
                ])
        }
    }
}
