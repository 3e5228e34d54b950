import Record
import Report
import Support
import Testing

@testable import Gate

/// The facts established with real clients: the gate passes what the nodes pull, and nothing else.
@Suite(.timeLimit(.minutes(10))) struct NodeFactTests {
    private func run(_ fact: NodeFact, for nodes: NodeKinds) async throws -> Run {
        nonisolated(unsafe) var run: Run?
        try await Scene.run(1) { scene in
            let name = try fact.arrange(scene[0])
            let request = try scene.request([name], platforms: fact.platforms) {
                $0.nodes = nodes
                $0.retries = 1
                $0.foreign = true
            }
            run = try await scene.check(request)
        }
        return try #require(run)
    }

    @Test("one kind of nodes passes exactly what it pulls", arguments: NodeFact.all, NodeKind.allCases)
    func one(fact: NodeFact, kind: NodeKind) async throws {
        let run = try await run(fact, for: NodeKinds(kind))
        #expect((run.exitCode == .verified) == fact.isPulled(by: kind), "\(run.findings.map(\.seen))")
    }

    @Test("with several kinds, what one of them refuses does not pass", arguments: NodeFact.all)
    func several(fact: NodeFact) async throws {
        let run = try await run(fact, for: try #require(NodeKinds(NodeKind.allCases)))
        // docker would get another image than cri-o.
        let isSame = fact.name != "HEAD of the tag names another image"
        #expect((run.exitCode == .verified) == (fact.pulls == "+++" && isSame), "\(run.findings.map(\.seen))")
    }

    @Test(
        "the report names the kind that refuses",
        arguments: [
            ("a layer with bzip2", [NodeKind.containerd, .docker], "containerd cannot unpack"),
            ("5 MiB", [.crio, .docker], "cri-o refuses more than 4194304"),
            ("5 MiB", [.containerd, .docker], "containerd refuses more than 4393216"),
            ("HEAD of the tag has no length", [.crio, .docker], "docker requires"),
            ("the API root is 404", [.containerd, .crio], "cri-o first asks for /v2/"),
            ("an empty platform", [.crio, .docker], "that cri-o would take"),
            ("a configuration of unknown type", [.containerd, .docker], "docker does not take"),
            ("every GET has a generic type", [.containerd, .docker], "docker takes the type from this header"),
            ("an encrypted layer", [.docker, .containerd], "+encrypted\", which containerd refuses"),
            ("a layer of an unknown type", [.containerd, .docker], "vnd.example.layer\", which docker refuses"),
            ("Docker's manifest with an OCI layer", [.docker, .crio], "which cri-o refuses in this manifest"),
            ("URLs without the layer, which the registry has", [.crio, .docker], "cri-o asks only the URLs"),
        ])
    func names(fact: String, nodes: [NodeKind], words: String) async throws {
        let fact = try #require(NodeFact.all.first { $0.name == fact })
        let run = try await run(fact, for: try #require(NodeKinds(nodes)))
        #expect(run.findings.contains { $0.seen.contains(words) }, "\(run.findings.map(\.seen))")
        #expect(Set(run.policy.nodes ?? []) == Set(nodes))
    }

    @Test("an absent attestation is reported, and says that no node pulls it") func attestation() async throws {
        let fact = try #require(NodeFact.all.first { $0.name == "an absent attestation, all platforms" })
        let run = try await run(fact, for: .standard)
        #expect(run.findings.map(\.weight) == [.reported])
        #expect(run.findings.first?.seen.contains("nodes do not pull it") == true)
        #expect(run.policy.nodes == nil)
    }

    @Test(
        "no proof is kept of bytes that other kinds of nodes refuse",
        arguments: [
            "a layer with bzip2", "a layer that is declared too large",
        ])
    func noProof(fact: String) async throws {
        let fact = try #require(NodeFact.all.first { $0.name == fact })
        try await Scene.run(1) { scene in
            let name = try fact.arrange(scene[0])
            let store = try scene.store()
            for (nodes, exit) in [(NodeKind.docker, ExitCode.verified), (.containerd, .refused)] {
                let request = try scene.request([name]) {
                    $0.nodes = NodeKinds(nodes)
                    $0.retries = 1
                }
                #expect(try await scene.check(request, store).exitCode == exit)
            }
        }
    }

    @Test(
        "a compression that this program does not unpack leaves depth unpack undecided",
        arguments: [("a layer with bzip2", NodeKind.docker), ("a layer with bzip2", .crio), ("a layer with xz", .crio)])
    func otherCompression(fact: String, kind: NodeKind) async throws {
        let fact = try #require(NodeFact.all.first { $0.name == fact })
        try await Scene.run(1) { scene in
            let name = try fact.arrange(scene[0])
            let run = try await scene.check(
                scene.request([name]) {
                    $0.nodes = NodeKinds(kind)
                    $0.depth = .unpack
                })
            #expect(run.verdict == .undecided)
            #expect(run.findings.contains { $0.seen.contains("which only some nodes") }, "\(run.findings.map(\.seen))")
        }
    }

    @Test(
        "the general words name the kind too",
        arguments: [
            ("a layer with bzip2", [NodeKind.containerd], "but containerd cannot unpack them"),
            ("a layer with xz", [.docker, .crio], "but docker cannot unpack them"),
        ])
    func meaning(fact: String, nodes: [NodeKind], words: String) async throws {
        let fact = try #require(NodeFact.all.first { $0.name == fact })
        let run = try await run(fact, for: try #require(NodeKinds(nodes)))
        #expect(run.faultRecords.contains { $0.meaning.contains(words) }, "\(run.faultRecords.map(\.meaning))")
    }
}
