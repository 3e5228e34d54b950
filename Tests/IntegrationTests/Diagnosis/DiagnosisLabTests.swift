import Lab
import OCI
import Support
import Testing

/// Each break, at a known byte on a known real backend, is reported with that byte, that backend, its cause and a remedy that
/// heals it when run as printed.
@Suite(.twoAtATime) struct DiagnosisLabTests {
    private typealias Case = DiagnosisCase

    private static let slice = RunningLab.sliceSize
    private static let wrong: Int64 = 6_000_000
    private static let size: Int64 = 12_745_858
    private static let wrongByte = wrong...wrong
    /// The MiB around the wrong byte.
    private static let wrongPiece: ClosedRange<Int64> = 5_242_880...6_291_455
    private static let fronts = ["front1", "front2", "front3"]
    private static let everywhere: [LabBackend: [Int64]] = [.front1: [1], .front2: [1], .front3: [1]]

    private static func pieces(_ backends: [String]) -> [Case.Place] {
        backends.map { Case.Place(backend: $0, bytes: wrongPiece, isExact: false) }
    }

    @Test func theSizeIsThatOfTheLayer() async throws {
        let images = try await ImageBuilder(cache: ImageBuilder.defaultCache).images(.small)
        let image = images.images.first { $0.repository == "app/api" }
        #expect(image?.layers.first?.size == Self.size)
    }

    // MARK: One cache

    private static let oneCache = [
        Case(
            testDescription: "one flipped bit", cause: "flipped-bit", confidence: "possible", accused: ["front2"],
            places: [Case.Place(backend: "front2", bytes: wrongByte)], kind: "flipped-bit", isOpen: true,
            moved: [.front2: [1]], spoil: { try $0.flip($1, at: wrong, on: .front2) }),
        Case(
            testDescription: "one flipped bit, with the registry itself", view: .withDirect, cause: "cache",
            confidence: "shown", accused: ["front2"], places: [Case.Place(backend: "front2", bytes: wrongByte)],
            kind: "flipped-bit", moved: [.front2: [1]], spoil: { try $0.flip($1, at: wrong, on: .front2) }),
        Case(
            testDescription: "one flipped bit, right under another name", release: ["app/web", "app/api"],
            cause: "cache", confidence: "shown", accused: ["front2"],
            places: [Case.Place(backend: "front2", bytes: wrongByte)], moved: [.front2: [1]],
            spoil: { lab, blob in
                try lab.flip(blob, at: wrong, on: .front2)
                for copy in lab.images.flatMap(\.blobs) where copy.digest == blob.digest && copy.uri != blob.uri {
                    try lab.evict(copy, on: .front2)
                }
            }),
        Case(
            testDescription: "a slice with the bytes of the one before it", cause: "misplaced-slice",
            confidence: "possible", accused: ["front2"],
            places: [Case.Place(backend: "front2", bytes: slice...2 * slice - 1)], kind: "repeated", isOpen: true,
            moved: [.front2: [1]], spoil: { try $0.replaceSlice(of: $1, at: slice, withSliceAt: 0, on: .front2) }),
        Case(
            testDescription: "a slice with another blob's bytes", release: ["app/api", "tools/debug"],
            cause: "misplaced-slice", confidence: "possible", accused: ["front2"],
            places: [Case.Place(backend: "front2", bytes: slice...2 * slice - 1)], kind: "other-blob", isOpen: true,
            moved: [.front2: [1]],
            spoil: { lab, blob in
                let other = try #require(try lab.image("tools/debug").layers.max { $0.size < $1.size })
                try lab.replaceSlice(of: blob, at: slice, withSliceAt: 2 * slice, of: other, on: .front2)
            }),
        Case(
            testDescription: "a slice file that is too short", flags: ["--stall", "1s", "--retries", "0"],
            cause: "short-slice", confidence: "possible", accused: ["front3"],
            places: [Case.Place(backend: "front3", bytes: slice + 1_000_000...2 * slice - 1)], kind: "cut-tail",
            isOpen: true, moved: [.front3: [1]], spoil: { try $0.truncate($1, at: slice + 1_000_000, on: .front3) }),
        Case(
            testDescription: "a cached truncated reply", code: "content-size", cause: "frozen-short",
            confidence: "possible", accused: ["front2"],
            places: [Case.Place(backend: "front2", bytes: 7_000_000...size - 1)], kind: "cut-tail", isOpen: true,
            moved: [.front2: [0, 1]], spoil: { try await $0.cacheShort($1, length: 7_000_000, on: .front2) }),
        Case(
            testDescription: "a manifest with one flipped bit", cause: "flipped-bit", accused: ["front2"],
            places: [Case.Place(backend: "front2", bytes: 40...40)], kind: "flipped-bit", isOpen: true,
            moved: [.front2: [0]], isManifest: true, spoil: { try $0.flip($1, at: 40, on: .front2) }),
    ]

