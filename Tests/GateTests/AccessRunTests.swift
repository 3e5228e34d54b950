import Foundation
import Ledger
import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import Gate

/// Complete runs with unreachable backends, and runs that are stopped.
@Suite(.timeLimit(.minutes(10))) struct AccessRunTests {
    @Test func unavailableOnceThenGood() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[1].on(.blob(image.layers[0].digest), .only(1), .status(503))
            let run = try await scene.check()
            #expect(run.exitCode == .verified)
            let result = try #require(run.result(image.layers[0].digest, on: "two"))
            #expect(result.attempts.map(\.code) == [.accessServerError, nil])
        }
    }

    @Test(arguments: [0, 2]) func unavailableAlways(retries: Int) async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[1].on(.blob(image.layers[0].digest), .status(503))
            let run = try await scene.check(scene.request { $0.retries = retries })
            #expect(run.exitCode == .undecided)
            #expect(run.faults == ["access-server-error on two"])
            #expect(scene.pulls(image.layers[0].digest) == [1, retries + 1])
        }
    }

    @Test("dist Error Codes: the Retry-After of a 429 is honored") func theServersWishIsHonoured() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[0].on(.blob(image.layers[0].digest), .only(1), .tooManyRequests(retryAfter: "1"))
            let start = ContinuousClock.now
            #expect(try await scene.check().exitCode == .verified)
            #expect(ContinuousClock.now - start >= .seconds(1))
            scene[0].heal()
            scene[0].on(.blob(image.layers[0].digest), .tooManyRequests(retryAfter: "3600"))
            let limited = try await scene.check()
            #expect(limited.faults == ["access-rate-limited on one"])
            #expect(limited.exitCode == .undecided)
        }
    }

    @Test(arguments: [
        (Fault.noReply(.stall), "access-stalled"), (.breakOff(at: 2000, .stall), "access-stalled"),
        (.drip(from: 10, bytes: 1, every: .milliseconds(30)), "access-slow"), (.delay(.seconds(60)), "access-stalled"),
    ])
    func aHangingBackend(fault: Fault, code: String) async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            scene[1].on(.blobs, fault)
            let start = ContinuousClock.now
            let run = try await scene.check(scene.request { $0.retries = 9 }, stall: .seconds(2))
            #expect(ContinuousClock.now - start < .seconds(25))
            #expect(run.exitCode == .undecided)
            #expect(Set(run.faults) == ["\(code) on two"])
            #expect(run.verdicts(on: "one") == [.verified])
            #expect(run.verdicts(on: "three") == [.verified])
            // Counted at the gate, because a busy server may not have read a request that was sent.
            let tries = run.claims.filter { $0.digest == image.layers[0].digest }.map(\.attempts.count)
            #expect(tries.sorted() == [1, 1, 2])
        }
    }

    @Test(arguments: [
        (Fault.breakOff(at: 100, .close), "access-truncated"), (.breakOff(at: 100, .reset), "access-reset"),
        (.noReply(.close), "access-empty-reply"),
    ])
    func brokenTransfersAreNotContentFaults(fault: Fault, code: String) async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[1].on(.blob(image.layers[0].digest), fault)
            let run = try await scene.check(scene.request { $0.retries = 1 })
            #expect(run.exitCode == .undecided)
            #expect(run.faults == ["\(code) on two"])
        }
    }

    @Test func aStoppedBackend() async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1))
            var request = try scene.request { $0.retries = 1 }
            let name = try #require(RegistryName(registryName))
            // Nothing listens there. The port of a stopped registry could be reused by another test at once.
            let down = Backend(
                registry: name, name: "two", address: .init(host: "127.0.0.1", port: 1), scheme: .http,
                source: .commandLine)
            request.registries[name]?.backends[1] = down
            let run = try await scene.check(request)
            #expect(run.exitCode == .undecided)
            #expect(run.faults == ["access-connect on two"])
            #expect(run.verdicts(on: "one") == [.verified])
        }
    }

    /// The tags of a large release must not each wait for a backend that is down.
    @Test func aBackendThatAnswersNoTagIsGivenUp() async throws {
        try await Scene.run(2) { scene in
            let names = (1...20).map { "app\($0)" }
            for name in names { try scene.addImage(name, bytes(1)) }
            scene[1].on(.manifests, .noReply(.close))
            let run = try await scene.check(
                scene.request(names.map { "registry.test/\($0):v1" }) {
                    $0.retries = 0
                    $0.jobs = 2
                })
            #expect(run.exitCode == .undecided)
            #expect(run.verdicts(on: "one") == [.verified])
            let codes = run.findings.filter { $0.place.backend == "two" }.map(\.code)
            #expect(codes.count == names.count)
            let asked = codes.filter { $0 != .accessGivenUp }.count
            // One more may have been under way when the third ended.
            #expect([Patience.limit, Patience.limit + 1].contains(asked))
            #expect(scene[1].requests(.manifests).count == asked)
        }
    }

    @Test func noBackendsAtAll() async throws {
        try await Scene.run(1) { scene in
            var request = try scene.request(["elsewhere.test/app:v1"])
            let run = try await scene.check(request)
            #expect(run.exitCode == .undecided)
            #expect(run.findings.first?.seen == "no backends configured or discovered")
            request.images = []
            #expect(try await scene.check(request).exitCode == .undecided)
        }
    }

    @Test func theDeadlinePasses() async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1))
            for registry in scene.registries { registry.on(.any, .noReply(.stall)) }
            let start = ContinuousClock.now
            let run = try await scene.check(
                scene.request { $0.deadline = .milliseconds(300) }, stall: .seconds(60))
            #expect(ContinuousClock.now - start < .seconds(20))
            #expect(run.exitCode == .undecided)
            #expect(run.stopped == .deadline)
            #expect(Set(run.faults) == ["access-deadline on one", "access-deadline on two"])
        }
    }

    /// The GET of the tag was answered; the HEAD after it was not.
    @Test func theDeadlinePassesDuringAHead() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1))
            scene[0].on(RequestPattern(method: "HEAD", path: .containing("/manifests/")), .noReply(.stall))
            let run = try await scene.check(
                scene.request { $0.deadline = .milliseconds(700) }, stall: .seconds(60))
            #expect(run.stopped == .deadline)
            #expect(run.exitCode == .undecided)
            #expect(Set(run.faults) == ["access-deadline on one"])
        }
    }

    @Test func theDeadlineKeepsProofs() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2, count: 9000))
            let (easy, stuck) = (image.layers[0].digest, image.layers[1].digest)
            // Nearly all of it has arrived, so the backend is not too slow.
            scene[0].on(.blob(stuck), .breakOff(at: 8999, .stall))
            let store = try scene.store()
            let run = try await stop(scene, .deadline, store) {
                let proven = try await store.proofs(for: [path(easy, on: "two")]).count == 1
                return proven && scene.pulls(stuck)[0] == 1
            }
            #expect(run.exitCode == .undecided)
            #expect(run.stopped == .deadline)
            #expect(Set(run.faults) == ["access-deadline on one", "access-deadline on two"])
            #expect(run.result(easy, on: "one")?.status.verdict == .verified)
            #expect(scene.pulls(stuck) == [1, 0])
            #expect(try await store.runs(limit: 1).first?.verdict == .undecided)

            scene[0].heal()
            let second = try await scene.check(nil, store)
            #expect(second.exitCode == .verified)
            #expect(scene.pulls(easy) == [1, 1])
            #expect(scene.pulls(stuck) == [2, 1])
        }
    }

    private func path(_ digest: Digest, on backend: String) throws -> ProofPath {
        ProofPath(
            registry: try #require(RegistryName(registryName)), backend: backend, repository: try repository(),
            digest: digest, machine: "test")
    }

    /// A run that is stopped as soon as a condition holds.
    private func stop(
        _ scene: Scene, _ reason: RunControl.Reason, _ store: LedgerStore? = nil, when ready: () async throws -> Bool
    ) async throws -> Run {
        let control = RunControl()
        let gate = try scene.gate(store, stall: .seconds(60))
        let request = try scene.request()
        let running = Task { await gate.check(request, control: control) }
        try await #require(eventually(ready))
        let start = ContinuousClock.now
        control.stop(reason)
        let run = await running.value
        #expect(ContinuousClock.now - start < .seconds(10))
        return run
    }

    @Test(arguments: [(Int32(2), ExitCode.interrupted), (15, .terminated)])
    func aSignal(number: Int32, code: ExitCode) async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2, count: 9000))
            let (easy, stuck) = (image.layers[0].digest, image.layers[1].digest)
            scene[0].on(.blob(stuck), .breakOff(at: 10, .stall))
            let store = try scene.store()
            let run = try await stop(scene, .signal(number: number), store) {
                let proven = try await store.proofs(for: [path(easy, on: "two")]).count == 1
                return proven && scene.pulls(stuck)[0] == 1
            }
            #expect(run.exitCode == code)
            #expect(Set(run.faults) == ["access-interrupted on one", "access-interrupted on two"])
            let summary = try #require(try await store.runs(limit: 1).first)
            #expect(summary.verdict == nil)
            #expect(summary.exitCode == code.rawValue)
            scene[0].heal()
            #expect(try await scene.check(nil, store).exitCode == .verified)
            #expect(scene.pulls(easy) == [1, 1])
        }
    }

    @Test func aRunThatWasStoppedBeforeItStarted() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1))
            let control = RunControl()
            control.stop(.signal(number: 2))
            control.stop(.deadline)
            let run = try await scene.gate().check(scene.request(), control: control)
            #expect(run.stopped == .signal(number: 2))
            #expect(run.exitCode == .interrupted)
            #expect(scene[0].requests.isEmpty)
        }
    }

    @Test func aContentFaultIsNotLostWhenTheRunEnds() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let layer = image.layers[0].digest
            scene[0].on(.blob(layer), .only(1), .flipByte(at: 1))
            scene[0].on(.blob(layer), .from(2), .noReply(.stall))
            let run = try await stop(scene, .deadline) {
                // The configuration was read before, so nothing else is pending when the run ends.
                scene.pulls(layer) == [2] && scene[0].requests(.blob(image.config.digest)).map(\.outcome) == [.complete]
            }
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-digest on one"])
            #expect(run.findings.first?.seen.contains("; the second read failed: ") == true)
        }
    }

    @Test func jobsAreLimited() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1), bytes(2), bytes(3), bytes(4), bytes(5), bytes(6))
            scene[0].on(.blobs, .delay(.milliseconds(30)))
            #expect(try await scene.check(scene.request { $0.jobs = 2 }).exitCode == .verified)
            #expect(scene[0].mostAtOnce <= 2)
        }
    }
}
