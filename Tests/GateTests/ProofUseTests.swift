import Ledger
import OCI
import Record
import Support
import Testing

@testable import Gate

/// A proof of bytes counts only for the nodes and the roles that it was read for.
@Suite(.timeLimit(.minutes(5))) struct ProofUseTests {
    /// A status that only some nodes accept.
    struct Status: Sendable {
        let code: Int
        /// Whether the configuration has it, rather than the layer.
        let isOfConfiguration: Bool
        let first: NodeKind
    }

    @Test(
        "other kinds of nodes read again",
        arguments: [
            Status(code: 203, isOfConfiguration: false, first: .containerd),
            Status(code: 202, isOfConfiguration: true, first: .docker),
        ])
    func kinds(_ status: Status) async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", [1])
            let digest = status.isOfConfiguration ? image.config.digest : image.layers[0].digest
            scene[0].on(.blob(digest), .relabelled(status.code))
            let store = try scene.store()
            let kinds = [status.first, status.first, .crio, status.first, .crio]
            for kind in kinds {
                let request = try scene.request {
                    $0.nodes = NodeKinds(kind)
                    $0.retries = 0
                }
                let run = try await scene.check(request, store)
                #expect((run.exitCode == .verified) == (kind != .crio), "\(kind): \(run.findings.map(\.seen))")
            }
        }
    }

    private static let other = MediaType("application/vnd.example.thing")

    @Test(
        "bytes that nodes only keep are no layer that they unpack", .serialized,
        arguments: [Array("BZh91AY&SY".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00]])
    func kept(bytes: [UInt8]) async throws {
        try await DepthScene.with { scene in
            try scene.image([LayerContent(bytes: bytes, type: Self.other, unpacked: [])], tag: "thing")
            try scene.image([LayerContent(bytes: bytes, type: .ociLayer, unpacked: [])], tag: "layer")
            for images in [["thing"], ["layer"], ["thing"], ["thing", "layer"], ["layer", "thing"], ["layer"]] {
                let run = try await check(images, scene, .full)
                let isRight = images == ["thing"]
                #expect(run.exitCode == (isRight ? .verified : .refused), "\(images): \(run.findings.map(\.seen))")
                #expect(run.findings.allSatisfy { $0.code == .contentUnpack })
            }
        }
    }

    @Test(
        "bytes that nodes decompress are no layer that they take as it is",
        arguments: [MediaType.ociLayerGzip, .ociLayerZstd])
    func plain(type: MediaType) async throws {
        try await DepthScene.with { scene in
            let tar = TarBytes.archive("hello")
            let packed = try await TarBytes.packed(tar, as: type)
            for (tag, type) in [("packed", type), ("plain", .ociLayer), ("thing", Self.other)] {
                try scene.image([LayerContent(bytes: packed, type: type, unpacked: tar)], tag: tag)
            }
            for images in [["plain"], ["packed"], ["plain"], ["plain", "packed"], ["packed", "plain"]] {
                let run = try await check(images, scene, .unpack)
                let verdicts = images.map { $0 == "plain" ? Verdict.refused : .verified }
                #expect(run.images.map(\.verdict) == verdicts, "\(images): \(run.findings.map(\.seen))")
            }
            // What one image only keeps is still unpacked for another.
            #expect(try await check(["thing", "packed"], scene, .unpack).verdict == .verified)
        }
    }

    private func check(_ tags: [String], _ scene: DepthScene, _ depth: Depth) async throws -> Run {
        try await scene.check(tags.map { "app:\($0)" }, depth: depth)
    }
}
