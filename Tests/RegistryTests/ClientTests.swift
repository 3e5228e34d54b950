import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

private let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }

@Suite(.timeLimit(.minutes(10))) struct ClientTests {
    /// Reads one blob of 100,000 bytes whose expected size is `size`.
    private func blob(
        _ faults: Fault..., size: Int64 = 100_000, fresh: Bool = false
    ) async throws -> (observation: Observation, requests: [RecordedRequest], digest: Digest) {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(content, to: "team/app")
            registry.add(FaultRule(.blobs, faults))
            let observation = try await client().blob(
                digest, size: size, of: repository("team/app"), from: backend(registry), fresh: fresh)
            return (observation, registry.requests, digest)
        }
    }

    @Test("img Descriptors, SHA-256: sha256 is computed for every body") func aGoodBlob() async throws {
        let (observation, requests, digest) = try await blob()
        let facts = try #require(observation.facts)
        #expect(facts.received == 100_000)
        #expect(facts.digest == digest)
        #expect(facts.declaredLength == 100_000)
        #expect(!facts.stoppedEarly)
        #expect(observation.status == 200)
        #expect(observation.bodyBytes == 100_000)
        #expect(observation.remote?.host == "127.0.0.1")
        #expect(observation.redirects.isEmpty)
        #expect(observation.url == "http://registry.test/v2/team/app/blobs/\(digest)")
        #expect(requests.count == 1)
        #expect(requests[0].method == "GET")
        #expect(requests[0].header("Host") == "registry.test")
        #expect(requests[0].header("User-Agent") == "blobgate/test")
        #expect(requests[0].header("Authorization") == nil)
        #expect(requests[0].header("Range") == nil)
        #expect(requests[0].header("Accept-Encoding") == "zstd;q=1.0, gzip;q=0.8, deflate;q=0.5")
    }

    @Test func tooShortAndTooLong() async throws {
        let (short, _, digest) = try await blob(.truncated(to: 10))
        #expect(short.facts?.received == 10)
        #expect(short.facts?.declaredLength == 10)
        #expect(short.facts?.digest != digest)
        let (long, _, _) = try await blob(.extended(by: [1, 2, 3]))
        #expect(long.facts?.received == 100_003)
        #expect(long.facts?.digest == digest)
        #expect(long.facts?.stoppedEarly == false)
        let (empty, _, _) = try await blob(.emptyBody)
        #expect(empty.facts?.received == 0)
        #expect(empty.facts?.digest?.encoded.hasPrefix("e3b0c442") == true)
    }

    @Test func excessIsNotReadToTheEnd() async throws {
        let (observation, requests, _) = try await blob(
            .extended(by: [UInt8](repeating: 0, count: 16 << 20)), size: 100_000)
        let facts = try #require(observation.facts)
        #expect(facts.stoppedEarly)
        #expect(facts.received > 100_000 + (1 << 20))
        #expect(facts.received < 8 << 20)
        #expect(requests.count == 1)
    }

    @Test(arguments: [Int64.max, Int64.max - 1, 0]) func anyDeclaredSize(size: Int64) async throws {
        let (observation, _, digest) = try await blob(size: size)
        #expect(observation.facts?.received == 100_000)
        #expect((observation.facts?.digest == digest) == (size > 0))
    }

    @Test(arguments: [Fault.chunked, .untilClose]) func withoutALength(framing: Fault) async throws {
        let (observation, _, digest) = try await blob(framing)
        #expect(observation.facts?.digest == digest)
        #expect(observation.facts?.received == 100_000)
        #expect(observation.facts?.declaredLength == nil)
    }

    @Test func anHTMLPageInPlaceOfTheBlob() async throws {
        let (observation, _, _) = try await blob(.html)
        #expect(observation.facts?.opening.description.hasPrefix("<!DOCTYPE html>\\n") == true)
        #expect(observation.headers["content-type"]?.description == "text/html; charset=utf-8")
    }

    @Test(arguments: [
        (Fault.breakOff(at: 300, .close), TransferFailure.Kind.truncated), (.breakOff(at: 300, .reset), .reset),
        (.noReply(.close), .emptyReply), (.declaredLength(adding: 5), .truncated),
    ])
    func brokenTransfers(fault: Fault, kind: TransferFailure.Kind) async throws {
        let (observation, _, _) = try await blob(fault)
        #expect(observation.failure?.kind == kind)
    }

    @Test func recordedHeaders() async throws {
        let (observation, _, _) = try await blob(
            .cacheStatus("HIT"), .header("Age", "12"), .header("Via", "1.1 \u{1B}[31m"),
            .header("Set-Cookie", "secret"),
            .header("X-Other", "x"))
        #expect(observation.cacheStatus == "HIT")
        #expect(observation.headers["age"]?.description == "12")
        #expect(observation.headers["via"]?.description == #"1.1 \x1b[31m"#)
        #expect(observation.headers["set-cookie"] == nil)
        #expect(observation.headers["x-other"] == nil)
        #expect(observation.headers["docker-content-digest"] != nil)
        #expect(observation.headers["content-length"]?.description == "100000")
    }

    @Test func statuses() async throws {
        let (missing, _, _) = try await blob(.status(404))
        guard case .status(404, let body) = missing.outcome else {
            Issue.record("\(missing.outcome)")
            return
        }
        #expect(body.summary == "BLOB_UNKNOWN: blob unknown to registry")
        #expect(body.entries.map(\.code.description) == ["BLOB_UNKNOWN"])
        let (limited, _, _) = try await blob(.tooManyRequests(retryAfter: "7"))
        #expect(limited.status == 429)
        #expect(limited.retryAfter == .seconds(7))
        let (partial, _, _) = try await blob(.status(206, headers: [], body: "x"))
        #expect(partial.status == 206)
        #expect(partial.facts == nil)
        let (huge, _, _) = try await blob(.status(500, headers: [], body: String(repeating: "x", count: 4 << 20)))
        #expect(huge.status == 500)
        #expect(huge.bodyBytes < 4 << 20)
    }

    /// `printf abc | gzip -n`
    private static let packed: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4B, 0x4C, 0x4A, 0x06, 0x00, 0xC2, 0x41, 0x24,
        0x35, 0x03,
        0x00, 0x00, 0x00,
    ]

    @Test(
        "coded content is decoded before it is hashed, as in containerd", arguments: ["gzip", "GZIP", "identity, gzip"])
    func codedContent(coding: String) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(Array("abc".utf8), to: "app")
            registry.on(.blobs, .header("Content-Encoding", coding), .content(Self.packed))
            for faults in [[], [Fault.chunked]] {
                if !faults.isEmpty {
                    registry.heal()
                    registry.on(.blobs, .header("Content-Encoding", coding), .content(Self.packed), .chunked)
                }
                let observation = try await client().blob(
                    digest, size: 3, of: repository("app"), from: backend(registry))
                #expect(observation.facts?.digest == digest && observation.facts?.coding == .decoded, "\(observation)")
                #expect(observation.facts?.declaredLength == nil)
            }
            #expect(registry.requests.allSatisfy { $0.header("Accept-Encoding")?.hasPrefix("zstd;q=1.0") == true })
        }
    }

    @Test(
        "a body that is not coded as it says is no content", arguments: ["gzip", "zstd", "gzip, zstd"])
    func wrongCodings(coding: String) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(Array("abc".utf8), to: "app")
            registry.on(.blobs, .header("Content-Encoding", coding))
            let observation = try await client().blob(digest, size: 3, of: repository("app"), from: backend(registry))
            #expect(observation.failure?.kind == .undecodable, "\(observation)")
        }
    }

    @Test("the body of an error is no content, however it is coded", arguments: ["gzip", "br"])
    func codedErrors(coding: String) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(Array("abc".utf8), to: "app")
            registry.on(.blobs, .status(404, headers: [HeaderField("Content-Encoding", coding)], body: "not here"))
            let observation = try await client().blob(digest, size: 3, of: repository("app"), from: backend(registry))
            #expect(observation.status == 404 && observation.failure == nil, "\(observation)")
        }
    }

    @Test("a tag is resolved with Go's own coding, a HEAD with none, a part is not decoded") func requestedCodings()
        async throws
    {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(Array("abc".utf8), to: "app")
            let (client, place, name) = (try client(), try backend(registry), try repository("app"))
            let tag = try #require(Tag("1"))
            _ = await client.manifest(.tag(tag), of: name, from: place)
            _ = await client.manifest(.digest(digest), of: name, from: place)
            _ = await client.head(ofBlob: digest, of: name, from: place)
            registry.on(.blobs, .header("Content-Encoding", "gzip"))
            let part = await client.part(0..<2, ofBlob: digest, of: name, from: place) { NoTap() }
            #expect(part.outcome == .nothing)
            let sent = registry.requests.filter { $0.target != "/v2/" }.map { $0.header("Accept-Encoding")?.prefix(4) }
            #expect(sent == ["gzip", "zstd", nil, "zstd"])
        }
    }

    @Test("a 203 has the content", arguments: [203, 201]) func otherSuccess(status: Int) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(Array("abc".utf8), to: "app")
            registry.on(.blobs, .status(status, headers: [], body: "abc"))
            let observation = try await client().blob(digest, size: 3, of: repository("app"), from: backend(registry))
            #expect(observation.facts?.digest == digest && observation.status == status)
        }
    }

    @Test func freshConnections() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(content, to: "team/app")
            let client = try client()
            for fresh in [false, false, true] {
                _ = try await client.blob(
                    digest, size: 100_000, of: repository("team/app"), from: backend(registry), fresh: fresh)
            }
            #expect(registry.requests.map(\.connection) == [1, 1, 2])
        }
    }

    @Test("img Descriptors, Registered algorithms: sha512 and blake3 are registered and optional")
    func sha512AndUnknownAlgorithms() async throws {
        try await ScriptedRegistry.run { registry in
            let hash = StreamingHash.hash(content, with: .sha512)
            let long = try #require(Digest(.sha512, hash: hash))
            let odd = try Digest(parsing: "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8")
            try registry.addBlob(content, to: "app", as: long)
            try registry.addBlob(content, to: "app", as: odd)
            let client = try client()
            let good = try await client.blob(long, size: 100_000, of: repository("app"), from: backend(registry))
            #expect(good.facts?.digest == long)
            let unknown = try await client.blob(odd, size: 100_000, of: repository("app"), from: backend(registry))
            #expect(unknown.facts?.received == 100_000)
            #expect(unknown.facts?.digest == nil)
        }
    }

    /// Checkpoints cover what was hashed, including wrong bytes, but nothing beyond the expected size.
    @Test(arguments: [Digest.Algorithm.sha256, .sha512]) func checkpoints(algorithm: Digest.Algorithm) async throws {
        try await ScriptedRegistry.run { registry in
            let function = try #require(algorithm.function)
            let mebibyte = 1 << 20
            let large = (0..<(5 * mebibyte / 2)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 7) }
            let digest = try #require(Digest(algorithm, hash: StreamingHash.hash(large, with: function)))
            try registry.addBlob(large, to: "app", as: digest)
            let client = try client()
            func read(size: Int) async throws -> BodyFacts {
                let seen = try await client.blob(
                    digest, size: Int64(size), of: repository("app"), from: backend(registry))
                return try #require(seen.facts)
            }
            let good = try #require(try await read(size: large.count).checkpoints)
            #expect(good.size == Int64(large.count))
            #expect(good.count == 2)
            var check = try #require(CheckpointVerifier(good, of: digest, pieces: 1..<3))
            large[mebibyte...].withUnsafeBytes { check.update($0) }
            #expect(check.isGood)
            let short = try #require(try await read(size: large.count - 600_000).checkpoints)
            #expect(short.size == Int64(large.count - 600_000))
            #expect(short.states == Array(good.states.prefix(function.hashLength)))

            registry.on(.blob(digest), .flipByte(at: mebibyte + 5))
            let bad = try await read(size: large.count)
            #expect(bad.digest != digest)
            #expect(try #require(bad.checkpoints).firstDifference(from: good) == 1)
            #expect(CheckpointVerifier(good, of: try Digest(parsing: "odd:abc")) == nil)
        }
    }

    @Test("dist Pulling manifests: Accept lists every manifest type that is supported") func manifests() async throws {
        try await ScriptedRegistry.run { registry in
            let image = try registry.addImage(to: "app", tag: "v1", layers: [[1, 2, 3]])
            let client = try client()
            let tag = try #require(Tag("v1"))
            let (byTag, bytes) = try await client.manifest(.tag(tag), of: repository("app"), from: backend(registry))
            #expect(byTag.facts?.digest == image.manifest.digest)
            #expect(bytes.map { Int64($0.count) } == image.manifest.size)
            #expect(
                registry.requests.last?.header("Accept")
                    == "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
                    + "application/vnd.docker.distribution.manifest.list.v2+json, "
                    + "application/vnd.docker.distribution.manifest.v2+json")
            let (byDigest, same) = try await client.manifest(
                .digest(image.manifest.digest), of: repository("app"), from: backend(registry))
            #expect(byDigest.facts?.digest == image.manifest.digest)
            #expect(same == bytes)
            let (missing, none) = try await client.manifest(
                .tag(#require(Tag("v2"))), of: repository("app"), from: backend(registry))
            #expect(missing.status == 404)
            #expect(none == nil)
        }
    }

    @Test(
        "dist Pushing Manifests: manifests of 4 MB are accepted",
        arguments: [(RegistryClient.manifestLimit, true), (RegistryClient.manifestLimit + 1, false)])
    func theLimitOfManifests(size: Int, whole: Bool) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addManifest(
                [UInt8](repeating: 0x20, count: size), mediaType: .ociManifest, to: "app")
            let (observation, bytes) = try await client().manifest(
                .digest(digest), of: repository("app"), from: backend(registry))
            #expect((bytes != nil) == whole)
            #expect((observation.facts?.digest == digest) == whole)
            #expect(observation.facts?.stoppedEarly == !whole)
        }
    }
}

