import Foundation
import Ledger
import OCI
import Record
import Support
import Testing

@testable import Gate

/// A proof counts only for the kinds of nodes that get the same bytes and take them.
@Suite(.timeLimit(.minutes(10))) struct ProofKindTests {
    /// What a registry does with the layer, which kinds pull it, and the kinds that a proof made for each of them counts for.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let pulled: Set<NodeKind>
        let faults: [Fault]
        /// In the order of `NodeKind`.
        let counts: [Set<NodeKind>]
    }

    private static let all = Set(NodeKind.allCases)
    private static let goOnly: Set<NodeKind> = [.crio, .docker]

    static let rows = [
        Row(testDescription: "nothing special", pulled: all, faults: [], counts: [all, all, all]),
        Row(
            testDescription: "status 203", pulled: [.containerd, .docker], faults: [.relabelled(203)],
            counts: [[.containerd, .docker], [], [.containerd, .docker]]),
        Row(
            testDescription: "status 201", pulled: [.containerd, .docker], faults: [.relabelled(201)],
            counts: [[.containerd, .docker], [], [.containerd, .docker]]),
        Row(
            testDescription: "it varies", pulled: all, faults: [.header("Vary", "Accept-Encoding")],
            counts: [[.containerd], goOnly, goOnly]),
        Row(
            testDescription: "zstd", pulled: [.containerd],
            faults: [.content(Packed.zstd(bytes(1))), .header("Content-Encoding", "zstd")],
            counts: [[.containerd], [], []]),
        Row(
            testDescription: "an unknown coding", pulled: goOnly, faults: [.header("Content-Encoding", "aws-chunked")],
            counts: [[], goOnly, goOnly]),
    ]

    private func arrange(_ row: Row, _ scene: Scene) throws -> Digest {
        let layer = try scene.addImage("app", bytes(1)).layers[0].digest
        if !row.faults.isEmpty { scene[0].add(FaultRule(.blob(layer), row.faults)) }
        return layer
    }

    private func request(_ scene: Scene, _ nodes: NodeKinds) throws -> GateRequest {
        try scene.request {
            $0.nodes = nodes
            $0.retries = 1
        }
    }

    @Test("a proof for one kind is used for others only if it counts for them", arguments: rows, NodeKind.allCases)
    func reused(row: Row, first: NodeKind) async throws {
        for second in NodeKind.allCases {
            try await Scene.run(1) { scene in
                let layer = try arrange(row, scene)
                let store = try scene.store()
                let made = try await scene.check(request(scene, NodeKinds(first)), store)
                #expect((made.exitCode == .verified) == row.pulled.contains(first), "\(made.faults)")
                let pulls = scene.pulls(layer)[0]
                let run = try await scene.check(request(scene, NodeKinds(second)), store)
                #expect((run.exitCode == .verified) == row.pulled.contains(second), "\(run.faults)")
                let counts = row.counts[NodeKind.allCases.firstIndex(of: first) ?? 0]
                #expect((scene.pulls(layer)[0] == pulls) == counts.contains(second))
            }
        }
    }

    @Test(
        "several kinds: each reads what the reply for another may not be, and the proof counts for all", arguments: rows
    )
    func several(row: Row) async throws {
        try await Scene.run(1) { scene in
            let layer = try arrange(row, scene)
            let store = try scene.store()
            let nodes = try #require(NodeKinds(NodeKind.allCases))
            let run = try await scene.check(request(scene, nodes), store)
            #expect((run.exitCode == .verified) == (row.pulled == Self.all), "\(run.faults)")
            guard row.pulled == Self.all else { return }
            let pulls = scene.pulls(layer)[0]
            #expect(pulls == (row.faults.isEmpty ? 1 : 2))
            for again in [nodes] + NodeKind.allCases.map({ NodeKinds($0) }) {
                #expect(try await scene.check(request(scene, again), store).exitCode == .verified)
            }
            #expect(scene.pulls(layer)[0] == pulls)
        }
    }

    @Test(
        "a wrong variant for one kind is found although the first kind gets a right one",
        arguments: ["zstd", "deflate"])
    func wrongVariant(coding: String) async throws {
        try await Scene.run(1) { scene in
            let layer = try scene.addImage("app", bytes(1)).layers[0].digest
            // containerd is asked first and gets the right bytes; who does not send its field gets wrong ones.
            scene[0].on(.blob(layer).lacking("Accept-Encoding", coding), .content(bytes(2)))
            scene[0].on(.blob(layer), .header("Vary", "Accept-Encoding"))
            #expect(try await scene.check(request(scene, .standard)).exitCode == .verified)
            let run = try await scene.check(request(scene, try #require(NodeKinds([.containerd, .crio]))))
            #expect(run.exitCode == .refused)
        }
    }

    @Test("a proof from a version that did not record kinds is not used") func oldProof() async throws {
        try await Scene.run(1) { scene in
            let layer = try scene.addImage("app", bytes(1)).layers[0].digest
            let store = try scene.store()
            _ = try await scene.check(nil, store)
            let path = try #require(
                try await store.entries().compactMap { entry -> Proof? in
                    if case .proof(let proof) = entry, proof.path.digest == layer { proof } else { nil }
                }.first)
            #expect(path.nodes == Self.all)
            let old = Proof(
                path: path.path, size: path.size, endpoint: path.endpoint, address: path.address, cacheStatus: nil,
                provenAt: path.provenAt.addingTimeInterval(1), run: path.run)
            let claim = ClaimRecord(
                path: path.path, size: path.size, kind: "layer", outcome: .verified, at: old.provenAt)
            try await store.record(old, claim: claim, lease: nil)
            _ = try await scene.check(nil, store)
            #expect(scene.pulls(layer) == [2])
        }
    }
}
