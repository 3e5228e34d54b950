import OCI
import Record
import Registry
import Release
import Support
import Testing

@testable import Gate

/// The rollback set: verified like the new images, with faults that count by the policy.
@Suite struct RollbackTests {
    enum Fault: CaseIterable { case none, refused, undecided }

    /// The result of checking a new and an old image when content of the given image is faulty on one backend.
    private func look(
        new: Fault = .none, old: Fault = .none, _ policy: RollbackPolicy, shared: Bool = false, onlyOld: Bool = false
    ) async throws -> Run {
        var run: Run?
        try await Scene.run { scene in
            let base = bytes(1)
            let images = [
                try scene.addImage(tag: "new", shared ? base : bytes(2), bytes(3)),
                try scene.addImage(tag: "old", shared ? base : bytes(4), bytes(5)),
            ]
            for (image, fault) in zip(images, [new, old]) {
                let layer = try #require(image.layers.first).digest
                switch fault {
                case .none: break
                case .refused: scene[1].on(.blob(layer), .flipByte(at: 7))
                case .undecided: scene[1].on(.blob(layer), .status(503))
                }
            }
            var request = try scene.request(["registry.test/app:old"]) { $0.rollback = policy }
            let reference = try ImageReference(parsing: "registry.test/app:new")
            request.images =
                (onlyOld ? [] : [ImageUse(reference: reference, origins: [.argument(1)])])
                + request.images.map { ImageUse(reference: $0.reference, origins: [.argument(2)]).of(.rollback) }
            run = try await scene.check(request)
        }
        return try #require(run)
    }

    @Test(
        arguments: [
            (Fault.none, RollbackPolicy.block, Verdict.verified, ExitCode.verified),
            (.none, .warn, .verified, .verified),
            (.refused, .block, .refused, .refused), (.refused, .refused, .refused, .refused),
            (.refused, .warn, .verified, .verified), (.undecided, .block, .undecided, .undecided),
            (.undecided, .refused, .verified, .verified), (.undecided, .warn, .verified, .verified),
        ])
    func thePolicyDecidesAboutFaultsOfTheOldImage(
        _ fault: Fault, _ policy: RollbackPolicy, _ verdict: Verdict, _ code: ExitCode
    ) async throws {
        let run = try await look(old: fault, policy)
        #expect(run.verdict == verdict)
        #expect(run.exitCode == code)
        let found: Verdict = fault == .none ? .verified : fault == .refused ? .refused : .undecided
        #expect(run.rollback?.verdict == found, "the verdict of the set is reported under every policy")
        #expect(run.rollback?.isWaived == (verdict == .verified && found != .verified))
        #expect(run.images.map(\.verdict) == [.verified, found])
        #expect(run.findings.isEmpty == (fault == .none))
    }

    @Test(arguments: RollbackPolicy.allCases)
    func aFaultOfTheNewImageIsNeverWaived(_ policy: RollbackPolicy) async throws {
        let run = try await look(new: .refused, policy)
        #expect(run.exitCode == .refused)
        #expect(run.rollback?.verdict == .verified)
        #expect(run.rollback?.isWaived == false)
    }

    @Test func aSharedLayerBelongsToTheNewImage() async throws {
        let run = try await look(old: .refused, .warn, shared: true)
        #expect(run.exitCode == .refused)
        #expect(run.images.map(\.verdict) == [.refused, .refused])
    }

    @Test(arguments: RollbackPolicy.allCases)
    func withoutANewSetTheRollbackSetIsTheRelease(_ policy: RollbackPolicy) async throws {
        let run = try await look(old: .undecided, policy, onlyOld: true)
        #expect(run.exitCode == .undecided)
        #expect(run.rollback?.policy == .block)
        #expect(run.rollback?.equalsNew == false)
    }

    @Test func twoTagsOfOneImageAreNoRollback() async throws {
        try await Scene.run { scene in
            try scene.addImage(tag: "new", bytes(1))
            try scene.addImage(tag: "old", bytes(1))
            var request = try scene.request(["registry.test/app:new", "registry.test/app:old"])
            request.images[1] = ImageUse(reference: request.images[1].reference, origins: [.argument(2)]).of(.rollback)
            let run = try await scene.check(request)
            #expect(run.rollback?.equalsNew == true)
        }
    }
}
