import Foundation
import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import Gate

/// The end of a large blob is read in parts, next to a request for the whole.
struct ParallelTailTests {
    private static let layer = largeLayer(80 << 20)
    private static let uncached = CachePolicy(kind: "none")

    /// Proves the layer once, so that its hash states are known, and then again while the whole arrives slowly.
    private static func again(
        _ scene: Scene, cache: CachePolicy?, whole: [Fault] = [], parts: Fault...
    ) async throws -> (digest: Digest, run: Run) {
        let digest = try scene.addImage("app", layer).layers[0].digest
        let store = try scene.store()
        let first = try await scene.check(scene.request(cache: cache), store)
        #expect(first.result(digest, on: "one")?.status.verified?.partsFrom == nil)
        let slow = Fault.drip(from: 4 << 20, bytes: 256 << 10, every: .milliseconds(10))
        scene[0].add(FaultRule(.blob(digest).ranged(false), whole + [slow]))
        if !parts.isEmpty { scene[0].add(FaultRule(.blob(digest).ranged(true), parts)) }
        return (digest, try await scene.check(scene.request(cache: cache) { $0.fresh = true }, store))
    }

    @Test func theEndIsReadInParts() async throws {
        try await Scene.run(1) { scene in
            let (digest, run) = try await Self.again(scene, cache: Self.uncached)
            #expect(run.verdict == .verified, "\(run.faults)")
            let verified = try #require(run.result(digest, on: "one")?.status.verified)
            let from = try #require(verified.partsFrom)
            #expect(from > 0 && from < 64 << 20)
            #expect(verified.size == 80 << 20)
            try await scene[0].idle()
            let whole = try #require(scene[0].requests(.blob(digest).ranged(false)).last)
            #expect(whole.outcome == .abandoned)
            // Every byte was requested once, apart from what was on its way.
            #expect(run.facts.bytesPulled < 100 << 20)
        }
    }

    @Test func slicesAreReadInParts() async throws {
        try await Scene.run(1) { scene in
            scene[0].cacheBlobs(sliceBytes: 8 << 20)
            let cache = CachePolicy(kind: "nginx", sliceBytes: 8 << 20)
            let (digest, run) = try await Self.again(scene, cache: cache)
            #expect(run.verdict == .verified, "\(run.faults)")
            #expect(run.result(digest, on: "one")?.status.verified?.partsFrom != nil)
        }
    }

    /// Where a part may come from elsewhere than the whole, or no parts are sent.
    static let others: [(CachePolicy?, Fault?)] = [
        (nil, nil), (CachePolicy(kind: "nginx"), nil), (CachePolicy(kind: "varnish"), nil), (uncached, .ignoredRange),
        (uncached, .cacheStatus("HIT")), (uncached, .status(503)),
    ]

    @Test(arguments: others.indices) func otherBlobsAreReadInOnePiece(index: Int) async throws {
        try await Scene.run(1) { scene in
            let (cache, fault) = Self.others[index]
            let (digest, run) =
                if let fault { try await Self.again(scene, cache: cache, parts: fault) } else {
                    try await Self.again(scene, cache: cache)
                }
            let verified = try #require(run.result(digest, on: "one")?.status.verified, "\(run.faults)")
            #expect(verified.partsFrom == nil)
        }
    }

    @Test(arguments: [5, 3 << 20]) func wrongBytesInTheWholeRefuse(offset: Int) async throws {
        try await Scene.run(1) { scene in
            let (digest, run) = try await Self.again(scene, cache: Self.uncached, whole: [.flipByte(at: offset)])
            #expect(run.faults == ["content-digest on one"])
            #expect(run.result(digest, on: "one")?.status.finding?.weight == .refuses)
        }
    }

    @Test(arguments: [79 << 20, 66 << 20, 50 << 20]) func wrongBytesInAPartRefuse(offset: Int) async throws {
        try await Scene.run(1) { scene in
            let (_, run) = try await Self.again(scene, cache: Self.uncached, parts: .flipByte(at: offset))
            #expect(run.faults == ["content-range on one"])
        }
    }

    /// The parts alone prove nothing.
    @Test func thePartsMustBeTheRest() throws {
        let bytes = noise(4, (5 << 20) + 77)
        let (list, hash) = Self.states(bytes)
        func part(_ pieces: Range<Int>, _ content: [UInt8]? = nil, of states: CheckpointList? = nil) throws
            -> CheckpointVerifier
        {
            var part = try #require(CheckpointVerifier(states ?? list, whole: hash, pieces: pieces))
            let range = Int(part.range.lowerBound)..<Int(part.range.upperBound)
            (content ?? bytes)[range].withUnsafeBytes { part.update($0) }
            return part
        }
        let (start, _) = Self.states(Array(bytes.prefix((2 << 20) + 5)))
        let parts = [try part(2..<4), try part(4..<6)]
        #expect(CheckpointVerifier.hash(of: parts, after: start) == hash)
        #expect(CheckpointVerifier.hash(of: [], after: start) == nil)
        #expect(CheckpointVerifier.hash(of: [parts[1]], after: start) == nil, "the start does not reach it")
        #expect(CheckpointVerifier.hash(of: [parts[0]], after: start) == nil, "the end is missing")
        #expect(CheckpointVerifier.hash(of: [parts[0], try part(5..<6)], after: start) == nil, "a gap")
        #expect(CheckpointVerifier.hash(of: parts.reversed(), after: start) == nil)
        var wrong = bytes
        wrong[3 << 20] ^= 1
        #expect(CheckpointVerifier.hash(of: [try part(2..<4, wrong), parts[1]], after: start) == nil)
        wrong = bytes
        wrong[0] ^= 1
        let (otherStart, _) = Self.states(Array(wrong.prefix((2 << 20) + 5)))
        #expect(CheckpointVerifier.hash(of: parts, after: otherStart) == nil, "another start")
        // States of other bytes fit their own parts, and not the computed start.
        let (others, _) = Self.states(wrong)
        #expect(
            CheckpointVerifier.hash(of: [try part(2..<4, of: others), try part(4..<6, of: others)], after: start) == nil
        )
    }

    private static func states(_ bytes: [UInt8]) -> (CheckpointList, [UInt8]) {
        var hash = CheckpointingHash(.sha256)
        bytes.withUnsafeBytes { hash.update($0) }
        return (hash.checkpoints, hash.value)
    }
}
