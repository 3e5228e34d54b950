import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate

/// Invariant 10: on a caching backend, a proof covers the cached copy.
@Suite(.timeLimit(.minutes(10))) struct CacheReaderTests {
    private static let cache = CachePolicy(kind: "nginx", key: "$uri$slice_range", sliceBytes: 1 << 20)
    private static let layer = noise(7, (3 << 20) + 100)

    /// The request for the last bytes of the layer, after it was proven.
    private static let tail = "bytes=\(layer.count - (64 << 10))-\(layer.count - 1)"

    private func ranges(_ registry: ScriptedRegistry, _ digest: Digest) -> [String] {
        registry.requests(.blob(digest)).compactMap { $0.header("range") }.filter { $0 != Self.tail }.sorted()
    }

    @Test func everySliceIsProbedBeforeThePull() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", Self.layer)
            let digest = image.layers[0].digest
            scene[0].on(.blob(digest), .cacheStatus("HIT"))
            let run = try await scene.check(try scene.request(cache: Self.cache))
            #expect(run.verdict == .verified)
            #expect(
                ranges(scene[0], digest) == [
                    "bytes=1048576-1048576", "bytes=2097152-2097152", "bytes=3145728-3145728",
                ])
            // The whole blob comes after the slices, and only once; then its last bytes.
            #expect(scene[0].requests(.blob(digest)).suffix(2).map { $0.header("range") } == [nil, Self.tail])
            #expect(scene.pulls(digest) == [1])
            let slices = try #require(run.result(digest, on: "one")?.attempts.first?.slices)
            #expect(slices.map(\.index) == [1, 2, 3])
            #expect(slices.map(\.cacheStatus) == ["HIT", "HIT", "HIT"])
            #expect(slices.map(\.storedTotal) == Array(repeating: Int64(Self.layer.count), count: 3))
            #expect(slices.last?.bytes == 3 << 20..<Int64(Self.layer.count))
        }
    }

    @Test func aBackendWithoutACacheDescriptionIsNotProbed() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", Self.layer)
            scene[0].on(.blobs, .cacheStatus("MISS"))
            #expect(try await scene.check().verdict == .verified)
            #expect(ranges(scene[0], image.layers[0].digest) == [])
        }
    }

    @Test func bytesFromBehindTheCacheAreReadBack() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let digest = image.layers[0].digest
            scene[0].on(.blob(digest), .only(1), .cacheStatus("MISS"))
            scene[0].on(.blob(digest), .only(2), .cacheStatus("HIT"))
            let run = try await scene.check(try scene.request(cache: Self.cache))
            #expect(run.verdict == .verified)
            #expect(ranges(scene[0], digest) == ["bytes=0-4999"])
            let blob = try #require(run.result(digest, on: "one")?.status.verified)
            #expect(blob.cacheStatus == "MISS")
            #expect(blob.isFromBehindCache && !blob.isReadThrough)
        }
    }

    @Test func aManifestIsReadBackToo() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let pattern = RequestPattern.manifest(.digest(image.manifest.digest))
            scene[0].on(pattern, .only(1), .cacheStatus("MISS"))
            scene[0].on(pattern, .from(2), .flipByte(at: 5), .cacheStatus("HIT"))
            let run = try await scene.check(try scene.request(cache: Self.cache))
            #expect(run.faults == ["content-digest on one"])
            #expect(
                run.findings.first.map(run.attempts)?.first?.seen
                    == "the bytes from behind the cache are right, but the copy that the cache stored is not")
            #expect(scene[0].requests(pattern).count >= 3)

            scene[0].heal()
            scene[0].on(pattern, .cacheStatus("HIT"))
            #expect(try await scene.check(try scene.request(cache: Self.cache)).verdict == .verified)
        }
    }

    @Test func uncachedContentIsVerifiedWithANote() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let digest = image.layers[0].digest
            scene[0].on(.blob(digest), .cacheStatus("MISS"))
            let run = try await scene.check(try scene.request(cache: Self.cache))
            let blob = try #require(run.result(digest, on: "one")?.status.verified)
            #expect(blob.isReadThrough)
        }
    }

    /// The storage is right but the cached copy is not, which the first read cannot see.
    @Test func wrongCachedBytesRefuse() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", Self.layer)
            let digest = image.layers[0].digest
            scene[0].on(.blob(digest), .first(4), .cacheStatus("MISS"))
            scene[0].on(.blob(digest), .from(5), .flipByte(at: 700_000), .cacheStatus("HIT"))
            let run = try await scene.check(try scene.request(cache: Self.cache))
            #expect(run.exitCode == .refused)
            let finding = try #require(run.findings.first)
            #expect(finding.code == .contentDigest)
            #expect(
                run.attempts(of: finding).first?.seen.hasSuffix(
                    "the copy that the cache stored is not, in the MiB from byte 0") == true)
        }
    }

    @Test func aFailedReadBackIsRetried() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let digest = image.layers[0].digest
            scene[0].on(.blob(digest), .only(1), .cacheStatus("MISS"))
            scene[0].on(.blob(digest), .only(2), .status(502))
            scene[0].on(.blob(digest), .from(3), .cacheStatus("HIT"))
            let run = try await scene.check(try scene.request(cache: Self.cache))
            #expect(run.verdict == .verified)
            #expect(run.result(digest, on: "one")?.attempts.map(\.code) == [.accessServerError, nil])
        }
    }
}
