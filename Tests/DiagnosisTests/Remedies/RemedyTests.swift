import Foundation
import OCI
import Record
import Samples
import Support
import Testing

@testable import Diagnosis

/// The steps of remedies, and that printed commands can be run.
struct RemedyTests {
    private static let slices = DamageScene.sliceBytes

    /// A sample with one bad backend, damaged in these slices, and a good registry itself.
    private func sample(damaged slices: [Int64], cache: CachePolicy = DamageScene.cache) throws -> SampleRun {
        var sample = try SampleRun()
        sample.describeCaches(cache)
        try sample.addDirect()
        sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        let damages = slices.map { DamageScene.damage(DamageScene.slice($0).bytes, .unlike) }
        sample.investigations = [
            try DamageScene.investigation(
                .copy(backend: "registry1005"),
                [DamageScene.map("registry1004", damages, slices: slices.map { DamageScene.slice($0) })])
        ]
        return sample
    }

    /// If the storage is bad, a purge that comes first destroys the last good copy.
    @Test(arguments: DamageScene.all)
    func nothingIsMovedBeforeTheStorageIsKnownToBeGood(_ scene: DamageScene) throws {
        for diagnosis in try scene.sample.diagnoses {
            for step in diagnosis.steps where step.commands.contains(where: { $0.contains("mv ") }) {
                #expect(step.purpose == .heal)
                if case .removeObjectAndPush = step.action {
                    // The object itself is moved only after the storage was read.
                    #expect(diagnosis.steps.first?.purpose == .look || diagnosis.location == .storage)
                    continue
                }
                guard case .moveCacheFiles(_, _, let condition) = step.action else {
                    Issue.record("\(step.action)")
                    continue
                }
                let isKnown = diagnosis.location == .cache && diagnosis.openQuestion == nil
                #expect(condition != .now || isKnown)
            }
            let order = diagnosis.steps.map(\.purpose)
            #expect(order.last == .then)
            #expect(order.firstIndex(of: .save).map { save in !order[..<save].contains(.heal) } ?? true)
        }
    }

