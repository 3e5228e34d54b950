import OCI
import Support
import Testing

private let blob = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
private let manifest = Array(#"{"schemaVersion":2}"#.utf8)
private let path = "/v2/app/web/blobs/"

private func serve(
    _ body: (ScriptedRegistry, RawClient, Digest) async throws -> Void
) async throws {
    try await ScriptedRegistry.run { registry in
        let digest = try registry.addBlob(blob, to: "app/web")
        try await body(registry, RawClient(port: registry.port), digest)
    }
}

@Suite(.timeLimit(.minutes(10))) struct ScriptedRegistryTests {
    @Test func answersLikeARegistry() async throws {
        try await serve { registry, client, digest in
            let tagged = try registry.addManifest(manifest, mediaType: .ociManifest, to: "app/web", tag: "1")
            let base = await client.send("/v2/")
            #expect(base.status == 200)
            #expect(base.field("Docker-Distribution-Api-Version") == "registry/2.0")

            let got = await client.send(path + "\(digest)")
            #expect(got.status == 200)
            #expect(got.body == blob)
            #expect(got.field("Content-Length") == "1000")
            #expect(got.field("Docker-Content-Digest") == digest.description)
            #expect(got.field("ETag") == "\"\(digest)\"")
            #expect(got.field("Content-Type") == "application/octet-stream")

            for reference in ["1", tagged.description] {
                let reply = await client.send("/v2/app/web/manifests/\(reference)")
                #expect(reply.body == manifest)
                #expect(reply.field("Content-Type") == MediaType.ociManifest.description)
                #expect(reply.field("Docker-Content-Digest") == tagged.description)
            }
            let head = await client.send(path + "\(digest)", method: "HEAD")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head.field("Content-Length") == "1000")
        }
    }

    @Test(arguments: [
        ("GET", "/v2/app/web/blobs/sha256:0", 404, "BLOB_UNKNOWN"),
        ("GET", "/v2/app/web/manifests/x", 404, "MANIFEST_UNKNOWN"),
        ("GET", "/v2/other/manifests/x", 404, "NAME_UNKNOWN"),
        ("DELETE", "/v2/app/web/manifests/x", 405, "UNSUPPORTED"),
        ("GET", "/elsewhere", 404, "404 page not found"), ("GET", "/token", 404, "404 page not found"),
    ])
    func reportsAbsence(method: String, target: String, status: Int, code: String) async throws {
        try await serve { _, client, _ in
            let reply = await client.send(target, method: method)
            #expect(reply.status == status)
            #expect(reply.text.contains(code))
        }
    }

    @Test(
        arguments: [
            ("bytes=10-19", 206, 10..<20, "bytes 10-19/1000"), ("bytes=990-", 206, 990..<1000, "bytes 990-999/1000"),
            ("bytes=-5", 206, 995..<1000, "bytes 995-999/1000"),
            ("bytes=990-5000", 206, 990..<1000, "bytes 990-999/1000"),
            ("bytes=20-10", 200, 0..<1000, nil), ("lines=1-2", 200, 0..<1000, nil),
            ("bytes=1000-", 416, nil, "bytes */1000"),
        ] as [(String, Int, Range<Int>?, String?)])
    func ranges(field: String, status: Int, range: Range<Int>?, contentRange: String?) async throws {
        try await serve { _, client, digest in
            let reply = await client.send(path + "\(digest)", headers: ["Range: \(field)"])
            #expect(reply.status == status)
            if let range { #expect(reply.body == Array(blob[range])) }
            #expect(reply.field("Content-Range") == contentRange)
        }
    }

    @Test func everyRequestIsRecorded() async throws {
        try await serve { registry, client, digest in
            _ = await client.send(path + "\(digest)?a=1&b=x%20y", headers: ["X-One: two"])
            _ = await client.send(path + "\(digest)", method: "HEAD")
            let requests = registry.requests
            #expect(requests.map(\.method) == ["GET", "HEAD"])
            #expect(requests.map(\.connection) == [1, 2])
            #expect(requests.map(\.bodyBytesSent) == [1000, 0])
            #expect(requests.map(\.status) == [200, 200])
            #expect(requests[0].path == path + "\(digest)")
            #expect(requests[0].query("b") == ["x y"])
            #expect(requests[0].header("x-one") == "two")
            #expect(registry.requests(.blob(digest)).count == 1)
            #expect(registry.mostAtOnce == 1)
        }
    }

    @Test func aConnectionServesRequestAfterRequest() async throws {
        try await serve { registry, client, digest in
            let second = "GET /v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            let reply = await client.send(path + "\(digest)", headers: ["X: y\r\n\r\n\(second)".trimmed], keep: true)
            #expect(Array(reply.body.prefix(1000)) == blob)
            #expect(reply.text.hasSuffix("{}"))
            #expect(registry.connectionCount == 1)
            #expect(registry.requests.map(\.outcome) == [.complete, .complete])
        }
    }

    @Test func imagesAndIndexesAreConsistent() async throws {
        try await ScriptedRegistry.run { registry in
            let arm = Platform(os: "linux", architecture: "arm", variant: "v7")
            let images = try [
                registry.addImage(to: "app", layers: [[1], [2, 3]]),
                registry.addImage(to: "app", layers: [[1]], platform: arm),
            ]
            let index = try registry.addIndex(of: images.map(\.manifest), to: "app", tag: "1")
            let client = RawClient(port: registry.port)
            let top = await client.send("/v2/app/manifests/1")
            let parsed = try ManifestDocument.parse(
                top.body, contentType: top.field("Content-Type").map { MediaType($0) })
            guard case .index(let list) = parsed.document else { return #expect(Bool(false)) }
            #expect(parsed.conflict == nil)
            #expect(list.manifests == images.map(\.manifest))
            #expect(Int64(top.body.count) == index.size)
            for image in images {
                let reply = await client.send("/v2/app/manifests/\(image.manifest.digest)")
                guard case .image(let manifest) = try ManifestDocument.parse(reply.body, contentType: nil).document
                else {
                    return #expect(Bool(false))
                }
                #expect(manifest.layers == image.layers)
                #expect(manifest.config == image.config)
                for part in image.all.dropFirst() {
                    let blob = await client.send("/v2/app/blobs/\(part.digest)")
                    #expect(Int64(blob.body.count) == part.size)
                    #expect(try ScriptedRegistry.sha256(of: blob.body) == part.digest)
                }
            }
        }
    }

    @Test func aLargeBodyIsSentAsFastAsItIsRead() async throws {
        try await ScriptedRegistry.run { registry in
            let large = [UInt8](repeating: 0x5a, count: 40 << 20)
            let digest = try registry.addBlob(large, to: "app/web")
            let client = RawClient(port: registry.port)
            let whole = await client.send(path + "\(digest)")
            #expect(whole.body == large)

            _ = await client.send(path + "\(digest)", readLimit: 1 << 20)
            let abandoned = try #require(registry.requests.last)
            #expect(abandoned.bodyBytesSent < 20 << 20)
            #expect(try await registry.idle())
            #expect(registry.requests.last?.outcome == .abandoned)
        }
    }
}

extension String {
    fileprivate var trimmed: String { hasSuffix("\r\n\r\n") ? String(dropLast(2)) : self }
}
