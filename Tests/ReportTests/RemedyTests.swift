import Foundation
import OCI
import Registry
import Support
import Testing
import Transfer

@testable import Gate

/// What is found out of a closer look, and that what is printed can be run.
struct RemedyTests {
    private static let scenes = Scenario.all.filter { $0.name.hasPrefix("look-") }

    private static func diagnosis(_ name: String) throws -> Diagnosis {
        let scene = try #require(Scenario.all.first { $0.name == "look-\(name)" })
        return try #require(try scene.make().diagnoses.first)
    }

    @Test(
        arguments: [
            ("flipped-bit", .cache, .shown, .front), ("zeroed-page", .cache, .possible, .unknown),
            ("lost-writes", .lostWrites, .likely, .front), ("zeroed-slice", .cache, .shown, .front),
            ("short-slice", .shortSlice, .possible, .unknown), ("swapped-slice", .misplacedSlice, .likely, .front),
            ("all-bad-alike", .storage, .likely, .storage), ("all-different-composed", .cache, .likely, .front),
            ("storage-bad-caches-good", .storage, .shown, .storage),
            ("storage-bad-one-refilled", .storage, .likely, .unknown), ("three-caches-bad", .cache, .shown, .front),
            ("frozen-short", .frozenShort, .possible, .unknown), ("single-remembered", .cache, .possible, .unknown),
            ("single-nothing-to-compare", .cache, .possible, .unknown), ("error-page", .middlebox, .likely, .unknown),
            ("other-blob", .wrongObject, .likely, .unknown),
            ("slice-of-another-blob", .misplacedSlice, .possible, .unknown),
            ("absence-collected", .garbageCollection, .likely, nil),
            ("absence-link", .lostLink, .likely, nil), ("empty-object", .emptyObject, .likely, .unknown),
        ] as [(String, CauseKind, Hypothesis.Standing, Diagnosis.Cause?)])
    func theBestFoundedCauseComesFirst(
        _ name: String, _ kind: CauseKind, _ standing: Hypothesis.Standing, _ cause: Diagnosis.Cause?
    ) throws {
        let diagnosis = try Self.diagnosis(name)
        let first = try #require(diagnosis.causes.first)
        #expect(first.kind == kind)
        #expect(first.standing == standing)
        #expect(diagnosis.cause == cause)
        #expect(diagnosis.causes.map(\.standing) == diagnosis.causes.map(\.standing).sorted())
        #expect(Set(diagnosis.causes.map(\.kind)).count == diagnosis.causes.count)
    }

    @Test(arguments: Scenario.all)
    func noCauseIsABareGuess(_ scenario: Scenario) throws {
        for cause in try scenario.make().diagnoses.flatMap(\.causes) {
            #expect(!cause.supports.isEmpty)
            for text in [cause.statement] + cause.supports + cause.opposes {
                #expect(!text.isEmpty && !text.hasSuffix(".") && !text.contains("none"), "\(text)")
            }
        }
    }

    @Test func shownIsWhatTheStorageItselfShows() throws {
        for name in ["zeroed-slice", "three-caches-bad", "flipped-bit", "storage-bad-caches-good"] {
            #expect(try Self.diagnosis(name).openQuestion == nil)
        }
        for name in [
            "zeroed-page", "lost-writes", "all-bad-alike", "frozen-short", "single-remembered", "empty-object",
        ] {
            #expect(try Self.diagnosis(name).openQuestion != nil)
        }
    }

    /// A purge that comes first takes away the last good copy where the storage is bad.
    @Test(arguments: scenes)
    func nothingIsMovedBeforeTheStorageIsKnownToBeGood(_ scene: Scenario) throws {
        for diagnosis in try scene.make().diagnoses {
            for step in diagnosis.steps where step.commands.contains(where: { $0.contains("mv ") }) {
                #expect(step.purpose == .heal)
                let condition = ["Once intact there", "When ", "If ", "Then"].contains { step.text.hasPrefix($0) }
                let isKnown = diagnosis.cause == .front && diagnosis.openQuestion == nil
                #expect(condition || isKnown, "\(step.text)")
            }
            let order = diagnosis.steps.map(\.purpose)
            #expect(order.last == .then)
            #expect(order.firstIndex(of: .save).map { save in !order[..<save].contains(.heal) } ?? true)
        }
    }

