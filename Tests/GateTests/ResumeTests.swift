import Foundation
import Ledger
import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import Gate

/// Blobs whose transfer breaks off are continued with a range request, in the same run and in a later process.
struct ResumeTests {
    private static let size = 40 << 20
    private static let layer = largeLayer(size)
    /// Where transfers break off.
    private static let ends = [20 << 20, (33 << 20) + 12345]

    /// Whether `Range` was sent with a request that continues a blob, and where it began.
    private static func starts(_ registry: ScriptedRegistry, _ digest: Digest) -> [Int] {
        registry.requests(.blob(digest)).compactMap { $0.header("range") }.compactMap { range in
            let bounds = range.dropFirst("bytes=".count).split(separator: "-").compactMap { Int($0) }
            // The check of parts requests less than the rest.
            return bounds.count == 2 && bounds[1] == size - 1 && bounds[1] - bounds[0] >= 2 << 20 ? bounds[0] : nil
        }
    }

    /// A run that is interrupted once the ledger knows this many bytes.
    private static func interrupted(
        _ scene: Scene, _ store: LedgerStore, _ digest: Digest, at end: Int,
        change: (inout GateRequest) -> Void = { _ in }
    ) async throws {
        scene[0].on(.blob(digest).ranged(false), .only(1), .breakOff(at: end, .stall))
        let control = RunControl()
        var request = try scene.request { $0.retries = 0 }
        change(&request)
        let gate = try scene.gate(store)
        let run = Task { await gate.check(request, control: control) }
        let path = try path(digest)
        let known = (end >> 23) * 8
        #expect(
            try await eventually { try await states(store, path) == known },
            "the states of \(known) MiB are in the ledger while the blob is read")
        control.stop(.signal(number: 2))
        #expect(await run.value.verdict == .undecided)
    }

    private static func states(_ store: LedgerStore, _ path: ProofPath) async throws -> Int? {
        guard let stored = try await store.partial(of: path) else { return nil }
        return stored.states.compactMap { CheckpointList(encoded: $0)?.count }.reduce(0, +)
    }

    private static func path(_ digest: Digest) throws -> ProofPath {
        ProofPath(
            registry: try #require(RegistryName(registryName)), backend: "one", repository: try repository(),
            digest: digest, machine: "test")
    }

    @Test(arguments: ends) func aBrokenTransferIsContinuedWhereItBroke(end: Int) async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            scene[0].on(.blob(digest).ranged(false), .only(1), .breakOff(at: end, .close))
            let run = try await scene.check(nil, scene.store())
            #expect(run.verdict == .verified)
            #expect(scene.pulls(digest) == [1])
            #expect(Self.starts(scene[0], digest) == [end])
            let verified = try #require(run.result(digest, on: "one")?.status.verified)
            #expect(verified.resumedAt == Int64(end))
            #expect(verified.size == Int64(Self.size))
            #expect(run.notes.contains(.resumed(claims: 1)))
            // The states are complete, so that parts can be checked later.
            let states = try #require(
                try await scene.store().checkpoints(of: digest)?.list(of: digest))
            var whole = CheckpointingHash(.sha256)
            Self.layer.withUnsafeBytes { whole.update($0) }
            #expect(states == whole.checkpoints)
            #expect(try await scene.store().partial(of: Self.path(digest)) == nil)
        }
    }

    /// A server that is away for a moment sends the rest later.
    @Test(arguments: [Fault.Ending.close, .reset]) func aRestWithoutAReplyIsRequestedAgain(ending: Fault.Ending)
        async throws
    {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            scene[0].on(.blob(digest).ranged(false), .only(1), .breakOff(at: 20 << 20, .close))
            scene[0].on(.blob(digest).ranged(true), .first(2), .noReply(ending))
            let run = try await scene.check()
            #expect(run.verdict == .verified)
            #expect(scene.pulls(digest) == [1])
            #expect(Self.starts(scene[0], digest) == [20 << 20, 20 << 20, 20 << 20])
        }
    }

    /// The bytes of three replies are one stream.
    @Test func aRestThatBreaksIsContinuedToo() async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            scene[0].on(.blob(digest).ranged(false), .only(1), .breakOff(at: 10 << 20, .close))
            scene[0].on(.blob(digest).ranged(true), .only(1), .breakOff(at: 11 << 20, .reset))
            let run = try await scene.check()
            #expect(run.verdict == .verified)
            let starts = Self.starts(scene[0], digest)
            #expect(starts.count == 2)
            #expect(starts.first == 10 << 20)
            #expect(starts.last.map { $0 > 10 << 20 && $0 <= 21 << 20 } == true)
        }
    }

    /// What unpacks a layer goes on with the rest.
    @Test func anUnpackedLayerIsContinued() async throws {
        try await Scene.run(1) { scene in
            let bytes = TarBytes.archive(String(repeating: "blobgate", count: Self.size / 8))
            let digest = try scene.addImage("app", bytes).layers[0].digest
            scene[0].on(.blob(digest).ranged(false), .only(1), .breakOff(at: 21 << 20, .reset))
            let run = try await scene.check(scene.request { $0.depth = .unpack })
            let claim = try #require(run.result(digest, on: "one"))
            #expect(claim.status.verified?.resumedAt != nil, "\(claim) \(run.findings.map(\.seen))")
            #expect(claim.status.diffID == digest)
        }
    }

    @Test(arguments: ends) func aLaterProcessContinues(end: Int) async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            let begun = Date.now
            try await Self.interrupted(scene, scene.store(), digest, at: end)
            let between = Date.now
            let run = try await scene.check(nil, scene.store())
            #expect(run.verdict == .verified)
            #expect(Self.starts(scene[0], digest) == [(end >> 23) << 23])
            #expect(scene.pulls(digest) == [1])
            let at = try #require(run.result(digest, on: "one")?.status.verified?.begunAt)
            #expect(at >= begun.addingTimeInterval(-0.001) && at <= between)
            // The proof is as old as its first byte, and no younger one is stored.
            let proof = try #require(try await scene.store().proofs(for: [Self.path(digest)]).values.first)
            #expect(proof.provenAt <= between)
            #expect(try await scene.store().partial(of: Self.path(digest)) == nil)
        }
    }

    /// Each makes the first part worthless for the next run.
    enum Change: CaseIterable { case fresh, age, address }

    @Test(arguments: Change.allCases) func aFirstPartThatDoesNotCountIsReadAgain(change: Change) async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            try await Self.interrupted(scene, scene.store(), digest, at: 20 << 20)
            let request = try scene.request(cache: change == .address ? CachePolicy(kind: "none") : nil) { policy in
                if change == .fresh { policy.fresh = true }
                if change == .age { policy.maxAge = .milliseconds(1) }
            }
            let run = try await scene.check(request, scene.store())
            #expect(run.result(digest, on: "one")?.status.verified?.resumedAt == nil)
            #expect(scene.pulls(digest) == [2])
            #expect(Self.starts(scene[0], digest).isEmpty)
        }
    }

    /// Whatever is not exactly the rest is not used; the whole is requested at once.
    static let refusals: [Fault] = [
        .ignoredRange, .header("Content-Range", "bytes 0-9/10"), .header("ETag", "\"other\""), .status(416),
        .status(503),
        .header("Content-Encoding", "gzip"), .html, .cacheStatus("HIT"), .extended(by: [1]),
    ]

    @Test(arguments: refusals) func aReplyThatIsNotTheRestStartsOver(fault: Fault) async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            scene[0].on(
                .blob(digest).ranged(false), .only(1), .breakOff(at: 20 << 20, .close), .header("ETag", "\"one\""))
            scene[0].on(.blob(digest).ranged(true), .only(1), fault)
            let run = try await scene.check()
            #expect(run.verdict == .verified, "\(run.faults)")
            #expect(scene.pulls(digest) == [2])
            let rest = try #require(scene[0].requests(.blob(digest).ranged(true)).first)
            #expect(rest.header("if-range") == "\"one\"")
            #expect(run.result(digest, on: "one")?.status.verified?.resumedAt == nil)
        }
    }

    @Test func wrongBytesInTheFirstPartOfThisRunRefuse() async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            scene[0].on(
                .blob(digest).ranged(false), .only(1), .flipByte(at: 5), .breakOff(at: 20 << 20, .close))
            let run = try await scene.check()
            #expect(run.faults == ["content-flapping on one"])
            #expect(scene.pulls(digest) == [2])
        }
    }

    /// Wrong bytes of an earlier process may be long gone.
    @Test func wrongBytesInTheFirstPartOfAnEarlierProcessDoNotCount() async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            scene[0].on(
                .blob(digest).ranged(false), .only(1), .flipByte(at: 5), .breakOff(at: 20 << 20, .stall))
            try await Self.interrupted(scene, scene.store(), digest, at: 20 << 20)
            let run = try await scene.check(nil, scene.store())
            #expect(run.verdict == .verified, "\(run.faults)")
            #expect(run.result(digest, on: "one")?.status.verified?.resumedAt == nil)
            #expect(scene.pulls(digest) == [2])
        }
    }

    static let wrongRests: [Fault] = [.flipByte(at: 30 << 20), .shiftedRange(by: -64)]

    @Test(arguments: wrongRests, [false, true])
    func wrongBytesInTheRestRefuse(fault: Fault, isLater: Bool) async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            if isLater {
                try await Self.interrupted(scene, scene.store(), digest, at: 20 << 20)
            } else {
                scene[0].on(.blob(digest).ranged(false), .only(1), .breakOff(at: 20 << 20, .close))
            }
            scene[0].on(.blob(digest).ranged(true), .only(1), fault)
            let run = try await scene.check(nil, scene.store())
            #expect(run.faults == ["content-flapping on one"])
            #expect(try await scene.store().proofs(for: [Self.path(digest)]).isEmpty)
            #expect(try await scene.store().partial(of: Self.path(digest)) == nil)
        }
    }

    /// A body that every whole reply ends at the same byte is still found.
    @Test func anObjectThatIsShortIsNotContinuedForever() async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            let end = Self.size - 5000
            scene[0].on(.blob(digest).ranged(false), .breakOff(at: end, .close))
            scene[0].on(.blob(digest).ranged(true), .breakOff(at: 0, .close))
            let run = try await scene.check()
            #expect(run.faults == ["content-cut on one"])
        }
    }

    @Test func aSmallBlobIsReadAgain() async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", noise(3, 20 << 20)).layers[0].digest
            scene[0].on(.blob(digest).ranged(false), .only(1), .breakOff(at: 15 << 20, .close))
            let run = try await scene.check(nil, scene.store())
            #expect(run.verdict == .verified)
            #expect(scene.pulls(digest) == [2])
            #expect(run.result(digest, on: "one")?.status.verified?.resumedAt == nil)
        }
    }

    /// A cache of whole blobs may pass a range on to what is behind it: then the stored whole was not read.
    @Test(arguments: [("MISS", "HIT", 2), ("HIT", "MISS", 2), ("HIT", "HIT", 1), ("MISS", "MISS", 2)])
    func onlyPartsFromTheCacheProveIt(first: String, second: String, pulls: Int) async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            scene[0].on(
                .blob(digest).ranged(false), .only(1), .breakOff(at: 20 << 20, .close), .cacheStatus(first))
            scene[0].on(.blob(digest).ranged(false), .cacheStatus("HIT"))
            scene[0].on(.blob(digest).ranged(true), .cacheStatus(second))
            let run = try await scene.check(scene.request(cache: CachePolicy(kind: "nginx")))
            #expect(run.verdict == .verified, "\(run.faults)")
            #expect(scene.pulls(digest) == [pulls])
        }
    }

    @Test func slicesAreTheSameForEveryRequest() async throws {
        try await Scene.run(1) { scene in
            let digest = try scene.addImage("app", Self.layer).layers[0].digest
            scene[0].cacheBlobs(sliceBytes: 8 << 20)
            scene[0].on(.blob(digest).ranged(false), .only(1), .breakOff(at: 20 << 20, .close))
            let run = try await scene.check(scene.request(cache: CachePolicy(kind: "nginx", sliceBytes: 8 << 20)))
            let verified = try #require(run.result(digest, on: "one")?.status.verified)
            #expect(verified.resumedAt == 20 << 20)
            // The first slice came from behind the cache, and was read again.
            #expect(verified.isFromBehindCache)
            #expect(!verified.isReadThrough)
        }
    }
}