    @Test(arguments: DamageScene.all)
    func everyCommandIsValidShell(_ scene: DamageScene) async throws {
        for command in try scene.sample.diagnoses.flatMap(\.steps).flatMap(\.commands) {
            try await Program("sh").run(["-n", "-c", command])
            #expect(command.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        }
    }

    /// The printed command moves only the file of the damaged slice, and nothing if the file has another key.
    @Test(arguments: [[140], [8, 9], [3, 40, 99]])
    func thePrintedCommandMovesOnlyTheDamagedFiles(_ slices: [Int64]) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "it's a cache \(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let cache = CachePolicy(
            kind: "nginx", key: "$uri$slice_range", sliceBytes: Self.slices, path: folder.path, levels: "1:2")
        let sample = try sample(damaged: slices, cache: cache)
        let diagnosis = try #require(sample.diagnoses.first)
        let step = try #require(diagnosis.steps.first { $0.purpose == .heal })
        #expect(step.backends == ["registry1004"])
        let quarantine = folder.path + "/aside"
        let command = try #require(step.commands.first).replacing(
            "/var/tmp/blobgate-quarantine", with: ShellText.quoted(quarantine))

        let place = try #require(
            sample.backends[0].place(
                of: "blobs/\(SampleRun.digest("big"))", under: try SampleRun.reference("multiversion").repository))
        let files =
            try (0..<120).map { try NginxCacheFile(slice: $0, of: place, cache: cache) }
            + [NginxCacheFile(slice: 140, of: place, cache: cache)]
        func write(key: (NginxCacheFile) -> String) throws {
            for file in files {
                let url = URL(filePath: file.path)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                let header: [UInt8] = [5, 0, 0, 0, 0xFF, 0xFE] + [UInt8](repeating: 0x80, count: 330)
                try Data(header + Array("\nKEY: \(key(file))\nHTTP/1.1 206 Partial Content\r\n\r\n".utf8)).write(
                    to: url)
            }
        }
        func moved() -> [String] {
            let folders = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return folders.filter { $0.hasPrefix("aside") }.flatMap { name in
                (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(name)")) ?? []
            }.sorted()
        }
        try write { _ in "/v2/other/blobs/sha256:0bytes=0-5242879" }
        await #expect(throws: ProgramError.self) { try await Program("sh").run(["-c", command]) }
        #expect(moved() == [])
        try write(key: \.key)
        try await Program("sh").run(["-c", command])
        let expected = try slices.map { try NginxCacheFile(slice: $0, of: place, cache: cache).path }
        let names = expected.map { URL(filePath: $0).lastPathComponent }
        #expect(moved() == names.sorted())
        for file in files { #expect(FileManager.default.fileExists(atPath: file.path) != expected.contains(file.path)) }

        // The cache refills the same file names. A second run of the command preserves the files from the first.
        try write(key: \.key)
        try await Program("sh").run(["-c", command])
        #expect(moved() == (names + names).sorted())
    }

    /// Replacing an object preserves the wrong one next to it, even if the command runs twice.
    @Test func replacingAnObjectPreservesTheWrongOne() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "a storage \(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let digest = SampleRun.digest("big")
        let object = folder.appending(
            path: "docker/registry/v2/blobs/sha256/\(digest.encoded.prefix(2))/\(digest.encoded)/data")
        try FileManager.default.createDirectory(
            at: object.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("wrong".utf8).write(to: object)
        let saved = folder.appending(path: "it's saved.blob")
        try Data("right".utf8).write(to: saved)
        var sample = try SampleRun()
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        sample.investigations = [
            try DamageScene.investigation(
                .copy(backend: "registry1005"),
                [DamageScene.map("registry1004", [DamageScene.damage(100..<200, .unlike)])],
                saved: Investigation.SavedCopy(path: saved.path, sources: []))
        ]
        let commands = sample.diagnoses.flatMap(\.steps).flatMap(\.commands)
        let command = try #require(commands.first { $0.contains("ROOT") })
        for _ in 1...2 {
            try await Program("sh").run(["-c", "ROOT=\(ShellText.quoted(folder.path)); \(command)"])
            #expect(try String(contentsOf: object, encoding: .utf8) == "right")
            #expect(try String(contentsOf: object.appendingPathExtension("wrong"), encoding: .utf8) == "wrong")
        }
        // If the storage lost the object, its directory may be gone too.
        try FileManager.default.removeItem(at: folder.appending(path: "docker"))
        try await Program("sh").run(["-c", "ROOT=\(ShellText.quoted(folder.path)); \(command)"])
        #expect(try String(contentsOf: object, encoding: .utf8) == "right")
    }

    /// Files left out of a shared command are left out on every backend.
    @Test func backendsWithTheSameFilesShareAStep() throws {
        let cache = CachePolicy(
            kind: "nginx", key: "$uri$slice_range", sliceBytes: 1 << 20, path: "/a cache", levels: "1:2")
        var sample = try SampleRun()
        let names = ["registry1004", "registry1005"]
        sample.backends = Array(sample.backends.prefix(2))
        sample.describeCaches(cache)
        try sample.addDirect()
        for name in names { sample.answer("big", on: name, with: .wrong("rot \(name)", cache: "HIT")) }
        let damage = DamageScene.damage(0..<500 << 20, .unlike)
        sample.investigations = [
            try DamageScene.investigation(
                .copy(backend: "registry-direct"), names.map { DamageScene.map($0, [damage]) })
        ]
        let steps = try #require(sample.diagnoses.first).steps.filter { $0.purpose == .heal }
        let slices = try #require(SliceNumbers(Array(0..<500)))
        #expect(steps.map(\.backends) == [names])
        #expect(
            steps.first?.action
                == .moveCacheFiles(backends: names, files: .slices(slices: slices, count: 400), when: .now))
    }

    /// Evidence of a damaged file is recorded on the host before it is moved.
    @Test func evidenceIsRecordedBeforeAMove() throws {
        let steps = try #require(try sample(damaged: [140]).diagnoses.first).steps
        #expect(steps.map(\.purpose) == [.look, .heal, .then])
        #expect(steps[0].action == .keepEvidence(backend: "registry1004"))
        #expect(steps[0].isForTheRecord)
        #expect(steps[0].commands.first?.hasPrefix("tail -c 5242880 /var/cache/nginx-docker-registry/") == true)
    }

    @Test func theReadStepStatesTheRightDigest() throws {
        let one = try #require(try DamageScene.named("zeroed-page").diagnosis.steps.first { $0.purpose == .look })
        #expect(
            one.action
                == .readStorage(
                    content: .blob, by: .onHost(backend: "registry1004", slice: 7), purgeNothingYet: false))
        #expect(one.expected == SampleRun.digest("slice 7").encoded)
        #expect(one.commands.first?.contains("-r 36700160-41943039 ") == true)
        // Right bytes of one slice say nothing about the others.
        let many = try #require(
            try DamageScene.named("all-different-composed").diagnosis.steps.first { $0.purpose == .look })
        #expect(many.expected == SampleRun.digest("big").encoded)
        #expect(many.commands.first?.contains("-r ") == false)
    }

    @Test func aComposedCopyIsSavedFirst() throws {
        let steps = try DamageScene.named("all-different-composed").diagnosis.steps
        #expect(steps.first?.action == .saveComposedCopy)
        let digest = SampleRun.digest("big")
        #expect(
            steps.first?.commands == [
                "blobgate diagnose \(digest) --registry \(SampleRun.registryName) "
                    + "--repository restricted/mediawiki-multiversion --save-good \(digest.encoded.prefix(12)).blob"
            ])
    }

    @Test func theRegistryItselfIsReadAtItsOwnAddress() throws {
        var sample = try sample(damaged: [0])
        var behind = sample.backends.removeLast()
        behind.name = "behind"
        behind.address = "[::1]:5001"
        behind.scheme = .https
        behind.certificateAuthorities = "/etc/a b.pem"
        sample.backends.append(behind)
        sample.answer("big", on: "behind", with: .status(503), .status(503))
        let diagnosis = try #require(sample.diagnoses.first { $0.code == .contentDigest })
        let read = try #require(diagnosis.steps.first { $0.purpose == .look })
        let url =
            "https://\(SampleRun.registryName)/v2/restricted/mediawiki-multiversion/blobs/\(SampleRun.digest("big"))"
        #expect(
            read.commands == [
                "curl -fsSL -r 0-5242879 --cacert '/etc/a b.pem' --connect-to "
                    + "'\(SampleRun.registryName):443:[::1]:5001' \(url) | sha256sum # right: "
                    + SampleRun.digest("slice 0").encoded
            ])
        #expect(read.backends == ["behind"])
    }

    @Test(
        arguments: [
            (
                CachePolicy(
                    kind: "nginx", key: "$proxy_host$uri$slice_range", sliceBytes: slices, path: "/c", levels: "1:2"),
                .variable(name: "proxy_host")
            ), (CachePolicy(kind: "whole", sliceBytes: slices), .otherCache(kind: "whole")),
        ] as [(CachePolicy, StepAction.CacheFileObstacle)])
    func aCacheWhoseFilesCannotBeComputedGetsURLAndRange(
        _ cache: CachePolicy, _ obstacle: StepAction.CacheFileObstacle
    ) throws {
        let sample = try sample(damaged: [0], cache: cache)
        let step = try #require(sample.diagnoses.first?.steps.first)
        #expect(step.commands == [])
        #expect(
            step.action
                == .removeByHand(
                    content: .blob, backend: "registry1004", ranges: [ByteRange(wrappedValue: 0..<Self.slices)],
                    obstacle: obstacle,
                    url: "https://\(SampleRun.registryName)/v2/restricted/mediawiki-multiversion/blobs/"
                        + SampleRun.digest("big").description,
                    when: .now))
    }
}
