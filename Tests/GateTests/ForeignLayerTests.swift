import Foundation
import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import Gate

/// Layers that the registry does not have and that nodes fetch from the URLs in their descriptors.
@Suite(.timeLimit(.minutes(10))) struct ForeignLayerTests {
    private struct Place {
        let scene: Scene
        let server: TLSServer
        let maker: CertificateMaker
        let layer: Digest

        /// Points the tag at an image whose layer is not in the registry.
        func push(_ urls: [String], type: MediaType = .dockerForeignLayerGzip, tag: String = "v1") throws {
            let list = urls.map { "\"\($0)\"" }.joined(separator: ",")
            for registry in scene.registries {
                let config = Array(#"{"any":"thing"}"#.utf8)
                let digest = try registry.addBlob(config, to: "app")
                let manifest = FaultBench.manifest(
                    config: FaultBench.descriptor("application/vnd.example", digest, size: config.count),
                    layers: #"{"mediaType":"\#(type)","digest":"\#(layer)","size":5000,"urls":[\#(list)]}"#)
                try registry.addManifest(Array(manifest.utf8), mediaType: .ociManifest, to: "app", tag: tag)
            }
        }

        func url(_ file: String) -> String { "https://localhost:\(server.port)/\(file)" }

        /// A URL that answers 404.
        var missing: String { "http://\(scene[0].host):\(scene[0].port)/v2/elsewhere/blobs/\(layer)" }

        func check(foreign: Bool = true, trusting: Bool = true, tags: [String] = ["v1"]) async throws -> Run {
            let authorities = SystemAuthorities(file: trusting ? maker.authority.certificate : nil)
            let client = RegistryClient(
                engine: try #require(TransferEngine(loops: 1, authorities: authorities)), credentials: .anonymous,
                limits: TransferLimits(connect: .seconds(5), stall: .seconds(5)), userAgent: "blobgate/test")
            let request = try scene.request(tags.map { "registry.test/app:\($0)" }) {
                $0.foreign = foreign
                $0.retries = 1
            }
            return await Gatekeeper(client: client, store: try scene.store()).check(request)
        }
    }

    private func run(_ body: (Place) async throws -> Void) async throws {
        try await Scene.run(2) { scene in
            let maker = try await CertificateMaker()
            let folder = scene.folder + "/elsewhere"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(bytes(1)).write(to: URL(filePath: folder + "/good"))
            try Data(bytes(3)).write(to: URL(filePath: folder + "/bad"))
            let server = try await TLSServer(try await maker.issue("localhost"), folder: folder)
            let place = Place(
                scene: scene, server: server, maker: maker, layer: try ScriptedRegistry.sha256(of: bytes(1)))
            try await body(place)
        }
    }

    @Test("img Content Descriptors, urls: without --foreign a foreign layer stays undecided, with an explanation")
    func withoutTheOption() async throws {
        try await run { place in
            try place.push([place.url("good"), "https://elsewhere.test/x?secret"])
            let run = try await place.check(foreign: false)
            #expect(run.exitCode == .unavailable)
            #expect(run.faults == ["access-foreign on one", "access-foreign on two"])
            let seen = try #require(run.findings.first?.seen)
            #expect(seen.hasPrefix("status 404 (BLOB_UNKNOWN"))
            #expect(
                seen.hasSuffix(
                    "it is a foreign layer, which nodes fetch from \(place.url("good")) or 1 more: --foreign checks it there"
                ))
        }
    }

    @Test("img Content Descriptors, urls: with --foreign it is pulled from its URL and hashed, but proves no backend")
    func fromElsewhere() async throws {
        try await run { place in
            try place.push([place.missing, place.url("good")])
            let run = try await place.check()
            #expect(run.verdict == .verified, "\(run.findings.map(\.seen))")
            let result = try #require(run.result(place.layer, on: "one"))
            #expect(result.attempts.last?.url == place.url("good"))
            #expect(result.attempts.first?.status == 404)
            // The next run fetches it again, because nothing was proven about the backends.
            let again = try await place.check(foreign: false)
            #expect(again.exitCode == .unavailable)
        }
    }

    @Test("img Content Descriptors, urls: wrong bytes from a URL refuse, also if the registry has the right ones")
    func wrongBytesElsewhere() async throws {
        try await run { place in
            try place.push([place.url("bad")])
            let run = try await place.check()
            #expect(run.exitCode == .refused)
            #expect(Set(run.findings.map(\.code)) == [.contentForeign])
            #expect(run.findings.first?.seen.contains("foreign layer: \(place.url("bad")): 5000 bytes") == true)
            for registry in place.scene.registries { try registry.addBlob(bytes(1), to: "app") }
            let again = try await place.check()
            #expect(again.exitCode == .refused)
            #expect(Set(again.findings.map(\.code)) == [.contentForeign])
            #expect(again.findings.first?.seen.hasPrefix("the registry has it, but nodes ask the URLs") == true)
        }
    }

    @Test("containerd: 404 from a URL leads to the next one, and then to the registry; without --foreign it stays open")
    func theRegistryIsLast() async throws {
        try await run { place in
            for registry in place.scene.registries { try registry.addBlob(bytes(1), to: "app") }
            try place.push([place.missing], type: .ociLayerGzip)
            #expect(try await place.check(foreign: false).faults == ["access-foreign on one", "access-foreign on two"])
            #expect(try await place.check().verdict == .verified)
            // A proof of the registry is no proof of the URL.
            #expect(try await place.check(foreign: false).exitCode == .unavailable)
            try place.push([place.missing, place.url("bad"), place.url("good")], type: .ociLayerGzip)
            #expect(Set(try await place.check().findings.map(\.code)) == [.contentForeign])
            try place.push([place.url("good"), place.url("bad")], type: .ociLayerGzip)
            #expect(try await place.check().verdict == .verified)
        }
    }

    @Test("containerd: a URL counts if any manifest lists it for the layer")
    func oneOfTwoManifestsListsURLs() async throws {
        try await run { place in
            for registry in place.scene.registries { try registry.addBlob(bytes(1), to: "app") }
            try place.push([])
            try place.push([place.url("bad")], tag: "v2")
            let run = try await place.check(tags: ["v1", "v2"])
            #expect(run.exitCode == .refused)
            #expect(Set(run.findings.map(\.code)) == [.contentForeign])
        }
    }

    @Test("containerd: URLs over plain HTTP are asked too", arguments: [3, 1]) func plainHTTP(seed: Int) async throws {
        try await run { place in
            let other = try await ScriptedRegistry.start()
            try other.addBlob(bytes(1), to: "elsewhere")
            if seed != 1 { other.on(.blob(place.layer), .content(bytes(seed))) }
            for registry in place.scene.registries { try registry.addBlob(bytes(1), to: "app") }
            try place.push(["\(other.url)/v2/elsewhere/blobs/\(place.layer)"])
            #expect(try await place.check().exitCode == (seed == 1 ? .verified : .refused))
            await other.stop()
        }
    }

    @Test(
        "img Content Descriptors, urls: only http and https URLs without user information are requested",
        arguments: [
            "https://user:secret@localhost/good", "ftp://localhost/good", "not a url",
            "file:///etc/passwd",
        ])
    func urlsThatAreNotRequested(url: String) async throws {
        try await run { place in
            try place.push([url])
            let run = try await place.check()
            #expect(run.exitCode == .unavailable)
            #expect(Set(run.findings.map(\.code)) == [.accessForeign])
            #expect(
                run.findings.first?.seen.hasSuffix(
                    "not requested: only http and https without user information is allowed")
                    == true)
            #expect(run.findings.allSatisfy { !$0.seen.contains("secret") })
        }
    }

    @Test("img Content Descriptors, urls: a server with an untrusted certificate is a fault that lasts")
    func anUnknownServer() async throws {
        try await run { place in
            try place.push([place.url("good")])
            let run = try await place.check(trusting: false)
            #expect(run.exitCode == .unavailable)
            #expect(Set(run.findings.map(\.code)) == [.accessTLS])
        }
    }
}
