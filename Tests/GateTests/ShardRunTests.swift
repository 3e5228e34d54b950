import Foundation
import Ledger
import OCI
import Record
import Registry
import Report
import Support
import Testing

@testable import Gate

/// One release, checked in several runs.
@Suite(.timeLimit(.minutes(10))) struct ShardRunTests {
    private func check(
        _ scene: Scene, _ index: Int, of total: Int, _ store: LedgerStore? = nil,
        policy change: (inout Policy) -> Void = { _ in }
    ) async throws -> Run {
        var request = try scene.request(["registry.test/app:v1", "registry.test/side:v1"], policy: change)
        request.shard = Shard(index, of: total)
        return try await scene.check(request, store)
    }

    private func addImages(_ scene: Scene) throws -> (app: ScriptedImage, side: ScriptedImage) {
        // The last layer is in both images under two names; both paths belong to one shard.
        (
            try scene.addImage("app", bytes(1, count: 9000), bytes(2), bytes(3, count: 700)),
            try scene.addImage("side", bytes(4, count: 3000), bytes(3, count: 700))
        )
    }

    private func own(_ run: Run) -> [Run.Claim] { run.claims.filter { !$0.status.isOtherShard } }

    private func path(_ claim: Run.Claim) -> String { "\(claim.backend) \(claim.repository) \(claim.digest)" }

    @Test func togetherTheyProveEachClaimOnce() async throws {
        try await Scene.run(2) { scene in
            let (app, side) = try addImages(scene)
            var parts: [[Run.Claim]] = []
            for index in 1...3 {
                let run = try await check(scene, index, of: 3)
                #expect(run.exitCode == .verified)
                #expect(run.verdict == .verified)
                #expect(run.findings.isEmpty)
                #expect(run.shard == Shard(index, of: 3))
                #expect(run.totals.otherShard == run.claims.count - own(run).count)
                #expect(run.totals.claims + run.totals.otherShard == run.claims.count)
                for result in run.claims {
                    guard case .otherShard(let shard, let isRead) = result.status else { continue }
                    #expect(shard != index && (1...3).contains(shard))
                    #expect(isRead == (result.kind == .manifest))
                    #expect(result.status.verdict == .unproven)
                }
                parts.append(own(run))
            }
            let whole = try await scene.check(scene.request(["registry.test/app:v1", "registry.test/side:v1"]))
            #expect(Set(parts.joined().map(path)) == Set(whole.claims.map(path)))
            #expect(parts.reduce(0) { $0 + $1.count } == whole.claims.count)
            for part in parts {
                for digest in Set(part.map(\.digest)) {
                    #expect(part.count { $0.digest == digest } == whole.claims.count { $0.digest == digest })
                }
            }
            // Three shard runs plus the whole run: two pulls of each path.
            for blob in [app.config, side.config, app.layers[0], app.layers[1], side.layers[0]] {
                #expect(scene.pulls(blob.digest) == [2, 2])
            }
            #expect(scene.pulls(app.layers[2].digest) == [4, 4])
        }
    }

    @Test func onlyTheShardOfABadLayerRefuses() async throws {
        try await Scene.run(2) { scene in
            let bad = try addImages(scene).app.layers[1].digest
            scene[1].on(.blob(bad), .flipByte(at: 3))
            var codes: [ExitCode] = []
            for index in 1...3 {
                let run = try await check(scene, index, of: 3)
                codes.append(run.exitCode)
                let owns = own(run).contains { $0.digest == bad }
                #expect(run.faults == (owns ? ["content-digest on two"] : []))
                #expect(
                    run.images[0].verdict == (owns ? .refused : own(run).isEmpty ? .unproven : run.images[0].verdict))
            }
            #expect(codes.sorted { $0.rawValue < $1.rawValue } == [.verified, .verified, .refused])
        }
    }

    /// Every shard reports faults of manifests, which all read, so that a merge knows them even if one shard is killed.
    @Test func everyShardReportsABadManifest() async throws {
        try await Scene.run(2) { scene in
            let (app, _) = try addImages(scene)
            scene[1].on(.manifest(.digest(app.manifest.digest)), .flipByte(at: 3))
            for index in 1...3 {
                let run = try await check(scene, index, of: 3)
                #expect(run.exitCode == .refused)
                #expect(run.faults == ["content-digest on two"])
                // The state of the same bytes on the other backend is known here too.
                #expect(run.result(app.manifest.digest, on: "one")?.status.isProof == true)
                let fault = try #require(run.faultRecords.first)
                #expect(run.faultRecords.count == 1)
                #expect(fault.scope == .some)
                #expect(fault.occurrences.map(\.backend) == ["two"])
                #expect(fault.others.map(\.backend) == ["one"])
            }
        }
    }

    @Test func aShardWithoutClaimsIsNeitherGoodNorBad() async throws {
        try await Scene.run(1) { scene in
            let (app, side) = try addImages(scene)
            let contents = [app.manifest, side.manifest, app.config, side.config] + app.layers + side.layers
            var empty = 0
            for index in 1...20 {
                let run = try await check(scene, index, of: 20)
                #expect(run.exitCode == .verified)
                if own(run).isEmpty {
                    empty += 1
                    #expect(run.verdict == .unproven)
                    #expect(run.images.map(\.verdict) == [.unproven, .unproven])
                } else {
                    #expect(run.verdict == .verified)
                }
            }
            #expect(empty >= 20 - Set(contents.map(\.digest)).count)
            #expect(empty < 20)
        }
    }

    @Test func unreadContentGetsNoProof() async throws {
        try await Scene.run(2) { scene in
            _ = try addImages(scene)
            let store = try scene.store()
            let run = try await check(scene, 2, of: 3, store)
            let proven = Set(
                try await store.entries().compactMap {
                    if case .proof(let proof) = $0 { proof.path.digest } else { nil }
                })
            let read = run.claims.filter { $0.kind == .manifest || !$0.status.isOtherShard }
            #expect(proven == Set(read.map(\.digest)))
            #expect(run.claims.contains { !proven.contains($0.digest) })
        }
    }

    /// A recheck covers the same shard, and so does every round of a hold.
    @Test func aHoldWaitsForItsOwnShard() async throws {
        try await Scene.run(2) { scene in
            let bad = try addImages(scene).app.layers[0].digest
            scene[1].on(.blob(bad), .flipByte(at: 3))
            let registries = scene.registries
            var ended: [Verdict: Int] = [:]
            for index in 1...3 {
                var request = try scene.request(["registry.test/app:v1", "registry.test/side:v1"])
                request.shard = Shard(index, of: 3)
                request.policy.hold = .seconds(20)
                let recorder = Recorder { event in
                    if case .round(let look, _, _) = event, look.number == 2 { registries[1].heal() }
                }
                let run = try await scene.gate(observer: recorder).check(request)
                #expect(run.exitCode == .verified)
                #expect(
                    own(run).allSatisfy { claim in run.claims.contains { $0 == claim && $0.status.isProof } })
                if run.rounds.count > 1 {
                    #expect(own(run).contains { $0.digest == bad })
                    ended[run.verdict, default: 0] += 1
                }
            }
            #expect(ended == [.verified: 1])
        }
    }

    @Test func plansAddUp() async throws {
        try await Scene.run(2) { scene in
            _ = try addImages(scene)
            var planned = 0
            for index in 1...2 {
                var request = try scene.request(["registry.test/app:v1", "registry.test/side:v1"])
                request.command = .plan
                request.shard = Shard(index, of: 2)
                let run = try await scene.gate().plan(request)
                #expect(run.exitCode == .verified)
                planned += run.totals.planned
            }
            var whole = try scene.request(["registry.test/app:v1", "registry.test/side:v1"])
            whole.command = .plan
            #expect(try await scene.gate().plan(whole).totals.planned == planned)
            #expect(planned == 14)
        }
    }

    @Test(arguments: [Depth.manifest, .presence])
    func weakDepthsGiveTheSameResult(_ depth: Depth) async throws {
        try await Scene.run(1) { scene in
            _ = try addImages(scene)
            var own = 0
            for index in 1...3 {
                let run = try await check(scene, index, of: 3) { $0.depth = depth }
                #expect(run.exitCode == .verified)
                #expect(run.verdict == .unproven)
                own += run.totals.present + run.totals.notAsked + run.totals.verified
            }
            let whole = try await scene.check(
                scene.request(["registry.test/app:v1", "registry.test/side:v1"]) { $0.depth = depth })
            #expect(own == whole.claims.count)
        }
    }

    /// The configuration has the diff IDs and may belong to another shard.
    @Test func diffIDsAreComparedInTheShardOfTheLayer() async throws {
        try await DepthScene.with { scene in
            let layers = try await (0..<4).asyncMap { number in
                let tar = TarBytes.archive("layer \(number)")
                return LayerContent(
                    bytes: try await TarBytes.packed(tar, as: .ociLayerGzip), type: .ociLayerGzip,
                    unpacked: number == 2 ? TarBytes.archive("other") : tar)
            }
            let image = try scene.image(layers)
            var refused: [Int] = []
            for index in 1...4 {
                let run = try await scene.check("app:v1", .unpack, shard: Shard(index, of: 4))
                let owns = run.claims.contains { !$0.status.isOtherShard && $0.digest == image.layers[2].digest }
                #expect(run.findings.map(\.code) == (owns ? [.contentDiffID] : []), "shard \(index)")
                #expect(run.exitCode == (owns ? .refused : .verified), "shard \(index)")
                if owns { refused.append(index) }
            }
            #expect(refused.count == 1)
        }
    }

    /// A gate on another machine reuses imported proofs.
    @Test func anotherGateReusesImportedProofs() async throws {
        try await Scene.run(2) { scene in
            _ = try addImages(scene)
            let here = try scene.store()
            let references = ["registry.test/app:v1", "registry.test/side:v1"]
            let first = try await scene.check(scene.request(references), here)
            let text = LedgerArchive.write(try await here.entries(), vantage: "test", writer: "0", at: .now)
            let there = try LedgerStore.open(at: scene.folder + "/other.sqlite").store
            let start = RunStart(startedAt: .now, vantage: "test", version: "0", command: "import", request: Data())
            _ = try await there.take(LedgerArchive.read(text, named: "x"), as: start, on: "test")
            let before = scene.registries.map { $0.requests(.blobs).count }
            let second = try await scene.check(scene.request(references), there)
            #expect(second.exitCode == .verified)
            #expect(scene.registries.map { $0.requests(.blobs).count } == before)
            #expect(second.totals.reusedBlobs == 14)
            let reuses = second.claims.compactMap { $0.status.reuse }
            #expect(Set(reuses.map(\.seenBy)) == ["run \(try #require(first.id)) on test"])
            // Importing does not make a proof younger.
            try await Task.sleep(for: .milliseconds(30))
            let old = try await scene.check(scene.request(references) { $0.maxAge = .milliseconds(10) }, there)
            #expect(old.totals.reusedBlobs == 0)
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ change: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await change(element)) }
        return values
    }
}
