import Foundation
import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate
@testable import Ledger

/// Parts of proven blobs are read again, and faulty blobs are pulled in full.
@Suite(.timeLimit(.minutes(10))) struct SpotCheckTests {
    private static let size = (3 << 20) + 70_000
    private static let layer = noise(21, size)
    private static let all = SpotBudget.share(percent: 100)

    private static func spot(
        _ scene: Scene, _ store: LedgerStore, _ budget: SpotBudget = all, recheckOf: RunID? = nil,
        sharing: Bool = false,
        _ change: (inout Policy) -> Void = { _ in }
    ) async throws -> Run {
        let request = try scene.request(sharing: sharing, recheckOf: recheckOf) { policy in
            policy.spot = budget
            change(&policy)
        }
        return try await scene.check(request, store)
    }

    /// An image with one layer, proven on each backend, with this cache status in every reply.
    private static func proven(
        _ count: Int = 1, cache: String? = nil, _ body: (Scene, LedgerStore, Digest) async throws -> Void
    ) async throws {
        try await Scene.run(count) { scene in
            let image = try scene.addImage("app", layer)
            let store = try scene.store()
            if let cache { for registry in scene.registries { registry.on(.blobs, .header("X-Cache-Status", cache)) } }
            _ = try await scene.check(nil, store)
            try await body(scene, store, image.layers[0].digest)
        }
    }

    /// The ranges of a blob requested from a backend.
    private static func ranges(_ registry: ScriptedRegistry, _ digest: Digest) -> [ClosedRange<Int64>] {
        // A pull is followed by a request for the last 64 KiB, which is no spot check.
        registry.requests(.blob(digest)).compactMap(range).filter { $0.count != 64 << 10 }
    }

    private static func range(_ request: RecordedRequest) -> ClosedRange<Int64>? {
        let ends = request.header("range")?.dropFirst("bytes=".count).split(separator: "-").compactMap { Int64($0) }
        return ends.flatMap { $0.count == 2 ? $0[0]...$0[1] : nil }
    }

    @Test func aPlanForecastsSpotChecksAndReadsNothing() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", Self.layer)
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            let request = try scene.request { $0.spot = .bytes(1 << 20) }
            let plan = try await scene.gate(store).plan(request)
            #expect(
                plan.noticeTexts.contains { $0.hasPrefix("spot checks of 1MiB: check would read ") },
                "\(plan.noticeTexts)")
            #expect(scene.pulls(image.layers[0].digest) == [1, 1])
            #expect(plan.totals.reusedBlobs == 4)
            #expect(plan.claims.allSatisfy { $0.spot == nil && $0.status.reuse?.spotCheckedAt == nil })
            let weak = try scene.request { policy in
                policy.spot = Self.all
                policy.depth = .presence
            }
            let presence = try await scene.gate(store).plan(weak)
            #expect(presence.noticeTexts.contains("no spot checks: depth presence reuses no earlier proof"))
        }
    }

    @Test func rightBlobsStayReused() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", Self.layer)
            let store = try scene.store()
            let first = try await scene.check(nil, store)
            let run = try await Self.spot(scene, store)
            #expect(run.exitCode == .verified)
            #expect(run.totals.reusedBlobs == 4)
            #expect(scene.pulls(image.layers[0].digest) == [1, 1])
            #expect(run.totals.spot.checked == 4)
            #expect(run.totals.spot.bytes == first.totals.bytesReused + run.totals.bytesReused)
            #expect(run.totals.spot.ranges == 2 * 5)
            #expect(run.totals.bytesPulled >= run.totals.bytesReused)
            let result = try #require(run.result(image.layers[0].digest, on: "two"))
            #expect(result.spot?.outcome == .right)
            #expect(result.spot?.ranges.last == Int64(3 << 20)..<Int64(Self.size))
            let path = ProofPath(
                registry: result.registry, backend: "two", repository: result.repository, digest: result.digest,
                machine: "test")
            #expect(try await store.proofs(for: [path])[path]?.spotCheckedAt != nil)
            #expect(run.noticeTexts == [])
        }
    }

    @Test func aFlippedBitIsRefusedAndTheProofDeleted() async throws {
        try await Self.proven(2) { scene, store, digest in
            scene[1].on(.blob(digest), .flipByte(at: 2_500_000))
            // Without a spot check, reuse does not notice it.
            #expect(try await scene.check(nil, store).exitCode == .verified)
            let bad = try await Self.spot(scene, store)
            #expect(bad.exitCode == .refused)
            #expect(bad.faults == ["content-digest on two"])
            let result = try #require(bad.result(digest, on: "two"))
            #expect(result.spot?.outcome == .bad)
            #expect(result.attempts.map(\.isOfSpotCheck) == [true, false, false])
            #expect(
                result.finding?.seen.hasPrefix("spot check failed: bytes 2097152 to 3145727 differ from those") == true)
            #expect(bad.faultRecords.first?.occurrences.first { $0.backend == "two" }?.received != nil)
            // The proof of the good backend is still reused; the bad one needs a later good read.
            #expect(bad.result(digest, on: "one")?.status.reuse != nil)
            scene[1].heal()
            let before = scene.pulls(digest)
            let healed = try await Self.spot(scene, store, recheckOf: bad.id)
            #expect(healed.exitCode == .verified)
            #expect(scene.pulls(digest) == [before[0], before[1] + 1])
        }
    }

    @Test func badThenGoodIsFlapping() async throws {
        try await Self.proven { scene, store, digest in
            scene[0].on(.blob(digest), .only(1), .flipByte(at: 10))
            let run = try await Self.spot(scene, store)
            #expect(run.faults == ["content-flapping on one"])
            let seen = try #require(run.findings.first?.seen)
            #expect(
                seen.hasPrefix("first spot check failed: bytes 0 to 1048575 differ from those proven by run 1"))
            #expect(seen.hasSuffix("; then good on a new connection"))
            #expect(scene.pulls(digest) == [2])
        }
    }

    @Test func theFlappingPolicyDecides() async throws {
        try await Self.proven { scene, store, digest in
            scene[0].on(.blob(digest), .only(1), .flipByte(at: 10))
            let run = try await Self.spot(scene, store) { $0.flapping = .reads(3) }
            #expect(run.exitCode == .verified)
            #expect(run.result(digest, on: "one")?.remark?.code == .contentFlapping)
            #expect(scene.pulls(digest) == [1 + 3])
            #expect(try await scene.check(nil, store).result(digest, on: "one")?.status.reuse == nil)
        }
    }

    @Test func aShortCopyIsRefused() async throws {
        try await Self.proven { scene, store, digest in
            scene[0].on(.blob(digest), .truncated(to: 3 << 20))
            let run = try await Self.spot(scene, store, .bytes(1 << 20)) { $0.jobs = 1 }
            // The budget may have been spent on the configuration.
            let again = try await Self.spot(scene, store, .bytes(1 << 20))
            #expect(run.exitCode == .refused || again.exitCode == .refused)
            #expect(Set(run.faults + again.faults) == ["content-size on one"])
        }
    }

    @Test func anAbsentBlobIsRefused() async throws {
        try await Self.proven { scene, store, digest in
            scene[0].on(.blob(digest), .status(404))
            #expect(try await scene.check(nil, store).exitCode == .verified)
            let run = try await Self.spot(scene, store)
            #expect(run.faults == ["absence-blob on one"])
        }
    }

    @Test func theBudgetIsNotExceeded() async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", Self.layer, noise(22, 5 << 20), bytes(3))
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            for budget: Int64 in [1 << 20, 3 << 20, (5 << 20) + 1000] {
                let before = scene.registries.map { $0.requests(.blobs).count }
                let run = try await Self.spot(scene, store, .bytes(budget))
                #expect(run.totals.reusedBlobs == 8)
                for (index, registry) in scene.registries.enumerated() {
                    let asked = registry.requests(.blobs).dropFirst(before[index])
                    #expect(asked.allSatisfy { $0.header("range") != nil })
                    let bytes = asked.compactMap(Self.range).reduce(0) { $0 + Int64($1.count) }
                    #expect(bytes > 0 && bytes <= budget)
                }
            }
            let share = try await Self.spot(scene, store, .share(percent: 50))
            #expect(share.totals.spot.bytes <= share.totals.bytesReused / 2)
        }
    }

    /// One range per run: after as many runs as there are blobs, each blob was checked, and eventually every range.
    @Test func everythingIsCheckedOverSeveralRuns() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", noise(31, 2 << 20), noise(32, 2 << 20), noise(33, 2 << 20))
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            let blobs = [image.config] + image.layers
            for _ in blobs { _ = try await Self.spot(scene, store, .bytes(1 << 20)) }
            #expect(blobs.map { min(1, Self.ranges(scene[0], $0.digest).count) } == [1, 1, 1, 1])
            var runs = 0
            let isAll = { image.layers.allSatisfy { Set(Self.ranges(scene[0], $0.digest)).count == 2 } }
            while !isAll(), runs < 200 {
                _ = try await Self.spot(scene, store, .bytes(1 << 20))
                runs += 1
            }
            #expect(isAll())
            #expect(scene.pulls(image.layers[0].digest) == [1])
        }
    }

    @Test func anUnreadableBlobIsPulledInFull() async throws {
        try await Self.proven { scene, store, digest in
            scene[0].on(.blob(digest), .only(1), .status(503))
            let good = try await Self.spot(scene, store)
            #expect(good.exitCode == .verified)
            #expect(good.result(digest, on: "one")?.status.reuse == nil)
            #expect(good.result(digest, on: "one")?.spot?.outcome == .unread)
            #expect(scene.pulls(digest) == [2])
            scene[0].on(.blob(digest), .status(503))
            let ill = try await Self.spot(scene, store) { $0.retries = 0 }
            #expect(ill.exitCode == .undecided)
            #expect(ill.faults == ["access-server-error on one"])
        }
    }

    /// The cache had the blob when it was proven but no longer has it, so the proof does not cover the current entry.
    @Test func aRefilledCacheIsPulledInFull() async throws {
        try await Self.proven(cache: "HIT") { scene, store, digest in
            #expect(try await Self.spot(scene, store).totals.reusedBlobs == 2)
            scene[0].heal()
            scene[0].on(.blob(digest), .only(1), .header("X-Cache-Status", "MISS"))
            scene[0].on(.blob(digest), .from(2), .header("X-Cache-Status", "HIT"))
            let run = try await Self.spot(scene, store)
            #expect(run.exitCode == .verified)
            #expect(run.result(digest, on: "one")?.spot?.outcome == .refilled)
            #expect(run.result(digest, on: "one")?.status.reuse == nil)
            #expect(scene.pulls(digest) == [2])
            #expect(try await Self.spot(scene, store).totals.reusedBlobs == 2)
        }
    }

    /// The proof is deleted even if the following pull fails.
    @Test func aRefilledCacheIsNotReusedLater() async throws {
        try await Self.proven(cache: "HIT") { scene, store, digest in
            scene[0].heal()
            scene[0].on(.blob(digest), .only(1), .header("X-Cache-Status", "MISS"))
            scene[0].on(.blob(digest), .from(2), .status(503))
            let ill = try await Self.spot(scene, store) { $0.retries = 0 }
            #expect(ill.exitCode == .undecided)
            scene[0].heal()
            let next = try await scene.check(nil, store)
            #expect(next.totals.reusedBlobs == 1)
        }
    }

    @Test func aHoldNoticesThatItHealed() async throws {
        try await Self.proven { scene, store, digest in
            scene[0].on(.blob(digest), .flipByte(at: 7))
            let registries = scene.registries
            let recorder = Recorder { event in
                if case .round(let look, _, _) = event, look.number == 1 { registries[0].heal() }
            }
            let request = try scene.request { policy in
                policy.spot = Self.all
                policy.hold = .seconds(60)
            }
            let run = try await scene.gate(store, observer: recorder).check(request)
            #expect(run.exitCode == .verified)
            #expect(run.rounds.map(\.refused) == [1, 0])
            #expect(run.result(digest, on: "one")?.status.reuse == nil)
        }
    }

    /// An access fault keeps the proof, but a later round does not fall back on it.
    @Test func aLaterRoundPullsBlobsInDoubt() async throws {
        try await Self.proven { scene, store, digest in
            scene[0].on(.blob(digest), .status(503))
            let registries = scene.registries
            let recorder = Recorder { event in
                if case .round(let look, _, _) = event, look.number == 1 { registries[0].heal() }
            }
            let request = try scene.request { policy in
                policy.spot = .bytes(4 << 20)
                policy.hold = .seconds(60)
                policy.retries = 0
            }
            let run = try await scene.gate(store, observer: recorder).check(request)
            #expect(run.exitCode == .verified)
            #expect(run.rounds.map(\.undecided) == [1, 0])
            #expect(run.result(digest, on: "one")?.status.reuse == nil)
        }
    }

    @Test func missingCheckpointsAreReported() async throws {
        try await Self.proven { scene, store, digest in
            _ = try await store.write { db in try db.eraseCheckpoints("1") }
            let run = try await Self.spot(scene, store)
            #expect(run.exitCode == .verified)
            #expect(run.totals.reusedBlobs == 2)
            #expect(run.totals.spot.checked == 1)
            #expect(run.totals.spot.withoutCheckpoints == 1)
            #expect(Self.ranges(scene[0], digest).isEmpty)
            #expect(
                run.noticeTexts == [
                    "1 reused blob (\(Self.size) bytes) could not be spot-checked: no checkpoints in the ledger"
                ])
        }
    }

    @Test func withoutReuseThereAreNoSpotChecks() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", Self.layer)
            let store = try scene.store()
            #expect(try await Self.spot(scene, store).noticeTexts == [])
            let fresh = try await Self.spot(scene, store) { $0.fresh = true }
            #expect(
                fresh.noticeTexts == [
                    "no spot checks: proofs of earlier runs are not reused (fresh), so every blob is pulled in full"
                ])
            #expect(fresh.totals.reusedBlobs == 0)
            let presence = try await Self.spot(scene, store) { $0.depth = .presence }
            #expect(presence.noticeTexts == ["no spot checks: depth presence reuses no earlier proof"])
        }
    }

    @Test func sharedProofsAreDeletedTogether() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", Self.layer)
            try scene.addImage("other", tag: "v1", Self.layer)
            let digest = image.layers[0].digest
            let store = try scene.store()
            let names = ["registry.test/app:v1", "registry.test/other:v1"]
            _ = try await scene.check(scene.request(names, sharing: true), store)
            scene[0].on(.blob(digest), .flipByte(at: 7))
            let request = try scene.request(names, sharing: true) { $0.spot = Self.all }
            let run = try await scene.check(request, store)
            #expect(run.exitCode == .refused)
            #expect(run.claims.allSatisfy { $0.digest != digest || $0.status.finding != nil })
            let outcomes = run.claims.filter { $0.digest == digest }.map(\.spot?.outcome)
            #expect(!outcomes.isEmpty && outcomes.allSatisfy { $0 == .bad })
            #expect(Set(run.faults) == ["content-digest on one"])
        }
    }

    @Test func aBackendWithoutRangesIsNotSpotChecked() async throws {
        try await Self.proven { scene, store, _ in
            scene[0].on(.blobs, .ignoredRange)
            let run = try await Self.spot(scene, store) { $0.jobs = 1 }
            #expect(run.exitCode == .verified)
            #expect(run.totals.reusedBlobs == 2)
            #expect(
                run.noticeTexts == [
                    "one ignores range requests and sends whole blobs: its spot checks were stopped early"
                ])
        }
    }

    /// Wrong bytes were seen. Ending the run before the blob was read in full does not undo that.
    @Test func badBeforeTheDeadlineIsRefused() async throws {
        try await Self.proven { scene, store, digest in
            scene[0].on(.blob(digest), .only(1), .flipByte(at: 10))
            scene[0].on(.blob(digest), .from(2), .delay(.seconds(20)))
            let request = try scene.request { policy in
                policy.spot = Self.all
                policy.deadline = .seconds(3)
            }
            let run = try await scene.gate(store, stall: .seconds(15)).check(request)
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-digest on one"])
            #expect(run.stopped == .deadline)
        }
    }

    @Test func badWithoutAFurtherRequestIsRefused() throws {
        let claim = try aClaim()
        let bad = JudgedObservation(
            seen(.status(404, ErrorBody([]))), code: .contentDigest,
            .spot(observed: .short(received: 0, from: 0, cache: nil)), isOfSpotCheck: true)
        var doubts = SuspectProofs()
        doubts.add(claim, SpotCheck(.bad, at: .now), bad)
        let unasked = ClaimRunner.Outcome(
            result: ClaimResult(
                claim: claim, status: .faulty(ClaimConclusion.finding(SeenFault(.accessGivenUp, .nothingAsked), claim)),
                attempts: []))
        let result = doubts.reconciled(unasked).result
        #expect(result.status.finding?.code == .contentDigest)
        #expect(result.status.verdict == .refused)
        #expect(result.spot?.outcome == .bad)
        #expect(doubts.oldestUsableProof(of: claim) == .distantFuture)
        #expect(doubts.oldestUsableProof(of: try aClaim("other")) == nil)
        let other = ClaimRunner.Outcome(
            result: ClaimResult(claim: try aClaim("other"), status: .planned, attempts: []))
        #expect(doubts.reconciled(other).result.spot == nil)
    }

    /// Neither gate uses the other's good read instead of its own.
    @Test func twoGatesAtATime() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", Self.layer)
            let digest = image.layers[0].digest
            _ = try await scene.check(nil, scene.store())
            let request = try scene.request { $0.spot = Self.all }
            let both = { (gates: [Gatekeeper]) in
                await withTaskGroup(of: Run.self) { group in
                    for gate in gates { group.addTask { await gate.check(request) } }
                    return await group.reduce(into: [Run]()) { $0.append($1) }
                }
            }
            let good = await both(try (0..<2).map { _ in try scene.gate(scene.store()) })
            #expect(good.map(\.exitCode) == [.verified, .verified])
            #expect(good.map(\.totals.reusedBlobs) == [4, 4])
            scene[1].on(.blob(digest), .flipByte(at: 2_500_000))
            let bad = await both(try (0..<2).map { _ in try scene.gate(scene.store()) })
            #expect(bad.map(\.exitCode) == [.refused, .refused])
        }
    }

    /// The run ends before the ranges are read: the claims are undecided, and the exit code is not 0.
    @Test func aDeadlineLeavesItUndecided() async throws {
        try await Self.proven { scene, store, digest in
            scene[0].on(.blob(digest), .delay(.seconds(20)))
            let request = try scene.request { policy in
                policy.spot = Self.all
                policy.deadline = .seconds(3)
            }
            let run = try await scene.gate(store, stall: .seconds(15)).check(request)
            #expect(run.exitCode == .undecided)
            #expect(run.stopped == .deadline)
        }
    }
}