@Suite(.timeLimit(.minutes(10))) struct ClientRedirectTests {
    @Test("dist API: redirects are followed, and credentials stay at home") func credentialsAndPinStayAtHome()
        async throws
    {
        try await ScriptedRegistry.run { registry in
            try await ScriptedRegistry.run { storage in
                registry.access = .basic(user: "u", password: "p")
                let digest = try registry.addBlob(content, to: "app")
                try storage.addBlob(content, to: "store")
                registry.on(.blobs, .redirect(to: "\(storage.url)/v2/store/blobs/\(digest)?signature=secret"))
                let observation = try await client(credentials("u", "p")).blob(
                    digest, size: 100_000, of: repository("app"), from: backend(registry))
                #expect(observation.facts?.digest == digest)
                #expect(observation.redirects == ["\(storage.url)/v2/store/blobs/\(digest)?..."])
                #expect(observation.remote?.port == storage.port)
                #expect(storage.requests.count == 1)
                #expect(storage.requests[0].header("Authorization") == nil)
                #expect(storage.requests[0].header("Host") == storage.name)
                #expect(storage.requests[0].query("signature") == ["secret"])
                #expect(registry.requests.last?.header("Authorization") != nil)
            }
        }
    }

    @Test func withinTheRegistryBothAreKept() async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = .basic(user: "u", password: "p")
            let digest = try registry.addBlob(content, to: "app")
            try registry.addBlob(content, to: "other")
            registry.on(.blob(digest, of: "app"), .redirect(to: "/v2/other/blobs/\(digest)", status: 302))
            let observation = try await client(credentials("u", "p")).blob(
                digest, size: 100_000, of: repository("app"), from: backend(registry))
            #expect(observation.facts?.digest == digest)
            #expect(registry.requests.last?.header("Host") == "registry.test")
            #expect(registry.requests.last?.header("Authorization") != nil)
        }
    }

    @Test(arguments: [
        ("ftp://a.test/x", RedirectFault.badLocation(location: ServerText("ftp://a.test/x"))),
        ("/v2/app/blobs/x", .loop(url: "http://registry.test/v2/app/blobs/x")), ("", .noLocation),
    ])
    func notFollowed(location: String, fault: RedirectFault) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(content, to: "app")
            registry.on(.any, .redirect(to: location))
            let observation = try await client().blob(
                digest, size: 100_000, of: repository("app"), from: backend(registry))
            #expect(observation.outcome == .redirect(fault))
        }
    }

    @Test func aRedirectToAMissingTarget() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(content, to: "app")
            registry.on(.any, .redirect(to: "http://127.0.0.1:1/x"))
            let observation = try await client().blob(
                digest, size: 100_000, of: repository("app"), from: backend(registry))
            #expect(observation.failure?.kind == .connect)
            #expect(observation.redirects == ["http://127.0.0.1:1/x"])
        }
    }
}
