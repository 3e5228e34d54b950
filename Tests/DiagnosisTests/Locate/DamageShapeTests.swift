import Gate
import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import Diagnosis

/// The shape of wrong bytes that nothing can be compared with.
@Suite(.timeLimit(.minutes(5))) struct DamageShapeTests {
    private static let json = Array(#"{"architecture" : "amd64", "os" : "linux"}"#.utf8)
    private static let page = Array(LocatingTests.page.utf8)
    private static let packed = [0x1F, 0x8B, 0x08] + [UInt8](repeating: 7, count: 100)

    struct Piece: Sendable {
        var bytes: [UInt8]
        var kind: Claim.Kind
        var type: MediaType
        var isText: Bool
    }

    @Test(
        "text is no damage where the right content is text",
        arguments: [
            Piece(bytes: json, kind: .config, type: .ociConfig, isText: false),
            Piece(bytes: json, kind: .config, type: MediaType("application/vnd.example.config+json"), isText: false),
            Piece(bytes: json, kind: .manifest, type: .ociManifest, isText: false),
            Piece(bytes: json, kind: .layer, type: MediaType("application/spdx+json"), isText: false),
            Piece(bytes: page, kind: .layer, type: MediaType("text/html"), isText: false),
            Piece(bytes: json, kind: .layer, type: .ociLayerGzip, isText: true),
            Piece(bytes: page, kind: .layer, type: .dockerLayerGzip, isText: true),
            Piece(bytes: page, kind: .config, type: .ociConfig, isText: true),
            Piece(bytes: page, kind: .manifest, type: .ociIndex, isText: true),
            Piece(bytes: packed, kind: .layer, type: .ociLayerGzip, isText: false),
        ])
    func text(_ piece: Piece) throws {
        let backend = Backend(
            registry: try #require(RegistryName("registry.test")), name: "one",
            address: .init(host: "192.0.2.1", port: 443), source: .commandLine)
        let claim = Claim(
            backend: backend, repository: try #require(RepositoryName("app")),
            digest: try ScriptedRegistry.sha256(of: piece.bytes), size: Int64(piece.bytes.count), kind: piece.kind,
            mediaType: piece.type)
        let kind = DamageShape.kind(ofPiece: piece.bytes, at: 0, in: claim)
        if case .text = kind { #expect(piece.isText) } else { #expect(!piece.isText, "\(kind)") }
    }

    /// Two wrong bits of one copy are two, on however many backends, and neither is the only damage.
    @Test(arguments: [[1], [0, 1]]) func severalBits(backends: [Int]) async throws {
        try await LocatingScene.run(3) { scene in
            let digest = try scene.addImage(LocatingTests.right).layers[0].digest
            let store = try scene.store()
            #expect(try await scene.check(store).verdict == .verified)
            for index in backends {
                scene[index].on(.blob(digest), .flipByte(at: 1000), .flipByte(at: 2_000_000))
            }
            let run = try await scene.check(store, fresh: true)
            let cause = try #require(run.diagnoses.flatMap(\.causes).first { $0.kind == .flippedBit })
            let facts = (cause.supports + cause.opposes).map(\.wrappedValue)
            #expect(facts.contains(.severalBitsDiffer(count: 2)), "\(facts)")
            #expect(!facts.contains { if case .onlyDamage = $0 { true } else { false } }, "\(facts)")
        }
    }

    /// Bad storage of a configuration, seen on the only backend that was read: no proxy is blamed, and nothing says that all of
    /// its bytes are wrong.
    @Test(arguments: [3, 60]) func oneWrongBitOfAConfiguration(place: Int) async throws {
        try await LocatingScene.run(2) { scene in
            let digest = try scene.addImage([1, 2, 3]).config.digest
            for index in 0..<2 {
                scene[index].on(.blob(digest), .flipByte(at: place), .cacheStatus("MISS"))
            }
            let run = try await scene.check(cache: LocatingTests.cache)
            let kinds = run.diagnoses.flatMap(\.causes).map(\.kind)
            #expect(run.exitCode == .refused && kinds.first == .storage, "\(kinds)")
            #expect(!kinds.contains(.middlebox) && !kinds.contains(.wrongObject), "\(kinds)")
        }
    }
}
