import Foundation
import Ledger
import OCI
import Record
import Registry
import Support
import Synchronization
import Testing

@testable import Gate

/// Complete runs with a hold, with pauses of milliseconds.
@Suite(.timeLimit(.minutes(10))) struct HoldTests {
    private func looks(_ run: Run) -> [[Int]] { run.rounds.map { [$0.refused, $0.undecided, $0.verified] } }

    /// Runs with a hold. `heal` is called after each round with its number.
    private func hold(
        _ scene: Scene, _ request: GateRequest? = nil, for duration: Duration = .seconds(20),
        store: LedgerStore? = nil, control: RunControl = RunControl(), after look: @escaping @Sendable (Int) -> Void
    ) async throws -> Run {
        var request = try request ?? scene.request()
        request.policy.hold = duration
        let recorder = Recorder { event in if case .round(let seen, _, _) = event { look(seen.number) } }
        let run = try await scene.gate(store, stall: .seconds(60), observer: recorder).check(request, control: control)
        let told = recorder.all.compactMap { if case .round(let look, _, _) = $0 { look.number } else { nil } }
        #expect(told == run.rounds.map(\.number))
        return run
    }

    @Test func withoutAHoldThereAreNoRounds() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1))
            let run = try await scene.check()
            #expect(run.rounds.isEmpty)
            #expect(run.policy.holdMilliseconds == nil)
        }
    }

    @Test func aReleaseThatIsGoodAtOnceHasOneRound() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1))
            let run = try await hold(scene) { _ in }
            #expect(run.exitCode == .verified)
            #expect(looks(run) == [[0, 0, 3]])
        }
    }

    /// It ends as soon as everything is proven. Verified claims are not pulled again, and earlier faults stay visible.
    @Test func aHoldEndsWhenFaultsAreHealed() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let bad = image.layers[0].digest
            scene[1].on(.blob(bad), .flipByte(at: 0))
            let store = try scene.store()
            let registries = scene.registries
            let run = try await hold(scene, store: store) { if $0 == 3 { registries[1].heal() } }
            #expect(run.exitCode == .verified)
            #expect(run.findings.isEmpty)
            #expect(looks(run) == [[1, 0, 7], [1, 0, 7], [1, 0, 7], [0, 0, 8]])
            #expect(run.rounds[2].findings.map(\.code) == [.contentDigest])
            #expect(
                run.rounds[3].healed.map { "\($0.code) on \($0.place.backend ?? "-")" } == ["content-digest on two"])
            #expect(run.rounds.dropLast().allSatisfy { $0.healed.isEmpty })
            #expect(scene.pulls(bad) == [1, 7])
            #expect(scene.pulls(image.layers[1].digest) == [1, 1])
            #expect(scene.pulls(image.config.digest) == [1, 1])
            #expect(scene.registries.map { $0.requests(.manifest(.digest(image.manifest.digest))).count } == [1, 1])
            #expect(run.totals.bytesPulled > run.claims.reduce(0) { $0 + $1.attempts.reduce(0) { $0 + $1.bytes } })

            let id = try #require(run.id)
            let record = try #require(try await store.run(id))
            #expect(record.summary.verdict == .verified)
            #expect(
                record.claims.filter { $0.path.digest == bad && $0.path.backend == "two" }.map(\.outcome) == [
                    .refused, .refused, .refused, .verified,
                ])
            #expect(try await store.runs(limit: 9).count == 1)
            let next = try await scene.check(nil, store)
            #expect(next.totals.reusedBlobs == 6)
        }
    }

    @Test func theLastRoundCountsWhenTimeRunsOut() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[1].on(.blob(image.layers[0].digest), .flipByte(at: 0))
            let run = try await hold(scene, for: .seconds(4)) { _ in }
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-digest on two"])
            #expect(run.rounds.count > 1)
            #expect(run.finished.timeIntervalSince(run.started) >= 4)
        }
    }

    @Test func undecidedClaimsAreRecheckedToo() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[0].on(.blob(image.layers[0].digest), .status(503))
            let registries = scene.registries
            let run = try await hold(scene, scene.request { $0.retries = 0 }) { if $0 == 2 { registries[0].heal() } }
            #expect(run.exitCode == .verified)
            #expect(looks(run) == [[0, 1, 5], [0, 1, 5], [0, 0, 6]])
        }
    }

    /// A missing tag and the blobs behind it.
    @Test func namesAreRechecked() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            try scene.addImage("other", bytes(2))
            scene[1].on(RequestPattern(path: .exactly("/v2/app/manifests/v1")), .status(404))
            let registries = scene.registries
            let request = try scene.request(["registry.test/app:v1", "registry.test/other:v1"])
            let run = try await hold(scene, request) { if $0 == 1 { registries[1].heal() } }
            #expect(run.exitCode == .verified)
            #expect(looks(run) == [[1, 0, 9], [0, 0, 12]])
            #expect(run.rounds[1].healed.map(\.code) == [.absenceManifest])
            #expect(scene.pulls(image.layers[0].digest) == [1, 1])
            let other = try #require(Tag("v1"))
            #expect(scene.registries.map { $0.requests(.manifest(.tag(other), of: "other")).count } == [1, 1])
        }
    }

    @Test func aManifestIsRechecked() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[1].on(.manifest(.digest(image.manifest.digest)), .flipByte(at: 10))
            let registries = scene.registries
            let run = try await hold(scene) { if $0 == 1 { registries[1].heal() } }
            #expect(run.exitCode == .verified)
            #expect(looks(run) == [[1, 0, 3], [0, 0, 6]])
        }
    }

    /// The fix may be a new image under the same tag.
    @Test func aTagThatIsPushedAgain() async throws {
        try await Scene.run(2) { scene in
            let old = try scene.addImage("app", bytes(1))
            for registry in scene.registries { registry.on(.blob(old.layers[0].digest), .flipByte(at: 0)) }
            let registries = scene.registries
            let run = try await hold(scene) { number in
                guard number == 1 else { return }
                for registry in registries { _ = try? registry.addImage(to: "app", tag: "v1", layers: [bytes(3)]) }
            }
            #expect(run.exitCode == .verified)
            try #require(run.rounds.count == 2)
            #expect(run.rounds[1].healed.isEmpty)
            #expect(run.result(old.layers[0].digest, on: "one") == nil)
        }
    }

    /// Each round has its own deadline, and claims that it did not reach stay refused.
    @Test func eachRoundHasItsOwnDeadline() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            scene[0].on(.blob(image.layers[0].digest), .first(2), .flipByte(at: 0))
            scene[0].on(.blob(image.layers[0].digest), .from(3), .breakOff(at: 10, .stall))
            let registries = scene.registries
            let request = try scene.request { policy in
                policy.deadline = .seconds(3)
                policy.retries = 0
            }
            let run = try await hold(scene, request, for: .seconds(100)) { if $0 == 3 { registries[0].heal() } }
            #expect(run.exitCode == .verified)
            #expect(run.stopped == nil)
            #expect(run.rounds.count > 3)
            // On a very slow machine the first round hits its deadline too.
            let refused = run.rounds.prefix(3).map(\.refused)
            #expect(refused == [1, 1, 1] || refused == [0, 0, 1] || refused == [0, 1, 1])
            #expect(run.finished.timeIntervalSince(run.started) > 6)
        }
    }

    @Test func aSignalEndsThePause() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[0].on(.blob(image.layers[0].digest), .flipByte(at: 0))
            let control = RunControl()
            let store = try scene.store()
            let request = try scene.request { $0.pace = 10 }
            let run = try await hold(scene, request, for: .seconds(600), store: store, control: control) { _ in
                Task {
                    try? await Task.sleep(for: .milliseconds(50))
                    control.stop(.signal(number: 15))
                }
            }
            #expect(run.exitCode == .terminated)
            #expect(run.verdict == .refused)
            #expect(run.rounds.count == 1)
            let summary = try await store.runs(limit: 1)[0]
            #expect(summary.verdict == nil)
            #expect(summary.exitCode == 143)
        }
    }

    @Test func aSignalEndsARound() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[0].on(.blob(image.layers[0].digest), .first(2), .flipByte(at: 0))
            scene[0].on(.blob(image.layers[0].digest), .from(3), .breakOff(at: 10, .stall))
            let control = RunControl()
            let registries = scene.registries
            let signal = Task {
                _ = try await eventually { registries[0].requests(.blob(image.layers[0].digest)).count == 3 }
                control.stop(.signal(number: 2))
            }
            let run = try await hold(scene, for: .seconds(600), control: control) { _ in }
            try await signal.value
            #expect(run.exitCode == .interrupted)
            #expect(run.verdict == .refused)
            #expect(run.faults == ["content-digest on one"])
        }
    }

    /// Flapping is not healed by one more good read.
    @Test func flappingIsNotHealedByOneGoodRead() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let layer = image.layers[0].digest
            for turn in [1, 4, 6] { scene[0].on(.blob(layer), .only(turn), .flipByte(at: 0)) }
            let run = try await hold(scene) { _ in }
            #expect(run.exitCode == .verified)
            // Bad, good; good, bad; good, bad; and then three good ones.
            #expect(scene.pulls(layer) == [9])
            #expect(run.rounds.dropLast().allSatisfy { $0.findings.map(\.code) == [.contentFlapping] })
            #expect(run.rounds.count == 4)
        }
    }

    @Test func aWithheldBlobIsPulledWhenTheFirstBackendIsHealed() async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage("app", bytes(1))
            let layer = image.layers[0].digest
            scene[0].on(.blob(layer), .flipByte(at: 0))
            let registries = scene.registries
            let run = try await hold(scene, store: scene.store()) { if $0 == 2 { registries[0].heal() } }
            #expect(run.exitCode == .verified)
            #expect(looks(run) == [[1, 2, 6], [1, 2, 6], [0, 0, 9]])
            #expect(scene.pulls(layer) == [5, 1, 1])
        }
    }
}
