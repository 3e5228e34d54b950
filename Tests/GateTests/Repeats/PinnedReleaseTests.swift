import Foundation
import OCI
import Record
import Support
import Testing

@testable import Gate
@testable import Ledger

/// A release that is referenced by digest and proven needs no request at all.
@Suite(.timeLimit(.minutes(10))) struct PinnedReleaseTests {
    private func kinds(_ nodes: [NodeKind]) throws -> NodeKinds { try #require(NodeKinds(nodes)) }

    @Test(
        "no request for a proven release", arguments: [[.containerd], [.crio], [.docker], NodeKind.allCases],
        ["app@", "app:v1@"])
    func noRequest(nodes: [NodeKind], name: String) async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let names = ["registry.test/\(name)\(image.manifest.digest)"]
            let store = try scene.store()
            let kinds = try kinds(nodes)
            let first = try await scene.check(scene.request(names) { $0.nodes = kinds }, store)
            #expect(first.exitCode == .verified, "\(first.findings.map(\.seen))")
            let counts = scene.requestCounts
            for _ in 0..<2 {
                let run = try await scene.check(scene.request(names) { $0.nodes = kinds }, store)
                #expect(run.exitCode == .verified)
                #expect(run.totals.reused == 8 && run.totals.claims == 8)
                #expect(run.requests == 0 && run.totals.bytesPulled == 0)
            }
            // Not even if no backend answers.
            for registry in scene.registries { registry.on(.any, .noReply(.close)) }
            #expect(try await scene.check(scene.request(names) { $0.nodes = kinds }, store).exitCode == .verified)
            #expect(scene.asked(after: counts) == [[], []])
            let fresh = try await scene.check(
                scene.request(names) {
                    $0.nodes = kinds
                    $0.fresh = true
                    $0.retries = 0
                }, store)
            #expect(fresh.exitCode == .undecided && fresh.requests != 0)
        }
    }

    @Test("after a run by tag, only what nodes ask for a digest is asked") func afterATag() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let pinned = ["registry.test/app@\(image.manifest.digest)"]
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            var counts = scene.requestCounts
            #expect(try await scene.check(scene.request(pinned), store).exitCode == .verified)
            #expect(scene.asked(after: counts) == [["HEAD manifest"], ["HEAD manifest"]])
            counts = scene.requestCounts
            #expect(try await scene.check(scene.request(pinned), store).requests == 0)
            #expect(scene.asked(after: counts) == [[], []])
        }
    }

    @Test("other nodes ask for something else first") func otherNodes() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let pinned = ["registry.test/app@\(image.manifest.digest)"]
            let store = try scene.store()
            func check(_ nodes: [NodeKind]) async throws -> [String] {
                let counts = scene.requestCounts
                let kinds = try kinds(nodes)
                let run = try await scene.check(scene.request(pinned) { $0.nodes = kinds }, store)
                #expect(run.exitCode == .verified)
                return scene.asked(after: counts)[0]
            }
            _ = try await check([.containerd])
            #expect(try await check([.crio]).contains("GET root"))
            #expect(try await check([.crio]) == [])
        }
    }

    @Test(
        "a wrong reply before the manifest is refused in every run, and then in none",
        arguments: [NodeKind.containerd, .crio], [false, true])
    func wrongReplies(kind: NodeKind, wasRight: Bool) async throws {
        let code = kind == .crio ? "access-server-error" : "content-header"
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let names = ["registry.test/app@\(image.manifest.digest)"]
            let store = try scene.store()
            func check(fresh: Bool = false) async throws -> Run {
                try await scene.check(
                    scene.request(names) {
                        $0.nodes = NodeKinds(kind)
                        $0.fresh = fresh
                        $0.retries = 0
                    }, store)
            }
            if wasRight { #expect(try await check().exitCode == .verified) }
            if kind == .crio {
                scene[1].on(RequestPattern(path: .exactly("/v2/")), .status(500))
            } else {
                scene[1].on(
                    RequestPattern(method: "HEAD", path: .containing("/manifests/")), .header("Content-Length", "5"))
            }
            // The second run has the proofs of the first one, but not what nodes get before they need them.
            for number in 0..<3 {
                let run = try await check(fresh: number == 0)
                #expect(run.faults == ["\(code) on two"], "\(number)")
            }
            scene[1].heal()
            #expect(try await check().exitCode == .verified)
            #expect(try await check().requests == 0)
        }
    }

    @Test("one image that is not proven does not make the others ask") func oneNewImage() async throws {
        try await Scene.run(2) { scene in
            let images = try (1...3).map { try scene.addImage("app\($0)", bytes($0)) }
            let names = images.enumerated().map { "registry.test/app\($0.offset + 1)@\($0.element.manifest.digest)" }
            let store = try scene.store()
            _ = try await scene.check(scene.request(Array(names.prefix(2))), store)
            let counts = scene.requestCounts
            let run = try await scene.check(scene.request(names), store)
            #expect(run.exitCode == .verified)
            let new = ["GET blob", "GET blob", "GET manifest", "HEAD manifest"]
            #expect(scene.asked(after: counts) == [new, new])
        }
    }
}
