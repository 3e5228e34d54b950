import Ledger
import OCI
import Record
import Registry
import Report
import Support
import Testing

@testable import Gate

/// A backend without a cache: bytes count by digest, and each further path answers a HEAD.
@Suite(.timeLimit(.minutes(10))) struct SharedStorageTests {
    enum Setting: CaseIterable {
        case noCache, direct

        var cache: CachePolicy? { self == .noCache ? CachePolicy(kind: "none") : nil }
        var roles: [Backend.Role] { self == .direct ? [.direct] : [] }
    }

    private static func heads(_ bench: StorageScene) -> Int {
        bench.backend.requests(RequestPattern(method: "HEAD", path: .containing("/blobs/\(bench.layer)"))).count
    }

    private static func pulls(_ bench: StorageScene) -> Int {
        bench.backend.requests(.blob(bench.layer).ranged(false)).count
    }

    @Test(arguments: Setting.allCases) func eachFurtherPathGetsAHead(_ setting: Setting) async throws {
        try await StorageScene.run(["app", "web", "api"]) { bench in
            let run = try await bench.check(nil, setting, ["app", "web", "api"])
            #expect(run.exitCode == .verified)
            #expect(Self.pulls(bench) == 1)
            #expect(Self.heads(bench) == 2)
            // The layer and the configuration.
            #expect(run.totals.shared == 4)
            let shared = ["app", "web", "api"].compactMap { bench.status($0, in: run)?.shared }
            #expect(shared.count == 2)
            #expect(shared.allSatisfy { $0.object == nil && $0.size == Int64(StorageScene.content.count) })
            let text = TextReport.render(run, options: TextOptions(verbosity: .verbose, width: 1000))
            #expect(text.contains("this path answered HEAD, and no cache is in between"))
        }
    }

    @Test(arguments: Setting.allCases) func anAbsenceUnderASecondRepository(_ setting: Setting) async throws {
        try await StorageScene.run { bench in
            bench.backend.remove(bench.layer, from: "web")
            let run = try await bench.check(nil, setting)
            #expect(run.faults == ["absence-blob on one"])
            #expect(run.findings.first?.place.repository?.description == "web")
            #expect(bench.status("app", in: run)?.isVerified == true)
        }
    }

    enum Doubt: CaseIterable {
        case length, noLength, digestHeader, cacheStatus, status, redirect
    }

    @Test("Whatever is doubtful is pulled", arguments: Doubt.allCases) func doubt(_ doubt: Doubt) async throws {
        try await StorageScene.run { bench in
            let head = RequestPattern(method: "HEAD", path: .containing("/blobs/\(bench.layer)"))
            switch doubt {
            case .length: bench.backend.on(head, .header("Content-Length", "1"))
            case .noLength: bench.backend.on(head, .chunked)
            case .digestHeader: bench.backend.on(head, .contentDigest("sha256:0"))
            case .cacheStatus: bench.backend.on(head, .cacheStatus("HIT"))
            case .status: bench.backend.on(head, .status(405))
            case .redirect:
                try bench.storage.addBlob(StorageScene.content, to: "objects")
                bench.backend.on(head, .redirect(to: bench.place()))
            }
            let run = try await bench.check(nil, .noCache)
            #expect(run.exitCode == .verified)
            #expect(Self.pulls(bench) == 2)
            #expect(["app", "web"].allSatisfy { bench.status($0, in: run)?.isVerified == true })
        }
    }

    /// A wrong copy proves nothing for others, and others prove nothing for it.
    @Test(arguments: Setting.allCases) func theFirstCopyIsBad(_ setting: Setting) async throws {
        try await StorageScene.run { bench in
            bench.backend.on(.blob(bench.layer, of: "app"), .flipByte(at: 4))
            let run = try await bench.check(nil, setting)
            #expect(run.faults == ["content-digest on one"])
            #expect(bench.status("web", in: run)?.isVerified == true)
        }
    }

    @Test func aLaterFaultMakesAllPathsSuspect() async throws {
        try await StorageScene.run { bench in
            let store = try bench.scene.store()
            _ = try await bench.check(store, .noCache)
            bench.backend.on(.blob(bench.layer), .flipByte(at: 4))
            let bad = try await bench.check(store, .noCache, ["app"]) { $0.fresh = true }
            #expect(bad.exitCode == .refused)
            let web = try await bench.check(store, .noCache, ["web"])
            #expect(web.exitCode == .refused)
        }
    }

    /// An unknown cache, and one that is known, may store each path separately.
    @Test(arguments: [nil, CachePolicy(kind: "nginx")]) func otherwiseEveryPathIsPulled(_ cache: CachePolicy?)
        async throws
    {
        try await StorageScene.run { bench in
            let run = try await bench.check(cache: cache)
            #expect(Self.pulls(bench) == 2)
            #expect(run.totals.shared == 0)
            #expect(Self.heads(bench) == 0)
        }
    }

    @Test func aPlanSaysWhatRepeatedPathsCost() async throws {
        try await StorageScene.run(["app", "web", "api"]) { bench in
            let references = ["app", "web", "api"].map { "registry.test/\($0):v1" }
            let bytes = 2 * (StorageScene.content.count + Int(bench.image.config.size))
            func note(_ cache: CachePolicy?, sharing: Bool = false) async throws -> RunNote? {
                var request = try bench.scene.request(references, sharing: sharing, cache: cache)
                request.command = .plan
                let plan = try await bench.scene.gate().plan(request)
                return plan.notes.first { if case .repeatedPaths = $0 { true } else { false } }
            }
            let costs: [(CachePolicy?, RunNote.RepeatCost)] = [
                (nil, .unknown), (CachePolicy(kind: "nginx"), .cached), (CachePolicy(kind: "none"), .head),
            ]
            let name = try #require(RegistryName(registryName))
            for (cache, cost) in costs {
                #expect(
                    try await note(cache)
                        == .repeatedPaths(registry: name, backends: ["one"], paths: 4, bytes: Int64(bytes), cost: cost))
            }
            #expect(try await note(nil, sharing: true) == nil)
        }
    }
}

extension StorageScene {
    fileprivate func check(
        _ store: LedgerStore?, _ setting: SharedStorageTests.Setting, _ repositories: [String] = ["app", "web"],
        policy: (inout Policy) -> Void = { _ in }
    ) async throws -> Run {
        try await check(repositories, store, cache: setting.cache, roles: setting.roles, policy: policy)
    }
}