    @Test(arguments: scenes)
    func everyCommandIsShell(_ scene: Scenario) async throws {
        for command in try scene.make().diagnoses.flatMap(\.steps).flatMap(\.commands) {
            try await Program("sh").run(["-n", "-c", command])
            #expect(command.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        }
    }

    /// The printed command moves the damaged slice's file and no other, and nothing where the file has another key.
    @Test(arguments: [[140], [8, 9], [3, 40, 99]])
    func thePrintedCommandMovesThoseFilesAlone(_ slices: [Int64]) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "it's a cache \(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let cache = CachePolicy(
            kind: "nginx", key: "$uri$slice_range", sliceBytes: Scenario.sliceBytes, path: folder.path, levels: "1:2")
        var sample = SampleRun()
        sample.backends =
            sample.backends.map {
                SampleRun.backend($0.name, host: $0.address.host, cache: cache)
            } + [SampleRun.direct]
        sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        let damages = slices.map { Scenario.damage(Scenario.slice($0).bytes, .unlike) }
        sample.investigations = [
            Scenario.look(
                .copy(backend: "registry1005"),
                [Scenario.map("registry1004", damages, slices: slices.map { Scenario.slice($0) })])
        ]
        let diagnosis = try #require(try sample.run().diagnoses.first)
        let step = try #require(diagnosis.steps.first { $0.purpose == .heal })
        #expect(step.backends == ["registry1004"])
        let quarantine = folder.path + "/aside"
        let command = try #require(step.commands.first).replacing(
            "/var/tmp/blobgate-quarantine", with: ShellText.quoted(quarantine))

        let place = try #require(
            sample.backends[0].place(
                of: "blobs/\(SampleRun.digest("big"))", under: Scenario.name("multiversion")))
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

        // The cache fills the same names again; a second run of it leaves alone what the first kept.
        try write(key: \.key)
        try await Program("sh").run(["-c", command])
        #expect(moved() == (names + names).sorted())
    }

    /// What is put into the storage leaves the wrong object beside it, also when the command is run a second time.
    @Test func replacingAnObjectKeepsTheWrongOne() async throws {
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
        var sample = SampleRun()
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        var look = Scenario.look(
            .copy(backend: "registry1005"), [Scenario.map("registry1004", [Scenario.damage(100..<200, .unlike)])])
        look.savedCopy = Investigation.SavedCopy(path: saved.path, sources: [])
        sample.investigations = [look]
        let commands = try sample.run().diagnoses.flatMap(\.steps).flatMap(\.commands)
        let command = try #require(commands.first { $0.contains("ROOT") })
        for _ in 1...2 {
            try await Program("sh").run(["-c", "ROOT=\(ShellText.quoted(folder.path)); \(command)"])
            #expect(try String(contentsOf: object, encoding: .utf8) == "right")
            #expect(try String(contentsOf: object.appendingPathExtension("wrong"), encoding: .utf8) == "wrong")
        }
        // Where the storage has lost it, its folder may be gone too.
        try FileManager.default.removeItem(at: folder.appending(path: "docker"))
        try await Program("sh").run(["-c", "ROOT=\(ShellText.quoted(folder.path)); \(command)"])
        #expect(try String(contentsOf: object, encoding: .utf8) == "right")
    }

    /// What is left out of a command that several backends share is left out on each.
    @Test func backendsWithTheSameFilesShareAStep() throws {
        let cache = CachePolicy(
            kind: "nginx", key: "$uri$slice_range", sliceBytes: 1 << 20, path: "/a cache", levels: "1:2")
        var sample = SampleRun()
        let names = ["registry1004", "registry1005"]
        sample.backends =
            names.map { SampleRun.backend($0, host: "10.64.0.4", cache: cache) } + [SampleRun.direct]
        for name in names { sample.answer("big", on: name, with: .wrong("rot \(name)", cache: "HIT")) }
        let damage = Scenario.damage(0..<500 << 20, .unlike)
        sample.investigations = [
            Scenario.look(.copy(backend: "registry-direct"), names.map { Scenario.map($0, [damage]) })
        ]
        let steps = try #require(try sample.run().diagnoses.first).steps.filter { $0.purpose == .heal }
        #expect(steps.map(\.backends) == [names])
        #expect(
            steps.first?.text
                == "On registry1004 and registry1005, move the 400 cache files of slices 0-499 aside, and no other (the "
                + "first 400; recheck names the others):")
    }

    @Test func theLookNamesWhatIsRight() throws {
        let one = try #require(try Self.diagnosis("zeroed-page").steps.first { $0.purpose == .look })
        #expect(one.expected == SampleRun.digest("slice 7").encoded)
        #expect(one.commands.first?.contains("-r 36700160-41943039 ") == true)
        // Right bytes of one slice say nothing of the others.
        let many = try #require(try Self.diagnosis("all-different-composed").steps.first { $0.purpose == .look })
        #expect(many.expected == SampleRun.digest("big").encoded)
        #expect(many.commands.first?.contains("-r ") == false)
    }

    @Test func theRegistryItselfIsReadAtItsOwnAddress() throws {
        var sample = SampleRun()
        sample.backends[0] = SampleRun.backend("registry1004", host: "10.64.0.4", cache: Scenario.cache)
        let name = try #require(RegistryName(SampleRun.registry))
        sample.backends.append(
            Backend(
                registry: name, name: "behind", address: TransferRequest.Endpoint(host: "::1", port: 5001),
                role: .direct,
                source: .commandLine, certificateAuthorities: "/etc/a b.pem"))
        sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        sample.answer("big", on: "behind", with: .status(503), .status(503))
        sample.investigations = [
            Scenario.look(
                .copy(backend: "registry1005"),
                [Scenario.map("registry1004", [Scenario.damage(100..<200, .unlike)], slices: [Scenario.slice(0)])])
        ]
        let diagnosis = try #require(try sample.run().diagnoses.first { $0.code == .contentDigest })
        let look = try #require(diagnosis.steps.first { $0.purpose == .look })
        let url = "https://\(SampleRun.registry)/v2/restricted/mediawiki-multiversion/blobs/\(SampleRun.digest("big"))"
        #expect(
            look.commands == [
                "curl -fsS -r 0-5242879 --cacert '/etc/a b.pem' --connect-to '::[::1]:5001' \(url) | sha256sum # right: "
                    + SampleRun.digest("slice 0").encoded
            ])
        #expect(look.backends == ["behind"])
    }

    @Test func aTemplateThatOnlyNginxCanFillInGivesURLAndRange() throws {
        var sample = SampleRun()
        let cache = CachePolicy(
            kind: "nginx", key: "$proxy_host$uri$slice_range", sliceBytes: Scenario.sliceBytes, path: "/c",
            levels: "1:2")
        sample.backends = [SampleRun.backend("registry1004", host: "10.64.0.4", cache: cache), SampleRun.direct]
        sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        sample.investigations = [
            Scenario.look(
                .copy(backend: "registry-direct"),
                [Scenario.map("registry1004", [Scenario.damage(100..<200, .unlike)], slices: [Scenario.slice(0)])])
        ]
        let step = try #require(try sample.run().diagnoses.first?.steps.first)
        #expect(step.commands == [])
        #expect(
            step.text.contains("bytes 0-5242879 (its file cannot be named: only nginx knows $proxy_host in the key)"))
        #expect(step.text.hasSuffix("/v2/restricted/mediawiki-multiversion/blobs/\(SampleRun.digest("big"))"))
    }

    @Test func otherUsesOfTheBlobAreNamed() throws {
        var sample = SampleRun()
        sample.images[1] = SampleRun.Image(
            reference: sample.images[1].reference, origins: [],
            blobs: sample.images[1].blobs + [sample.images[0].blobs[2]])
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        sample.bad = { claim, name in
            name == "big" && claim.backend.name == "registry1004" && claim.repository == Scenario.name("multiversion")
        }
        sample.answers = [:]
        sample.earlierUses[SampleRun.digest("big")] = [
            EarlierUse(run: 3, when: SampleRun.started, reference: "r/a:1", origins: ["f:1"]),
            EarlierUse(run: 7, when: SampleRun.started, reference: "r/a:2", origins: []),
        ]
        let diagnosis = try #require(try sample.run().diagnoses.first)
        #expect(diagnosis.images.count == 1)
        #expect(diagnosis.alsoIn.map(\.reference.repository) == [Scenario.name("webserver")])
        #expect(diagnosis.earlier.map(\.run) == [7, 3])
    }
}
