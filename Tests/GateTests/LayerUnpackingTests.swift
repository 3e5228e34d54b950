import Layer
import OCI
import Record
import Support
import Testing

@testable import Gate

/// Nodes detect the compression of a layer; its type does not count.
@Suite(.timeLimit(.minutes(5))) struct LayerUnpackingTests {
    private static let types: [(real: MediaType, stated: MediaType)] = [
        (.ociLayerGzip, .ociLayerZstd), (.ociLayerZstd, .ociLayerGzip), (.ociLayer, .ociLayerGzip),
        (.ociLayer, .ociLayerZstd), (.ociLayerZstd, .dockerLayerGzip), (.ociLayerGzip, .dockerLayer),
    ]

    @Test("a layer of another compression than its type says is unpacked", arguments: types)
    func detected(real: MediaType, stated: MediaType) async throws {
        try await DepthScene.with { scene in
            let tar = TarBytes.archive("hello")
            let packed = try await TarBytes.packed(tar, as: real)
            try scene.image([LayerContent(bytes: packed, type: stated, unpacked: tar)])
            let run = try await scene.check("app:v1", .unpack)
            #expect(run.verdict == .verified, "\(run.findings.map(\.seen))")
        }
    }

    @Test("it is compared with its diff_id, like any other", arguments: types)
    func compared(real: MediaType, stated: MediaType) async throws {
        try await DepthScene.with { scene in
            let packed = try await TarBytes.packed(TarBytes.archive("hello"), as: real)
            try scene.image([LayerContent(bytes: packed, type: stated, unpacked: TarBytes.archive("other"))])
            let run = try await scene.check("app:v1", .unpack)
            #expect(run.findings.map(\.code) == [.contentDiffID])
        }
    }

    @Test("pieces of any size give the same result", arguments: [1, 3, 261, 262, 263, 4096])
    func pieces(size: Int) async throws {
        let tar = TarBytes.archive("hello")
        for (real, stated) in Self.types {
            var unpacking = try #require(LayerUnpacking(stated))
            var rest = try await TarBytes.packed(tar, as: real)[...]
            while !rest.isEmpty {
                Array(rest.prefix(size)).withUnsafeBytes { unpacking.take($0) }
                rest = rest.dropFirst(size)
            }
            #expect(try unpacking.result?.get().diffID == ScriptedRegistry.sha256(of: tar))
        }
    }

    @Test("the first bytes that show a format") func formats() {
        #expect(LayerUnpacking.format(of: [0x1F, 0x8B, 0x08, 0]) == .gzip)
        #expect(LayerUnpacking.format(of: [0x28, 0xB5, 0x2F, 0xFD]) == .zstd)
        #expect(LayerUnpacking.format(of: TarBytes.archive("a")) == .tar)
        #expect(LayerUnpacking.format(of: [0x1F, 0x8B]) == nil)
        #expect(LayerUnpacking.format(of: Array("<html>".utf8)) == nil)
        #expect(LayerUnpacking.format(of: []) == nil)
    }
}