    @Test func damageInOneCache() async throws { try await Case.run(Self.oneCache) }

    /// The zeros begin at a page boundary of the cache file, whose header precedes the slice.
    @Test func zerosInOneCache() async throws {
        try await GateLab.run { gate in
            let layer = try #require(try gate.lab.image("app/api").layers.first)
            try await gate.lab.warm(try gate.lab.image("app/api"), on: .front2)
            let header = try gate.lab.cachedSlice(of: layer, at: Self.slice, on: .front2).bodyStart
            let page = Self.slice + 40_960 - header % 4096
            let cases = try [(page, 4096), (Self.slice, Self.slice)].map { (start: Int64, length: Int64) in
                let wrong = try gate.lab.bytesThatAreNoZeros(of: layer, in: start..<start + length)
                return Case(
                    testDescription: "\(length) bytes zeroed", cause: "lost-writes", confidence: "possible",
                    accused: ["front2"], places: [Case.Place(backend: "front2", bytes: wrong)], kind: "zeros",
                    isOpen: true, moved: [.front2: [1]],
                    spoil: { try $0.zero($1, at: start, length: length, on: .front2) })
            }
            try await Case.run(cases, on: gate)
        }
    }

    // MARK: Several caches

    private static let severalCaches = [
        Case(
            testDescription: "three caches bad in three places", isKnown: true, cause: "cache", confidence: "likely",
            accused: fronts,
            places: [
                Case.Place(backend: "front1", bytes: 1000...1000), Case.Place(backend: "front2", bytes: wrongByte),
                Case.Place(backend: "front3", bytes: 11_000_000...11_000_000),
            ], isOpen: true, moved: [.front1: [0], .front2: [1], .front3: [2]],
            spoil: { lab, blob in
                try lab.flip(blob, at: 1000, mask: 0x0F, on: .front1)
                try lab.flip(blob, at: wrong, mask: 0x0F, on: .front2)
                try lab.flip(blob, at: 11_000_000, mask: 0x0F, on: .front3)
            }),
        Case(
            testDescription: "three caches bad, without earlier proofs", cause: "cache", confidence: "likely",
            accused: fronts,
            places: [
                Case.Place(backend: "front1", bytes: 1000...1000), Case.Place(backend: "front2", bytes: wrongByte),
                Case.Place(backend: "front3", bytes: 11_000_000...11_000_000),
            ], isOpen: true, moved: [.front1: [0], .front2: [1], .front3: [2]],
            spoil: { lab, blob in
                try lab.flip(blob, at: 1000, mask: 0x0F, on: .front1)
                try lab.flip(blob, at: wrong, mask: 0x0F, on: .front2)
                try lab.flip(blob, at: 11_000_000, mask: 0x0F, on: .front3)
            }),
        Case(
            testDescription: "two caches filled while the storage was wrong", isKnown: true, cause: "frozen-upstream",
            confidence: "possible", accused: ["front1", "front2"],
            places: ["front1", "front2"].map { Case.Place(backend: $0, bytes: wrongByte) }, isOpen: true,
            moved: [.front1: [1], .front2: [1]],
            spoil: { lab, blob in
                try lab.corruptStorage(blob, at: wrong, mask: 0x0F)
                for backend in [LabBackend.front1, .front2] { try await lab.refill(blob, on: backend) }
                try lab.healStorage()
            }),
    ]

