import Foundation
import OCI
import Record
import Registry
import Release
import Support
import Testing

@testable import Gate

/// The expectations that every backend's answer is compared with.
@Suite struct PinTests {
    private static func request(
        _ scene: Scene, _ content: Record.Expectation.Content, _ reason: Record.Expectation.Reason = .pin,
        reference: String = "registry.test/app:v1", platforms: [String] = [], roles: [Backend.Role] = []
    ) throws -> GateRequest {
        var request = try scene.request([reference], platforms: platforms, roles: roles)
        request.images = request.images.map {
            $0.expecting([Record.Expectation(content, reason, origin: .line(file: "pins.json", number: 7))])
        }
        return request
    }

    @Test func aTagThatMatchesItsPinIsVerified() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let run = try await scene.check(Self.request(scene, .manifest(image.manifest.digest)))
            #expect(run.exitCode == .verified && run.faults.isEmpty)
        }
    }

    @Test func aTagThatMovedOnOneBackendIsRefusedThere() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let other = try scene[1].addImage(to: "app", tag: "v1", layers: [bytes(2)])
            let run = try await scene.check(Self.request(scene, .manifest(image.manifest.digest)))
            #expect(run.exitCode == .refused)
            #expect(run.faults.sorted() == ["content-pin on two", "content-tag-divergence on -"])
            let finding = try #require(run.findings.first { $0.code == .contentPin })
            #expect(
                finding.seen
                    == "the tag resolves to \(other.manifest.digest), not to \(image.manifest.digest), pinned in pins.json:7"
            )
            let fault = try #require(run.faultRecords.first { $0.code == .contentPin })
            #expect(fault.occurrences.map(\.backend) == ["two"])
            #expect(fault.occurrences.first?.address != nil)
        }
    }

    @Test func aTagThatMovedEverywhereIsRefusedWithoutAnotherFault() async throws {
        try await Scene.run(2) { scene in
            let pinned = try digest("an older image")
            try scene.addImage("app", bytes(1))
            let run = try await scene.check(Self.request(scene, .manifest(pinned)))
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-pin on one", "content-pin on two"])
            #expect(run.verdicts(on: "one") == [.verified])
            #expect(run.faultRecords.map(\.code) == [.contentPin])
            #expect(run.faultRecords.first?.scope == .all)
        }
    }

    @Test func aStandbyMayLag() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            try scene[1].addImage(to: "app", tag: "v1", layers: [bytes(2)])
            let pin = Record.Expectation.Content.manifest(image.manifest.digest)
            let run = try await scene.check(Self.request(scene, pin, roles: [.serving, .standby]))
            #expect(run.exitCode == .verified)
            #expect(run.faults.contains("content-pin on two"))
            #expect(run.findings.allSatisfy { $0.weight == .reported })
        }
    }

    @Test func aReferenceByAnotherDigestIsRefusedDirectly() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let run = try await scene.check(
                Self.request(
                    scene, .manifest(try digest("pinned")), reference: "registry.test/app:v1@\(image.manifest.digest)"))
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-pin on -"])
            #expect(
                run.findings.first?.seen.hasPrefix("the reference resolves to \(image.manifest.digest), not to ")
                    == true)
            // No answer is needed to refuse it.
            await scene[0].stop()
            await scene[1].stop()
            let alone = try await scene.check(
                Self.request(
                    scene, .manifest(try digest("pinned")), reference: "registry.test/app:v1@\(image.manifest.digest)"))
            #expect(alone.exitCode == .refused)
            #expect(alone.faults.first == "content-pin on -")
        }
    }

    /// The tag next to a digest decides nothing, not even for pins.
    @Test func aReferenceByThePinnedDigestNeedsNoTag() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", tag: nil, bytes(1))
            let run = try await scene.check(
                Self.request(
                    scene, .manifest(image.manifest.digest), reference: "registry.test/app:v1@\(image.manifest.digest)")
            )
            #expect(run.exitCode == .verified && run.faults.isEmpty)
        }
    }

    @Test func theImageOnDiskMayBeOnePlatformOfTheIndex() async throws {
        try await Scene.run(2) { scene in
            let amd = try scene.addImage("app", tag: nil, bytes(1))
            let arm = try scene.addImage("app", tag: nil, bytes(2), platform: "linux/arm64")
            for registry in scene.registries {
                try registry.addIndex(of: [amd.manifest, arm.manifest], to: "app", tag: "v1")
            }
            let wanted = Record.Expectation.Content.manifest(arm.manifest.digest)
            #expect(try await scene.check(Self.request(scene, wanted, .disk)).exitCode == .verified)
            // An index lists it, no matter which platforms are requested.
            let limited = Self.request
            #expect(
                try await scene.check(limited(scene, wanted, .disk, "registry.test/app:v1", ["linux/amd64"], []))
                    .exitCode == .verified)
            // A pin applies to the name itself.
            #expect(try await scene.check(Self.request(scene, wanted, .pin)).faults.contains("content-pin on one"))
            let other = try await scene.check(Self.request(scene, .manifest(try digest("x")), .disk))
            #expect(
                other.findings.first?.seen.hasSuffix("found in pins.json:7, nor to an index that lists it") == true)
        }
    }

    @Test func configurations() async throws {
        try await Scene.run(2) { scene in
            let amd = try scene.addImage("app", tag: nil, bytes(1))
            let arm = try scene.addImage("app", tag: nil, bytes(2), platform: "linux/arm64")
            for registry in scene.registries {
                try registry.addIndex(of: [amd.manifest, arm.manifest], to: "app", tag: "v1")
            }
            let wanted = Record.Expectation.Content.config(arm.config.digest)
            #expect(try await scene.check(Self.request(scene, wanted, .disk)).exitCode == .verified)
            let limited = try await scene.check(Self.request(scene, wanted, .disk, platforms: ["linux/amd64"]))
            #expect(limited.exitCode == .undecided)
            #expect(limited.faults == ["content-pin on one", "content-pin on two"])
            let other = try await scene.check(Self.request(scene, .config(try digest("x")), .disk))
            #expect(other.exitCode == .refused)
            #expect(other.findings.first?.seen.contains(" and 1 more, not to ") == true)
        }
    }

    /// If the backend does not answer, that is the finding.
    @Test func anUnreadNameIsNotAnotherImage() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[1].on(.manifest(.digest(image.manifest.digest)), .status(404))
            let run = try await scene.check(Self.request(scene, .config(try digest("x")), .disk))
            #expect(run.faults.sorted() == ["absence-manifest on two", "content-pin on one"])
            scene[0].on(.manifests, .status(404))
            let absent = try await scene.check(Self.request(scene, .manifest(try digest("x"))))
            #expect(absent.faults.contains("content-pin on two") && !absent.faults.contains("content-pin on one"))
        }
    }

    @Test func aPlanReportsPinsToo() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1))
            var request = try Self.request(scene, .manifest(try digest("x")))
            request.command = .plan
            let plan = try await scene.gate().plan(request)
            #expect(plan.faults == ["content-pin on one"] && plan.exitCode == .refused)
        }
    }

    /// The fix may be to push the pinned image again.
    @Test func aHoldResolvesTheTagAgain() async throws {
        try await Scene.run(1) { scene in
            let pinned = try scene.addImage("app", tag: "old", bytes(1))
            try scene.addImage("app", tag: "v1", bytes(2))
            var request = try Self.request(scene, .manifest(pinned.manifest.digest))
            request.policy.hold = .seconds(30)
            let healed = Recorder { event in
                if case .round = event { _ = try? scene[0].addImage(to: "app", tag: "v1", layers: [bytes(1)]) }
            }
            let run = try await scene.gate(observer: healed).check(request)
            #expect(run.exitCode == .verified)
            #expect(run.rounds.count >= 2)
        }
    }
}
