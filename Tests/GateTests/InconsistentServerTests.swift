import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import Gate

/// Servers whose replies to the same blob differ: by the kind of request, from read to read, or by the machine that answers.
@Suite(.timeLimit(.minutes(10))) struct InconsistentServerTests {
    private static let layer = noise(41, 100_000)
    private static let large = noise(42, (9 << 20) + 77)

    private func refusal(
        _ layer: [UInt8], backends: Int = 1, _ arrange: (Scene, Digest) throws -> Void
    ) async throws -> Run {
        nonisolated(unsafe) var run: Run?
        try await Scene.run(backends) { scene in
            let image = try scene.addImage("app", layer)
            try arrange(scene, image.layers[0].digest)
            run = try await scene.check()
        }
        return try #require(run)
    }

    @Test(
        "A wrong part next to a right whole is refused", arguments: [Fault.flipByte(at: 99_990), .shiftedRange(by: -1)])
    func wrongPart(fault: Fault) async throws {
        let run = try await refusal(Self.layer) { scene, digest in scene[0].on(.blob(digest).ranged(true), fault) }
        #expect(run.exitCode == .refused)
        #expect(run.faults == ["content-range on one"])
        guard case .series(.same(.part(.wrongBytes(let bytes, let found, let right, _)))) = run.findings.first?.evidence
        else {
            Issue.record("\(run.findings)")
            return
        }
        #expect(bytes.wrappedValue == 34_464..<100_000)
        #expect(right == (try ScriptedRegistry.sha256(of: Array(Self.layer[34_464...]))))
        #expect(found != right)
    }

    @Test("A part that declares another size for the whole is refused")
    func otherSizeOfPart() async throws {
        let run = try await refusal(Self.layer) { scene, digest in
            scene[0].on(
                .blob(digest).ranged(true), .header("Content-Range", "bytes 34464-99999/200000"))
        }
        #expect(run.faults == ["content-range on one"])
        #expect(
            run.findings.first?.evidence
                == .series(
                    reads: .same(evidence: .part(observed: .otherSize(stored: 200_000, size: 100_000, cache: nil)))))
    }

    @Test("Some MiB of a large blob is read too")
    func wrongPieces() async throws {
        let run = try await refusal(Self.large) { scene, digest in
            // Every MiB but the first is wrong, except the last 64 KiB.
            scene[0].on(
                .blob(digest).ranged(true), .zeroRun(at: 1 << 20, count: Self.large.count - (1 << 20) - (64 << 10)))
        }
        #expect(run.faults == ["content-range on one"])
    }

    @Test("A backend without range requests passes, and is asked for a part only once")
    func ignoredRanges() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", Self.layer, noise(43, 50_000))
            scene[0].on(.blobs, .ignoredRange)
            let run = try await scene.check(scene.request { $0.jobs = 1 })
            #expect(run.verdict == .verified)
            let parts = image.layers.map { scene[0].requests(.blob($0.digest).ranged(true)).count }
            #expect(parts.reduce(0, +) == 1)
        }
    }

    @Test("A failed request for a part is no fault", arguments: [Fault.status(502), .noReply(.close)])
    func failedPart(fault: Fault) async throws {
        let run = try await refusal(Self.layer) { scene, digest in scene[0].on(.blob(digest).ranged(true), fault) }
        #expect(run.verdict == .verified)
    }

    @Test("A small blob is not read in parts")
    func smallBlob() async throws {
        let run = try await refusal(bytes(1)) { scene, digest in scene[0].on(.blob(digest).ranged(true), .wrongBytes) }
        #expect(run.verdict == .verified)
    }

    @Test("Different wrong bytes on each read are one refusal with both hashes", arguments: [5, 50_000])
    func changingBytes(offset: Int) async throws {
        let run = try await refusal(Self.layer) { scene, digest in
            scene[0].on(.blob(digest), .only(1), .flipByte(at: offset))
            scene[0].on(.blob(digest), .from(2), .flipByte(at: offset + 1))
        }
        #expect(run.exitCode == .refused)
        guard
            case .series(.changed(.wrongHash(_, let one, _, _, _), .wrongHash(_, let other, _, _, _))) =
                run.findings.first?.evidence
        else {
            Issue.record("\(run.findings)")
            return
        }
        #expect(one != other)
    }

    @Test(
        "A backend that is wrong once and then right is not verified",
        arguments: [Fault.flipByte(at: 7), .truncated(to: 900)])
    func wrongOnce(fault: Fault) async throws {
        let run = try await refusal(Self.layer, backends: 2) { scene, digest in
            scene[1].on(.blob(digest), .only(1), fault)
        }
        #expect(run.exitCode == .refused)
        #expect(run.faults == ["content-flapping on two"])
    }

    @Test("A manifest that is wrong once and then right is not verified")
    func wrongManifestOnce() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", Self.layer)
            let reference = "registry.test/app@\(image.manifest.digest)"
            scene[0].on(.manifest(.digest(image.manifest.digest)), .only(1), .flipByte(at: 9))
            #expect(try await scene.check(scene.request([reference])).verdict == .refused)
        }
    }

    @Test(
        "A body that always ends just before its end is refused, and other backends are not filled",
        arguments: [1, 32_768])
    func verifyingProxy(missing: Int) async throws {
        let run = try await refusal(Self.layer, backends: 2) { scene, digest in
            scene[0].on(.blob(digest), .breakOff(at: Self.layer.count - missing, .close))
        }
        #expect(run.exitCode == .refused)
        #expect(Set(run.faults) == ["content-cut on one", "access-withheld on two"])
    }

    @Test("A body that ends elsewhere, or not always at the same byte, stays undecided")
    func otherEnds() async throws {
        let middle = try await refusal(Self.layer) { scene, digest in
            scene[0].on(.blob(digest), .breakOff(at: 40_000, .close))
        }
        #expect(middle.exitCode == .undecided)
        #expect(middle.faults == ["access-truncated on one"])
        guard case .series(.endedAlike(40_000, 100_000, _, _)) = middle.findings.first?.evidence else {
            Issue.record("\(middle.findings)")
            return
        }
        let moving = try await refusal(Self.layer) { scene, digest in
            scene[0].on(.blob(digest), .only(1), .breakOff(at: 99_000, .close))
            scene[0].on(.blob(digest), .from(2), .breakOff(at: 98_000, .close))
        }
        #expect(moving.faults == ["access-truncated on one"])
        let once = try await refusal(Self.layer) { scene, digest in
            scene[0].on(.blob(digest), .only(1), .breakOff(at: 99_000, .close))
        }
        #expect(once.verdict == .verified)
    }

    @Test("One endpoint under two names, and a balancer behind a backend, are said")
    func endpoints() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", Self.layer)
            let name = try #require(RegistryName(registryName))
            var request = try scene.request()
            let first = try #require(request.registries[name]?.backends.first)
            let second = Backend(
                registry: name, name: "two", address: first.address, scheme: .http, source: .commandLine)
            request.registries[name]?.backends.append(second)
            let run = try await scene.check(request)
            #expect(run.verdict == .verified)
            #expect(
                run.notes.contains(
                    .sameEndpoint(registry: name, backends: ["one", "two"], address: first.address.description)))

            scene[0].on(.manifests, .header("X-Served-By", "a"))
            scene[0].on(.blobs, .header("X-Served-By", "b"))
            let balanced = try await scene.check()
            #expect(balanced.verdict == .verified)
            #expect(
                balanced.notes.contains(
                    .severalInstances(
                        registry: name, backend: "one", header: "x-served-by", values: ["a", "b"], count: 2)))
        }
    }

    @Test("A slow first backend does not use up the time of the others")
    func slowFirst() async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage("app", noise(44, 400_000))
            let digest = image.layers[0].digest
            scene[0].on(.blob(digest), .drip(from: 0, bytes: 2000, every: .milliseconds(100)))
            let run = try await scene.check(scene.request { $0.deadline = .seconds(6) }, stall: .seconds(60))
            #expect(run.exitCode == .undecided)
            #expect(run.verdicts(on: "two") == [.verified])
            #expect(run.verdicts(on: "three") == [.verified])
            #expect(run.faults == ["access-slow on one"])
            guard case .unfinished(let transfer) = run.findings.first?.evidence else {
                Issue.record("\(run.findings)")
                return
            }
            #expect(transfer.backend == "one")
            #expect(transfer.size == 400_000)
            #expect(transfer.received > 0 && transfer.received < 400_000)
        }
    }
}
