import OCI
import Record
import Samples
import Support
import Testing

@testable import Diagnosis

/// Backends without a cache: every one serves the bytes of the storage.
struct NoCacheTests {
    private func diagnosis(
        _ storage: StorageKind?, bad: [String] = SampleRun.fronts, _ change: (inout SampleRun) throws -> Void = { _ in }
    ) throws -> Diagnosis {
        var sample = try SampleRun()
        sample.storage = storage
        sample.describeCaches(CachePolicy(kind: "none"))
        for name in bad { sample.answer("big", on: name, with: .wrong("rot"), .wrong("rot")) }
        try change(&sample)
        return try #require(sample.diagnoses.first)
    }

    @Test("the same wrong bytes everywhere are in the storage", arguments: [StorageKind.s3, .filesystem, nil])
    func everyHostAlike(_ storage: StorageKind?) async throws {
        let diagnosis = try diagnosis(storage)
        #expect(diagnosis.location == .storage && diagnosis.openQuestion == nil)
        #expect(diagnosis.conclusion?.wrappedValue == .storageWithoutCache(backends: SampleRun.fronts, remembered: []))
        #expect(diagnosis.causes.first { $0.kind == .storage }?.confidence == .shown)
        #expect(
            diagnosis.steps.map(\.action) == [
                .removeObjectAndPush(content: .blob, when: .now, storage: storage), .checkAgain,
            ])
        let commands = diagnosis.steps[0].commands
        #expect(commands.count == (storage == nil ? 0 : 1))
        let hex = SampleRun.digest("big").encoded
        for command in commands {
            #expect(command.contains("docker/registry/v2/blobs/sha256/\(hex.prefix(2))/\(hex)/data"))
            #expect(command.contains(storage == .s3 ? "aws s3 mv" : "mv -n"))
            try await Program("sh").run(["-n", "-c", command])
        }
    }

    @Test("one host alone has no cache to blame either") func oneHost() throws {
        let diagnosis = try diagnosis(.s3, bad: ["registry1004"]) { $0.backends.removeLast(2) }
        #expect(diagnosis.location == .storage)
        #expect(diagnosis.causes.first { $0.kind == .storage }?.confidence == .likely)
    }

    @Test(
        "nothing is purged where there is no cache", arguments: [["registry1004"], ["registry1004", "registry1005"]])
    func nothingToPurge(_ bad: [String]) throws {
        let diagnosis = try diagnosis(.s3, bad: bad)
        for step in diagnosis.steps {
            switch step.action {
            case .removeFromCache, .moveCacheFiles, .removeByHand: Issue.record("\(step.action)")
            default: break
            }
        }
        #expect(diagnosis.steps.count > 1)
    }

    @Test("a saved copy replaces the object in S3", arguments: [StorageKind.s3, .filesystem])
    func aSavedCopy(_ storage: StorageKind) async throws {
        var commands: [String] = []
        for scene in DamageScene.all {
            var sample = try scene.sample
            sample.storage = storage
            for step in sample.diagnoses.flatMap(\.steps) {
                switch step.action {
                case .replaceInS3: #expect(storage == .s3)
                case .replaceObject(_, _, isFileStorage: true): #expect(storage == .filesystem)
                default: continue
                }
                commands += step.commands
            }
        }
        #expect(!commands.isEmpty)
        for command in commands {
            #expect(command.contains("aws s3 cp") == (storage == .s3))
            try await Program("sh").run(["-n", "-c", command])
        }
    }

    @Test("the command reads from the registry instance of the repository") func theRightInstance() throws {
        var sample = try SampleRun()
        try sample.addDirect()
        sample.backends[3].scope = RepositoryScope(prefix: "ml")
        try sample.addDirect()
        sample.backends[4].name = "restricted"
        sample.backends[4].address = "127.0.0.1:5002"
        sample.backends[4].scope = RepositoryScope(prefix: "restricted")
        let kit = RemedyKit(
            FaultContext(
                try #require(Self.fault(in: sample)), nil, CaseLookup(sample.facts)))
        let step = kit.readStorage(after: ["registry1004"], suggestsDirect: true, purgeNothingYet: false)
        #expect(step.backends == ["restricted"])
        #expect(step.commands.first?.contains("127.0.0.1:5002") == true)
    }

    private static func fault(in sample: SampleRun) -> Record.Fault? {
        var sample = sample
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        return Diagnosing.explain(Run(sample.facts)).first?.fault
    }
}