    @Test func damageInSeveralCaches() async throws { try await Case.run(Self.severalCaches) }

    // MARK: One backend alone

    private static let oneBackend = [
        Case(
            testDescription: "one flipped bit behind the only backend", view: .oneFront, isKnown: true, cause: "cache",
            confidence: "possible", accused: ["front2"], places: pieces(["front2"]), isOpen: true,
            moved: [.front2: [1]],
            spoil: { try $0.flip($1, at: wrong, on: .front2) }),
        Case(
            testDescription: "a zeroed slice behind the only backend", view: .oneFront, isKnown: true,
            cause: "lost-writes", confidence: "possible", accused: ["front2"],
            places: [Case.Place(backend: "front2", bytes: slice...2 * slice - 1, isExact: false)], kind: "zeros",
            isOpen: true, moved: [.front2: [1]], spoil: { try $0.zero($1, at: slice, length: slice, on: .front2) }),
    ]

    @Test func locatedWithoutAnyGoodCopy() async throws { try await Case.run(Self.oneBackend) }

    // MARK: Storage

    private static let storage = [
        Case(
            testDescription: "storage wrong, and all caches filled from it", isKnown: true, cause: "storage",
            confidence: "likely", places: pieces(fronts), isOpen: true, moved: everywhere,
            spoil: { lab, blob in
                try lab.corruptStorage(blob, at: wrong)
                for backend in LabBackend.allCases { try await lab.refill(blob, on: backend) }
            }),
        Case(
            testDescription: "storage wrong, all caches filled from it, and the registry itself", view: .withDirect,
            isKnown: true, cause: "storage", confidence: "shown", places: pieces(["storage"] + fronts),
            moved: everywhere,
            spoil: { lab, blob in
                try lab.corruptStorage(blob, at: wrong)
                for backend in LabBackend.allCases { try await lab.refill(blob, on: backend) }
            }),
        Case(
            testDescription: "storage wrong while caches are good", view: .withDirect, isKnown: true, cause: "storage",
            confidence: "shown", places: [Case.Place(backend: "storage", bytes: wrongByte)],
            spoil: { try $0.corruptStorage($1, at: wrong) }),
        Case(
            testDescription: "storage wrong, and one cache just refilled", isKnown: true, cause: "storage",
            confidence: "likely", places: [Case.Place(backend: "front1", bytes: wrongByte)], isOpen: true,
            moved: [.front1: [1]],
            spoil: { lab, blob in
                try lab.corruptStorage(blob, at: wrong)
                try lab.evict(blob, on: .front1)
            }),
        Case(
            testDescription: "storage wrong, one cache refilled, and the registry itself", view: .withDirect,
            isKnown: true, cause: "storage", confidence: "shown",
            places: ["front1", "storage"].map { Case.Place(backend: $0, bytes: wrongByte) }, moved: [.front1: [1]],
            spoil: { lab, blob in
                try lab.corruptStorage(blob, at: wrong)
                try lab.evict(blob, on: .front1)
            }),
        Case(
            testDescription: "storage truncated", code: "content-size", cause: "truncated-object", confidence: "likely",
            places: [Case.Place(backend: "front1", bytes: 7_000_000...size - 1, isExact: false)], kind: "cut-tail",
            isOpen: true, moved: [.front1: [0, 1]],
            spoil: { lab, blob in
                try lab.truncateStorage(blob, at: 7_000_000)
                for backend in LabBackend.allCases { try lab.evict(blob, on: backend) }
            }),
        Case(
            testDescription: "storage truncated, and the registry itself", view: .withDirect, code: "content-size",
            cause: "truncated-object", confidence: "shown",
            places: [Case.Place(backend: "storage", bytes: 7_000_000...size - 1, isExact: false)], kind: "cut-tail",
            spoil: { lab, blob in
                try lab.truncateStorage(blob, at: 7_000_000)
                for backend in LabBackend.allCases { try lab.evict(blob, on: backend) }
            }),
        Case(
            testDescription: "storage empty", code: "content-size", cause: "empty-object", confidence: "likely",
            isOpen: true, moved: [.front1: [0, 1, 2]],
            spoil: { lab, blob in
                try lab.truncateStorage(blob, at: 0)
                for backend in LabBackend.allCases { try lab.evict(blob, on: backend) }
            }),
        Case(
            testDescription: "storage empty, and the registry itself", view: .withDirect, code: "content-size",
            cause: "empty-object", confidence: "shown",
            spoil: { lab, blob in
                try lab.truncateStorage(blob, at: 0)
                for backend in LabBackend.allCases { try lab.evict(blob, on: backend) }
            }),
    ]

