import Lab
import OCI
import Support
import Testing

/// The common case at 3 a.m.: nothing was proven before, and the first backend that is asked is the bad one. The report
/// still names the place and the cause, and its remedy heals in one round.
@Suite(.twoAtATime) struct FirstBackendTests {
    private typealias Case = DiagnosisCase

    private static let slice = RunningLab.sliceSize
    private static let wrong: Int64 = 6_000_000
    private static let wrongByte = wrong...wrong
    private static let others: [LabBackend] = [.front2, .front3]

    private static func at(_ backend: String, _ bytes: ClosedRange<Int64>, isExact: Bool = true) -> [Case.Place] {
        [Case.Place(backend: backend, bytes: bytes, isExact: isExact)]
    }

    private static let oneCache = [
        Case(
            testDescription: "one flipped bit, other caches have the blob", cause: "flipped-bit",
            confidence: "possible", accused: ["front1"], places: at("front1", wrongByte), kind: "flipped-bit",
            isOpen: true, moved: [.front1: [1]], spoil: { try $0.flip($1, at: wrong, on: .front1) }),
        Case(
            testDescription: "one flipped bit, other caches are cold", cause: "flipped-bit", confidence: "likely",
            accused: ["front1"], places: at("front1", wrongByte), kind: "flipped-bit", isOpen: true,
            moved: [.front1: [1]],
            spoil: { lab, blob in
                try lab.flip(blob, at: wrong, on: .front1)
                for backend in others { try lab.evict(blob, on: backend) }
            }),
        Case(
            testDescription: "one flipped bit, with the registry itself", view: .withDirect, cause: "cache",
            confidence: "shown", accused: ["front1"], places: at("front1", wrongByte), kind: "flipped-bit",
            moved: [.front1: [1]], spoil: { try $0.flip($1, at: wrong, on: .front1) }),
        Case(
            testDescription: "one flipped bit, right under another name", release: ["app/web", "app/api"],
            cause: "cache", confidence: "shown", accused: ["front1"], places: at("front1", wrongByte),
            moved: [.front1: [1]],
            spoil: { lab, blob in
                try lab.flip(blob, at: wrong, on: .front1)
                for copy in lab.images.flatMap(\.blobs) where copy.digest == blob.digest && copy.uri != blob.uri {
                    try lab.evict(copy, on: .front1)
                }
            }),
        Case(
            testDescription: "a cached truncated reply", code: "content-size", cause: "frozen-short",
            confidence: "possible", accused: ["front1"],
            places: at("front1", 7_000_000...12_745_857), kind: "cut-tail", isOpen: true, moved: [.front1: [0, 1]],
            spoil: { try await $0.cacheShort($1, length: 7_000_000, on: .front1) }),
        Case(
            testDescription: "a manifest with one flipped bit", cause: "flipped-bit", accused: ["front1"],
            places: at("front1", 40...40), kind: "flipped-bit", isOpen: true, moved: [.front1: [0]],
            isManifest: true, spoil: { try $0.flip($1, at: 40, on: .front1) }),
        Case(
            testDescription: "a slice file that is too short", flags: ["--stall", "1s", "--retries", "0"],
            cause: "short-slice", confidence: "possible", accused: ["front1"],
            places: at("front1", slice + 1_000_000...2 * slice - 1), kind: "cut-tail", isOpen: true,
            moved: [.front1: [1]], spoil: { try $0.truncate($1, at: slice + 1_000_000, on: .front1) }),
    ]

    @Test func damageInTheFirstCache() async throws { try await Case.run(Self.oneCache) }

    private static let storage = [
        Case(
            testDescription: "storage wrong, and the first cache just refilled", cause: "storage",
            confidence: "likely", places: at("front1", wrongByte), isOpen: true, moved: [.front1: [1]],
            spoil: { lab, blob in
                try lab.corruptStorage(blob, at: wrong)
                try lab.evict(blob, on: .front1)
            }),
        Case(
            testDescription: "storage wrong, all caches cold", cause: "storage", isOpen: true,
            moved: [.front1: [0, 1, 2]],
            spoil: { lab, blob in
                try lab.corruptStorage(blob, at: wrong)
                for backend in LabBackend.allCases { try lab.evict(blob, on: backend) }
            }),
        Case(
            testDescription: "a manifest wrong in the storage, all caches cold", cause: "storage", isOpen: true,
            moved: [.front1: [0], .front2: [0], .front3: [0]], isManifest: true,
            spoil: { lab, blob in
                try lab.corruptStorage(blob, at: 40)
                for backend in LabBackend.allCases { try lab.evict(blob, on: backend) }
            }),
    ]

    @Test func damageInTheStorage() async throws { try await Case.run(Self.storage) }

    private static func disks(_ backend: LabBackend) -> [DiagnosisCase] {
        let heal: @Sendable (RunningLab) async throws -> Void = { try await $0.restoreCacheDisk(backend) }
        return [
            Case(
                testDescription: "the cache's file system is full on \(backend)", flags: ["--retries", "0"],
                status: 75, code: "access-truncated", cause: "cache-disk", accused: [backend.rawValue],
                spoil: { lab, _ in try await lab.fillCacheDisk(backend) }, byHand: heal),
            Case(
                testDescription: "the cache's file system is read-only on \(backend)", flags: ["--retries", "0"],
                status: 75, code: "access-empty-reply", cause: "cache-disk", accused: [backend.rawValue],
                spoil: { lab, _ in try await lab.makeCacheReadOnly(backend) }, byHand: heal),
        ]
    }

    @Test(.enabled(if: RunningLab.canMount), arguments: [LabBackend.front1, .front2])
    func theDiskOfACache(_ backend: LabBackend) async throws { try await Case.run(Self.disks(backend)) }

    /// nginx answers 500 for the first slice, and closes the connection at a later one.
    private static func unreadable(_ slice: Int64, _ code: String, on backend: LabBackend) -> DiagnosisCase {
        Case(
            testDescription: "the cache file of slice \(slice) cannot be opened on \(backend)",
            flags: ["--retries", "0"], status: 75, code: code, cause: "cache-disk", accused: [backend.rawValue],
            moved: [backend: [slice]], spoil: { try $0.makeUnreadable($1, slice: slice, on: backend) })
    }

    @Test(arguments: [LabBackend.front1, .front3])
    func aCacheFileThatCannotBeOpened(_ backend: LabBackend) async throws {
        try await Case.run([
            Self.unreadable(0, "access-server-error", on: backend), Self.unreadable(1, "access-truncated", on: backend),
        ])
    }

    private static let shared = [
        Case(
            testDescription: "the registry is down", flags: ["--retries", "0"], status: 75,
            code: "access-server-error", cause: nil,
            spoil: { lab, _ in
                for backend in LabBackend.allCases { try lab.purge(backend) }
                try await lab.stopRegistry()
            }, byHand: { try await $0.startRegistry() }),
        Case(
            testDescription: "the registry hangs", flags: ["--retries", "0", "--stall", "1s"], status: 75,
            code: "access-stalled", cause: nil,
            spoil: { lab, _ in
                for backend in LabBackend.allCases { try lab.purge(backend) }
                try lab.hangRegistry()
            }, byHand: { try $0.releaseRegistry() }),
        Case(
            testDescription: "a certificate of an unknown CA on the first backend", flags: ["--retries", "0"],
            status: 69, code: "access-tls", cause: nil, spoil: { lab, _ in try await lab.makeUntrusted(.front1) },
            byHand: { try await $0.makeUsual(.front1) }),
    ]

    @Test func faultsOfTheService() async throws { try await Case.run(Self.shared) }
}