    @Test func damageInTheStorage() async throws { try await Case.run(Self.storage) }

    /// Nothing behind the caches was read: the run is good and states what it did not check.
    @Test func storageThatWasNotRead() async throws {
        try await GateLab.run { gate in
            let image = try gate.lab.image("app/api")
            for backend in LabBackend.allCases { try await gate.lab.warm(image, on: backend) }
            let layer = try #require(image.layers.first)
            try gate.lab.corruptStorage(layer, at: Self.wrong)
            let bench = DiagnosisBench(gate.lab, gate.home, configuration: gate.lab.configurationFile)
            let (result, _) = try await bench.check(["--verbose", gate.lab.reference(of: image)])
            #expect(result.status == 0, "\(result)")
            #expect(
                result.output.contains(
                    "no direct backend for \(gate.lab.registryName): the storage itself was not checked"),
                "\(result)")
            for backend in LabBackend.allCases {
                #expect(gate.lab.cachedSlices(of: layer, on: backend) == [0, 1, 2])
            }
        }
    }

    // MARK: Absence and failing backends

    private static let absent = [
        Case(
            testDescription: "blob removed", isKnown: true, code: "absence-blob", cause: "garbage-collection",
            spoil: { try $0.removeBlob($1, fromCaches: true) }),
        Case(
            testDescription: "blob removed, and one cache still has it", code: "absence-blob",
            cause: "garbage-collection", confidence: "likely", accused: ["front1", "front3"],
            spoil: { lab, blob in
                try lab.removeBlob(blob)
                for backend in [LabBackend.front1, .front3] { try lab.evict(blob, on: backend) }
            }),
        Case(
            testDescription: "blob removed, and the registry itself", view: .withDirect, code: "absence-blob",
            cause: "garbage-collection", confidence: "likely", spoil: { try $0.removeBlob($1, fromCaches: true) }),
        Case(
            testDescription: "link removed", release: ["app/web", "app/api"], code: "absence-blob", cause: "lost-link",
            confidence: "likely", accused: fronts,
            spoil: { lab, blob in
                try lab.removeLink(blob)
                for backend in LabBackend.allCases { try lab.evict(blob, on: backend) }
            }),
        Case(
            testDescription: "one backend down", flags: ["--retries", "0"], status: 75, code: "access-connect",
            cause: nil, spoil: { lab, _ in try await lab.stopBackend(.front2) },
            byHand: { try await $0.startBackend(.front2) }),
        Case(
            testDescription: "every second reply of one backend is 502", flags: ["--retries", "0"], status: 75,
            code: "access-server-error", cause: "flapping", confidence: "possible", accused: ["front2"],
            spoil: { lab, _ in try await lab.makeFlaky(.front2) }, byHand: { try await $0.makeUsual(.front2) }),
        Case(
            testDescription: "an older tag on one backend", code: "content-tag-divergence", cause: "replication-lag",
            confidence: "possible", accused: ["front3"],
            spoil: { lab, _ in try await lab.makeStale(.front3, for: try lab.image("app/api")) },
            byHand: { try await $0.makeUsual(.front3) }),
    ]

    @Test func absenceAndFailingBackends() async throws { try await Case.run(Self.absent) }
}
